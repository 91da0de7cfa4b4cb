using Benefits.Tests.Http;
using Benefits.Tests.Journeys;

namespace Benefits.Azure.Tests;

/// <summary>The journeys of every host, on the Functions app's own functions, a real Durable engine and Azurite.</summary>
public sealed class AzureJourneyTests() : Journey(AzureHost.StartAsync)
{
    [Fact]
    public void Every_use_case_that_an_endpoint_names_is_there() => UseCases.AssertThere(((AzureHost)Host).Services);
}

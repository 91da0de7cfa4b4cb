using Benefits.Tests.Journeys;

namespace Benefits.Azure.Tests;

/// <summary>The journeys of every host, on the Functions app's own functions, a real Durable engine and Azurite.</summary>
public sealed class AzureJourneyTests() : Journey(AzureHost.StartAsync);

using Benefits.Demo;
using Benefits.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Benefits.Tests.Http;

/// <summary>The use cases that endpoints name, held against the services of a host: one that is missing would show at the first call only.</summary>
internal static class UseCases
{
    public static void AssertThere(IServiceProvider services)
    {
        var known = services.GetRequiredService<IServiceProviderIsService>();
        Assert.All(DemoServices.Endpoints.Concat(EndpointCatalog.AtRoot), endpoint => Assert.All(endpoint.Handle.Needs, need => Assert.True(known.IsService(need), $"{endpoint.Name} needs {need.Name}")));
    }
}

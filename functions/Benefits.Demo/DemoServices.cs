using Microsoft.Extensions.DependencyInjection;

namespace Benefits.Demo;

/// <summary>What demo mode (演示模式) adds to the platform: signing in without a password, and the load of the made-up province.</summary>
public static class DemoServices
{
    /// <summary>Every operation, those of demo mode among them; a host in another mode answers that they are not there.</summary>
    public static IReadOnlyList<Endpoint> Endpoints { get; } = [.. Api.Endpoints, .. DemoEndpoints.All];

    /// <param name="staff">Who can sign in; asked each time, since the province may still be loading.</param>
    public static IServiceCollection AddDemo(this IServiceCollection services, Func<IServiceProvider, IReadOnlyList<DemoIdentity>> staff) => services
        .AddSingleton<DemoTokens>()
        .AddHostedService<DemoWarning>()
        .AddSingleton(DemoLoad.Kind)
        .AddSingleton<DemoLoad>()
        .AddTransient(staff);
}

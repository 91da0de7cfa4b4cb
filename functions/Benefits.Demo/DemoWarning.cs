using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Benefits.Demo;

/// <summary>Says loudly at every start that demo mode is on.</summary>
internal sealed partial class DemoWarning(ILogger<DemoWarning> log) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        DemoMode(log);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(8001, LogLevel.Warning, "DEMO MODE: anyone may sign in as anyone. Never use it with real data.")]
    private static partial void DemoMode(ILogger log);
}

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Benefits.Http.Access;

/// <summary>Says loudly at every start that demo mode is on.</summary>
internal sealed class DemoWarning(ILogger<DemoWarning> log) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        log.DemoMode();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

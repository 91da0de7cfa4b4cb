using Benefits.Payouts;
using Benefits.Storage;
using Benefits.Timers;

namespace Benefits.Local;

/// <summary>The embedded host's one timer: ticks at the start and then every minute of its clock, and leaves it to the timekeeper what is due.</summary>
internal sealed partial class Ticker(Timekeeper keeper, DocketSweep sweep, TimeProvider clock, ILogger<Ticker> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Not before the host serves: the first answer does not wait for yesterday's jobs.
        await Task.Yield();
        var swept = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                // What a crash left is finished at once; tomorrow's sweep would find it too.
                if (!swept) await Actor.System("docket-sweep").RunAsync(() => sweep.RunAsync(clock.BusinessDate, stoppingToken));
                swept = true;
                await keeper.TickAsync(stoppingToken);
                await Task.Delay(Pause, clock, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (StorageUnavailableException fault)
            {
                TickFailed(log, fault.Message);
                await Task.Delay(Pause, clock, stoppingToken);
            }
        }
    }

    [LoggerMessage(EventId = 7001, Level = LogLevel.Warning, Message = "The store took no writes at a tick: {Reason}")]
    private static partial void TickFailed(ILogger log, string reason);
}

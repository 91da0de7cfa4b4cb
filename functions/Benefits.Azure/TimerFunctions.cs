using Benefits.Jobs;
using Benefits.Timers;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Benefits.Azure;

/// <summary>What runs by the clock (定时任务). The tick finds all that is due and catches up after an outage; each daily job has a timer of its own besides. The timekeeper runs each job once a business date, whichever comes first.</summary>
/// <remarks>Schedules are in UTC: 16:05 is five past midnight in Beijing.</remarks>
internal sealed partial class TimerFunctions(DurableCalls calls, Timekeeper keeper, JobStarter jobs, TimeProvider clock)
{
    [Function("TickTimer")]
    public async Task TickAsync([TimerTrigger("0 * * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient durable, FunctionContext call)
    {
        calls.Enter(durable);
        // One read where nothing is open: what a crash cut off does not wait for tomorrow.
        await jobs.TakeUpAsync(call.CancellationToken);
        await keeper.TickAsync(call.CancellationToken);
    }

    private async Task RunTodayAsync(string job, DurableTaskClient durable, FunctionContext call)
    {
        calls.Enter(durable);
        await Actor.System("timer").RunAsync(() => keeper.RunAsync(job, clock.BusinessDate, call.CancellationToken));
    }
}

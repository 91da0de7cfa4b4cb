using Benefits.Timers;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Benefits.Azure;

/// <summary>What runs by the clock (定时任务). The tick finds all that is due and catches up after an outage; list refresh and expiry have timers of their own besides. The timekeeper runs each job once a business date, whichever comes first.</summary>
/// <remarks>Schedules are in UTC: 16:05 is five past midnight in Beijing.</remarks>
internal sealed class TimerFunctions(DurableCalls calls, Timekeeper keeper, TimeProvider clock)
{
    [Function("TickTimer")]
    public async Task TickAsync([TimerTrigger("0 * * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient durable, FunctionContext call)
    {
        calls.Enter(durable);
        await keeper.TickAsync(call.CancellationToken);
    }

    [Function("EnterpriseListTimer")]
    public Task RefreshListsAsync([TimerTrigger("0 5 16 * * *")] TimerInfo timer, [DurableClient] DurableTaskClient durable, FunctionContext call) => RunTodayAsync("enterprise-list-refresh", durable, call);

    [Function("TitleExpiryTimer")]
    public Task ExpireTitlesAsync([TimerTrigger("0 10 16 * * *")] TimerInfo timer, [DurableClient] DurableTaskClient durable, FunctionContext call) => RunTodayAsync("expire-titles", durable, call);

    [Function("MeasureExpiryTimer")]
    public Task ExpireMeasuresAsync([TimerTrigger("0 15 16 * * *")] TimerInfo timer, [DurableClient] DurableTaskClient durable, FunctionContext call) => RunTodayAsync("expire-measures", durable, call);

    private async Task RunTodayAsync(string job, DurableTaskClient durable, FunctionContext call)
    {
        calls.Enter(durable);
        await Actor.System("timer").RunAsync(() => keeper.RunAsync(job, clock.BusinessDate, call.CancellationToken));
    }
}

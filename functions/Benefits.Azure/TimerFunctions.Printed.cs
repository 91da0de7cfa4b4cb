using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Benefits.Azure;

// Printed from the platform's catalogues by the tests of this app, which fail where the two differ.
internal sealed partial class TimerFunctions
{
    [Function("EnterpriseListRefreshTimer")]
    public Task EnterpriseListRefreshAsync([TimerTrigger("0 5 16 * * *")] TimerInfo timer, [DurableClient] DurableTaskClient durable, FunctionContext call) => RunTodayAsync("enterprise-list-refresh", durable, call);

    [Function("ExpireTitlesTimer")]
    public Task ExpireTitlesAsync([TimerTrigger("0 10 16 * * *")] TimerInfo timer, [DurableClient] DurableTaskClient durable, FunctionContext call) => RunTodayAsync("expire-titles", durable, call);

    [Function("ExpireMeasuresTimer")]
    public Task ExpireMeasuresAsync([TimerTrigger("0 15 16 * * *")] TimerInfo timer, [DurableClient] DurableTaskClient durable, FunctionContext call) => RunTodayAsync("expire-measures", durable, call);

    [Function("FinishJobsTimer")]
    public Task FinishJobsAsync([TimerTrigger("0 20 16 * * *")] TimerInfo timer, [DurableClient] DurableTaskClient durable, FunctionContext call) => RunTodayAsync("finish-jobs", durable, call);

    [Function("DocketSweepTimer")]
    public Task DocketSweepAsync([TimerTrigger("0 25 16 * * *")] TimerInfo timer, [DurableClient] DurableTaskClient durable, FunctionContext call) => RunTodayAsync("docket-sweep", durable, call);

    [Function("ReconcileTimer")]
    public Task ReconcileAsync([TimerTrigger("0 30 16 * * *")] TimerInfo timer, [DurableClient] DurableTaskClient durable, FunctionContext call) => RunTodayAsync("reconcile", durable, call);

    [Function("SealAuditTimer")]
    public Task SealAuditAsync([TimerTrigger("0 35 16 * * *")] TimerInfo timer, [DurableClient] DurableTaskClient durable, FunctionContext call) => RunTodayAsync("seal-audit", durable, call);
}

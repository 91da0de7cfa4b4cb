using System.Diagnostics;
using Benefits.Cases;
using Benefits.Jobs;
using Benefits.Payouts;
using Benefits.Telemetry;
using Benefits.Workflows;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Benefits.Azure;

/// <summary>The workflows' steps (办理步骤), one activity function for each, under the step's own name.</summary>
internal sealed class StepFunctions(DurableCalls calls)
{
    [Function("payout-decide")]
    public Task<Decided> Decide([ActivityTrigger] DatedCase input, [DurableClient] DurableTaskClient durable, FunctionContext call) => RunAsync(PayoutSteps.Decide, input, durable, call);

    [Function("payout-refuse")]
    public Task<Nothing> Refuse([ActivityTrigger] DatedCase input, [DurableClient] DurableTaskClient durable, FunctionContext call) => RunAsync(PayoutSteps.Refuse, input, durable, call);

    [Function("payout-open-review")]
    public Task<WaitEnd> OpenReview([ActivityTrigger] ReviewRequest input, [DurableClient] DurableTaskClient durable, FunctionContext call) => RunAsync(PayoutSteps.OpenReview, input, durable, call);

    [Function("payout-close-review")]
    public Task<ReviewClosed> CloseReview([ActivityTrigger] ReviewRequest input, [DurableClient] DurableTaskClient durable, FunctionContext call) => RunAsync(PayoutSteps.CloseReview, input, durable, call);

    [Function("payout-publish-notice")]
    public Task<WaitEnd> PublishNotice([ActivityTrigger] DatedCase input, [DurableClient] DurableTaskClient durable, FunctionContext call) => RunAsync(PayoutSteps.PublishNotice, input, durable, call);

    [Function("payout-close-notice")]
    public Task<NoticeClosed> CloseNotice([ActivityTrigger] DatedCase input, [DurableClient] DurableTaskClient durable, FunctionContext call) => RunAsync(PayoutSteps.CloseNotice, input, durable, call);

    [Function("payout-await-objections")]
    public Task<ObjectionWait> AwaitObjections([ActivityTrigger] WaitRequest input, [DurableClient] DurableTaskClient durable, FunctionContext call) => RunAsync(PayoutSteps.AwaitObjections, input, durable, call);

    [Function("payout-give-up-objections")]
    public Task<ObjectionWait> GiveUpObjections([ActivityTrigger] DatedCase input, [DurableClient] DurableTaskClient durable, FunctionContext call) => RunAsync(PayoutSteps.GiveUpObjections, input, durable, call);

    [Function("payout-reserve")]
    public Task<ReservedLines> Reserve([ActivityTrigger] DatedCase input, [DurableClient] DurableTaskClient durable, FunctionContext call) => RunAsync(PayoutSteps.Reserve, input, durable, call);

    [Function("payout-await-funds")]
    public Task<WaitEnd> AwaitFunds([ActivityTrigger] WaitRequest input, [DurableClient] DurableTaskClient durable, FunctionContext call) => RunAsync(PayoutSteps.AwaitFunds, input, durable, call);

    [Function("payout-plan-pages")]
    public Task<PagePlan> PlanPages([ActivityTrigger] RunRequest input, [DurableClient] DurableTaskClient durable, FunctionContext call) => RunAsync(PayoutSteps.PlanPages, input, durable, call);

    [Function("payout-submit-page")]
    public Task<Pending> SubmitPage([ActivityTrigger] PageRequest input, [DurableClient] DurableTaskClient durable, FunctionContext call) => RunAsync(PayoutSteps.SubmitPage, input, durable, call);

    [Function("payout-ask-after-page")]
    public Task<Pending> AskAfterPage([ActivityTrigger] PageRequest input, [DurableClient] DurableTaskClient durable, FunctionContext call) => RunAsync(PayoutSteps.AskAfterPage, input, durable, call);

    [Function("payout-count-returned")]
    public Task<ReturnedLines> CountReturned([ActivityTrigger] RunRequest input, [DurableClient] DurableTaskClient durable, FunctionContext call) => RunAsync(PayoutSteps.CountReturned, input, durable, call);

    [Function("payout-await-account")]
    public Task<WaitEnd> AwaitAccount([ActivityTrigger] AccountWaitRequest input, [DurableClient] DurableTaskClient durable, FunctionContext call) => RunAsync(PayoutSteps.AwaitAccount, input, durable, call);

    [Function("payout-give-up-returned")]
    public Task<Nothing> GiveUpReturned([ActivityTrigger] RunRequest input, [DurableClient] DurableTaskClient durable, FunctionContext call) => RunAsync(PayoutSteps.GiveUpReturned, input, durable, call);

    [Function("payout-lapse")]
    public Task<Nothing> Lapse([ActivityTrigger] LapseRequest input, [DurableClient] DurableTaskClient durable, FunctionContext call) => RunAsync(PayoutSteps.Lapse, input, durable, call);

    [Function("payout-settle")]
    public Task<Nothing> Settle([ActivityTrigger] DatedCase input, [DurableClient] DurableTaskClient durable, FunctionContext call) => RunAsync(PayoutSteps.Settle, input, durable, call);

    [Function("job-piece")]
    public Task<JobStep> DoPiece([ActivityTrigger] JobOwner input, [DurableClient] DurableTaskClient durable, FunctionContext call) => RunAsync(JobWorkflow.DoPiece, input, durable, call);

    [Function("job-go-on")]
    public Task<Handed> GoOn([ActivityTrigger] JobStretch input, [DurableClient] DurableTaskClient durable, FunctionContext call) => RunAsync(JobWorkflow.GoOn, input, durable, call);

    private async Task<TOut> RunAsync<TIn, TOut>(Step<TIn, TOut> step, TIn input, DurableTaskClient durable, FunctionContext call)
    {
        calls.Enter(durable);
        using var span = Instruments.StartStep(call.InvocationId, step.Name, Activity.Current?.Context);
        return await step.RunAsync(call.InstanceServices, input, call.CancellationToken);
    }
}

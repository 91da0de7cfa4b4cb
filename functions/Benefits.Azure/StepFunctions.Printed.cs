using Benefits.Cases;
using Benefits.Jobs;
using Benefits.Payouts;
using Benefits.Workflows;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Benefits.Azure;

// Printed from the platform's catalogues by the tests of this app, which fail where the two differ.
internal sealed partial class StepFunctions
{
    [Function("payout-decide")]
    public Task<Decided> PayoutDecide([ActivityTrigger] DatedCase input, [DurableClient] DurableTaskClient durable, FunctionContext call) => RunAsync<DatedCase, Decided>("payout-decide", input, durable, call);

    [Function("payout-refuse")]
    public Task<Nothing> PayoutRefuse([ActivityTrigger] DatedCase input, [DurableClient] DurableTaskClient durable, FunctionContext call) => RunAsync<DatedCase, Nothing>("payout-refuse", input, durable, call);

    [Function("payout-open-review")]
    public Task<WaitEnd> PayoutOpenReview([ActivityTrigger] ReviewRequest input, [DurableClient] DurableTaskClient durable, FunctionContext call) => RunAsync<ReviewRequest, WaitEnd>("payout-open-review", input, durable, call);

    [Function("payout-close-review")]
    public Task<ReviewClosed> PayoutCloseReview([ActivityTrigger] ReviewRequest input, [DurableClient] DurableTaskClient durable, FunctionContext call) => RunAsync<ReviewRequest, ReviewClosed>("payout-close-review", input, durable, call);

    [Function("payout-publish-notice")]
    public Task<WaitEnd> PayoutPublishNotice([ActivityTrigger] DatedCase input, [DurableClient] DurableTaskClient durable, FunctionContext call) => RunAsync<DatedCase, WaitEnd>("payout-publish-notice", input, durable, call);

    [Function("payout-close-notice")]
    public Task<NoticeClosed> PayoutCloseNotice([ActivityTrigger] DatedCase input, [DurableClient] DurableTaskClient durable, FunctionContext call) => RunAsync<DatedCase, NoticeClosed>("payout-close-notice", input, durable, call);

    [Function("payout-await-objections")]
    public Task<ObjectionWait> PayoutAwaitObjections([ActivityTrigger] WaitRequest input, [DurableClient] DurableTaskClient durable, FunctionContext call) => RunAsync<WaitRequest, ObjectionWait>("payout-await-objections", input, durable, call);

    [Function("payout-give-up-objections")]
    public Task<ObjectionWait> PayoutGiveUpObjections([ActivityTrigger] DatedCase input, [DurableClient] DurableTaskClient durable, FunctionContext call) => RunAsync<DatedCase, ObjectionWait>("payout-give-up-objections", input, durable, call);

    [Function("payout-reserve")]
    public Task<ReservedLines> PayoutReserve([ActivityTrigger] DatedCase input, [DurableClient] DurableTaskClient durable, FunctionContext call) => RunAsync<DatedCase, ReservedLines>("payout-reserve", input, durable, call);

    [Function("payout-await-funds")]
    public Task<WaitEnd> PayoutAwaitFunds([ActivityTrigger] WaitRequest input, [DurableClient] DurableTaskClient durable, FunctionContext call) => RunAsync<WaitRequest, WaitEnd>("payout-await-funds", input, durable, call);

    [Function("payout-plan-pages")]
    public Task<PagePlan> PayoutPlanPages([ActivityTrigger] RunRequest input, [DurableClient] DurableTaskClient durable, FunctionContext call) => RunAsync<RunRequest, PagePlan>("payout-plan-pages", input, durable, call);

    [Function("payout-submit-page")]
    public Task<Pending> PayoutSubmitPage([ActivityTrigger] PageRequest input, [DurableClient] DurableTaskClient durable, FunctionContext call) => RunAsync<PageRequest, Pending>("payout-submit-page", input, durable, call);

    [Function("payout-ask-after-page")]
    public Task<Pending> PayoutAskAfterPage([ActivityTrigger] PageRequest input, [DurableClient] DurableTaskClient durable, FunctionContext call) => RunAsync<PageRequest, Pending>("payout-ask-after-page", input, durable, call);

    [Function("payout-count-returned")]
    public Task<ReturnedLines> PayoutCountReturned([ActivityTrigger] RunRequest input, [DurableClient] DurableTaskClient durable, FunctionContext call) => RunAsync<RunRequest, ReturnedLines>("payout-count-returned", input, durable, call);

    [Function("payout-await-account")]
    public Task<WaitEnd> PayoutAwaitAccount([ActivityTrigger] AccountWaitRequest input, [DurableClient] DurableTaskClient durable, FunctionContext call) => RunAsync<AccountWaitRequest, WaitEnd>("payout-await-account", input, durable, call);

    [Function("payout-give-up-returned")]
    public Task<Nothing> PayoutGiveUpReturned([ActivityTrigger] RunRequest input, [DurableClient] DurableTaskClient durable, FunctionContext call) => RunAsync<RunRequest, Nothing>("payout-give-up-returned", input, durable, call);

    [Function("payout-lapse")]
    public Task<Nothing> PayoutLapse([ActivityTrigger] LapseRequest input, [DurableClient] DurableTaskClient durable, FunctionContext call) => RunAsync<LapseRequest, Nothing>("payout-lapse", input, durable, call);

    [Function("payout-settle")]
    public Task<Nothing> PayoutSettle([ActivityTrigger] DatedCase input, [DurableClient] DurableTaskClient durable, FunctionContext call) => RunAsync<DatedCase, Nothing>("payout-settle", input, durable, call);

    [Function("job-piece")]
    public Task<JobStep> JobPiece([ActivityTrigger] JobOwner input, [DurableClient] DurableTaskClient durable, FunctionContext call) => RunAsync<JobOwner, JobStep>("job-piece", input, durable, call);

    [Function("job-go-on")]
    public Task<Handed> JobGoOn([ActivityTrigger] JobStretch input, [DurableClient] DurableTaskClient durable, FunctionContext call) => RunAsync<JobStretch, Handed>("job-go-on", input, durable, call);
}

using Benefits.Cases;
using Benefits.Cases.Notices;
using Benefits.Workflows;

namespace Benefits.Payouts;

/// <summary>The payout's steps by name, and the signal of its own. A name, once in a history, is never used for anything else.</summary>
public static class PayoutSteps
{
    public static readonly Step<DatedCase, Decided> Decide = Step.Of<CaseDecider, DatedCase, Decided>("payout-decide", (decider, input, cancel) => decider.DecideAsync(input, cancel));
    public static readonly Step<DatedCase, Nothing> Refuse = Step.Of<Closing, DatedCase, Nothing>("payout-refuse", (closing, input, cancel) => closing.RefuseAsync(input, cancel));
    public static readonly Step<ReviewRequest, WaitEnd> OpenReview = Step.Of<Review, ReviewRequest, WaitEnd>("payout-open-review", (review, input, cancel) => review.OpenAsync(input, cancel));
    public static readonly Step<ReviewRequest, ReviewClosed> CloseReview = Step.Of<Review, ReviewRequest, ReviewClosed>("payout-close-review", (review, input, cancel) => review.CloseAsync(input, cancel));
    public static readonly Step<DatedCase, WaitEnd> PublishNotice = Step.Of<NoticeBoard, DatedCase, WaitEnd>("payout-publish-notice", (board, input, cancel) => board.PublishAsync(input, cancel));
    public static readonly Step<DatedCase, NoticeClosed> CloseNotice = Step.Of<NoticeBoard, DatedCase, NoticeClosed>("payout-close-notice", (board, input, cancel) => board.CloseAsync(input, cancel));
    public static readonly Step<WaitRequest, ObjectionWait> AwaitObjections = Step.Of<Objections, WaitRequest, ObjectionWait>("payout-await-objections", (objections, input, cancel) => objections.AwaitAsync(input, cancel));
    public static readonly Step<DatedCase, ObjectionWait> GiveUpObjections = Step.Of<Objections, DatedCase, ObjectionWait>("payout-give-up-objections", (objections, input, cancel) => objections.GiveUpAsync(input, cancel));
    public static readonly Step<DatedCase, ReservedLines> Reserve = Step.Of<Treasury, DatedCase, ReservedLines>("payout-reserve", (treasury, input, cancel) => treasury.ReserveAsync(input, cancel));
    public static readonly Step<WaitRequest, WaitEnd> AwaitFunds = Step.Of<Treasury, WaitRequest, WaitEnd>("payout-await-funds", (treasury, input, cancel) => treasury.AwaitAsync(input, cancel));
    public static readonly Step<RunRequest, PagePlan> PlanPages = Step.Of<Paymaster, RunRequest, PagePlan>("payout-plan-pages", (paymaster, input, cancel) => paymaster.PlanAsync(input, cancel));
    public static readonly Step<PageRequest, Pending> SubmitPage = Step.Of<Paymaster, PageRequest, Pending>("payout-submit-page", (paymaster, input, cancel) => paymaster.SubmitAsync(input, cancel));
    public static readonly Step<PageRequest, Pending> AskAfterPage = Step.Of<Paymaster, PageRequest, Pending>("payout-ask-after-page", (paymaster, input, cancel) => paymaster.AskAfterAsync(input, cancel));
    public static readonly Step<RunRequest, ReturnedLines> CountReturned = Step.Of<ReturnedPayments, RunRequest, ReturnedLines>("payout-count-returned", (returned, input, cancel) => returned.CountAsync(input, cancel));
    public static readonly Step<AccountWaitRequest, WaitEnd> AwaitAccount = Step.Of<ReturnedPayments, AccountWaitRequest, WaitEnd>("payout-await-account", (returned, input, cancel) => returned.AwaitAsync(input, cancel));
    public static readonly Step<RunRequest, Nothing> GiveUpReturned = Step.Of<ReturnedPayments, RunRequest, Nothing>("payout-give-up-returned", (returned, input, cancel) => returned.GiveUpAsync(input, cancel));
    public static readonly Step<LapseRequest, Nothing> Lapse = Step.Of<Closing, LapseRequest, Nothing>("payout-lapse", (closing, input, cancel) => closing.LapseAsync(input, cancel));
    public static readonly Step<DatedCase, Nothing> Settle = Step.Of<Closing, DatedCase, Nothing>("payout-settle", (closing, input, cancel) => closing.SettleAsync(input, cancel));

    /// <summary>Besides <see cref="CaseSignals"/>.</summary>
    public static readonly Signal<AccountCorrected> AccountCorrected = new("account-corrected");

    public static readonly IReadOnlyList<Step> All =
    [
        Decide, Refuse, OpenReview, CloseReview, PublishNotice, CloseNotice, AwaitObjections, GiveUpObjections, Reserve, AwaitFunds,
        PlanPages, SubmitPage, AskAfterPage, CountReturned, AwaitAccount, GiveUpReturned, Lapse, Settle,
    ];
}

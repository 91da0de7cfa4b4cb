using Benefits.Cases;
using Benefits.Workflows;

namespace Benefits.Payouts;

/// <summary>
/// The bundled payout (直补快办): decide, approve, give notice, reserve, pay, settle. Read it top to bottom: it is the procedure.
/// Every wait has an end; where nobody acts in time the case is escalated once, and then closed so that the firm can apply again.
/// </summary>
public static class PayoutWorkflow
{
    public static readonly Workflow<CaseId> Definition = new("payout-1", PayoutSteps.All, RunAsync);

    /// <summary>How often the bank is asked after a payment that it has accepted: soon at first, then daily for about a month.</summary>
    private static readonly TimeSpan FirstAsk = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LastAsk = TimeSpan.FromDays(1);
    private const int Asks = 40;

    private static async Task RunAsync(IWorkflowContext context, CaseId id)
    {
        var decided = await context.CallAsync(PayoutSteps.Decide, At(context, id));
        if (decided.Lines == 0)
        {
            await context.CallAsync(PayoutSteps.Refuse, At(context, id));
            return;
        }
        for (var signature = 1; signature <= decided.Signatures; signature++)
        {
            if (!await IsSignedAsync(context, id, signature)) return;
        }

        var notice = await context.CallAsync(PayoutSteps.PublishNotice, At(context, id));
        await SleepUntilAsync(context, notice.DueAt);
        var closed = await context.CallAsync(PayoutSteps.CloseNotice, At(context, id));
        var runs = closed.Cleared > 0 ? await PayAsync(context, id, 0) : 0;
        if (closed.Frozen > 0 && await AreObjectionsSettledAsync(context, id)) await PayAsync(context, id, runs);
        await context.CallAsync(PayoutSteps.Settle, At(context, id));
    }

    /// <summary>One signature (审核签批). Unsigned in time, it goes to the supervisor; unsigned again, the case lapses.</summary>
    private static async Task<bool> IsSignedAsync(IWorkflowContext context, CaseId id, int signature)
    {
        for (var level = 0; level <= 1; level++)
        {
            var review = await context.CallAsync(PayoutSteps.OpenReview, new ReviewRequest(id, signature, level, context.UtcNow.BusinessDate));
            while (await context.WaitForAsync(CaseSignals.SignatureGiven, review.DueAt) is { } given)
            {
                // A signal that was raised again for an earlier signature is none for this one.
                if (given.Signature != signature) continue;
                var outcome = await context.CallAsync(PayoutSteps.CloseReview, new ReviewRequest(id, signature, level, context.UtcNow.BusinessDate));
                return outcome.GoesOn;
            }
        }
        await context.CallAsync(PayoutSteps.Lapse, new LapseRequest(id, LapseReason.NobodySigned));
        return false;
    }

    /// <summary>Lines held back by objections: decided in time, or escalated once and then given up. True where any was cleared.</summary>
    private static async Task<bool> AreObjectionsSettledAsync(IWorkflowContext context, CaseId id)
    {
        for (var level = 0; level <= 1; level++)
        {
            var wait = await context.CallAsync(PayoutSteps.AwaitObjections, new WaitRequest(id, 0, level, context.UtcNow.BusinessDate));
            if (!wait.IsNeeded) return wait.Cleared > 0;
            await context.WaitForAsync(CaseSignals.ObjectionsSettled, wait.DueAt);
        }
        var given = await context.CallAsync(PayoutSteps.GiveUpObjections, At(context, id));
        return given.Cleared > 0;
    }

    /// <summary>Pays all cleared lines, fund by fund as money allows, in payment runs numbered on from <paramref name="runs"/>; answers the last number.</summary>
    private static async Task<int> PayAsync(IWorkflowContext context, CaseId id, int runs)
    {
        for (var level = 0; ;)
        {
            var reserved = await context.CallAsync(PayoutSteps.Reserve, At(context, id));
            if (reserved.Lines > 0) await PayReservedAsync(context, id, ++runs);
            if (reserved.Waiting == 0) return runs;
            if (level > 1)
            {
                await context.CallAsync(PayoutSteps.Lapse, new LapseRequest(id, LapseReason.NoMoney));
                return runs;
            }
            var wait = await context.CallAsync(PayoutSteps.AwaitFunds, new WaitRequest(id, runs, level, context.UtcNow.BusinessDate));
            if (await context.WaitForAsync(CaseSignals.FundsRaised, wait.DueAt) is null) level++;
        }
    }

    private static async Task PayReservedAsync(IWorkflowContext context, CaseId id, int run)
    {
        for (var attempt = 1; ; attempt++)
        {
            var plan = await context.CallAsync(PayoutSteps.PlanPages, new RunRequest(id, run, attempt));
            for (var page = 1; page <= plan.Pages; page++) await PayPageAsync(context, new PageRequest(id, run, attempt, page));
            var returned = await context.CallAsync(PayoutSteps.CountReturned, new RunRequest(id, run, attempt));
            if (returned.Lines == 0) return;
            if (attempt >= returned.MaxAttempts || !await IsAccountCorrectedAsync(context, new RunRequest(id, run, attempt)))
            {
                await context.CallAsync(PayoutSteps.GiveUpReturned, new RunRequest(id, run, attempt));
                return;
            }
        }
    }

    private static async Task PayPageAsync(IWorkflowContext context, PageRequest page)
    {
        var pending = await context.CallAsync(PayoutSteps.SubmitPage, page);
        var pause = FirstAsk;
        for (var ask = 0; pending.Lines > 0 && ask < Asks; ask++)
        {
            if (ask > 0)
            {
                await SleepUntilAsync(context, context.UtcNow + pause);
                pause = pause * 2 < LastAsk ? pause * 2 : LastAsk;
            }
            pending = await context.CallAsync(PayoutSteps.AskAfterPage, page);
        }
    }

    private static async Task<bool> IsAccountCorrectedAsync(IWorkflowContext context, RunRequest run)
    {
        for (var level = 0; level <= 1; level++)
        {
            var wait = await context.CallAsync(PayoutSteps.AwaitAccount, new AccountWaitRequest(run, level, context.UtcNow.BusinessDate));
            while (await context.WaitForAsync(PayoutSteps.AccountCorrected, wait.DueAt) is { } corrected)
            {
                if (corrected.Run == run.Run && corrected.Attempt == run.Attempt) return true;
            }
        }
        return false;
    }

    /// <summary>A durable timer may fire up to a second early (Azure), so the clock is asked again.</summary>
    private static async Task SleepUntilAsync(IWorkflowContext context, DateTimeOffset due)
    {
        while (context.UtcNow < due) await context.SleepUntilAsync(due);
    }

    private static DatedCase At(IWorkflowContext context, CaseId id) => new(id, context.UtcNow.BusinessDate);
}

using Benefits.Applications;
using Benefits.Ledger;
using Benefits.Timers;
using Benefits.Workflows;

namespace Benefits.Payouts;

/// <summary>
/// Finishes what a crash left (收件清扫): starts what was received and never started, raises again the signals that were written down and never heard,
/// tells waiting cases of money that has come, and asks the bank after lines whose workflow has ended.
/// </summary>
public sealed class DocketSweep(Docket docket, CaseStore cases, Intake intake, ReviewDesk reviews, ReturnedPayments returned, Objections objections, Paymaster paymaster, Closing closing, FundsArrival arrival, Funds funds, IWorkflowClient workflows)
{
    /// <summary>Applications older than this have ended: their last wait is long over.</summary>
    private const int MonthsBack = 12;

    public DailyJob Job => new("docket-sweep", RunAsync);

    public async Task<string> RunAsync(DateOnly date, CancellationToken cancel)
    {
        int looked = 0, started = 0, asked = 0, stuck = 0;
        DateOnly? oldest = null;
        HashSet<CaseId> seen = [];
        await foreach (var entry in docket.ReadAsync(date.AddMonths(-MonthsBack), cancel))
        {
            // No header: the sender never got a receipt, and sends again under the same key.
            if (!seen.Add(entry.Id) || await cases.FindAsync(entry.Id, cancel) is null) continue;
            looked++;
            if ((await cases.ProgressAsync(entry.Id, cancel)).Stage == Stage.InReview) oldest = Earlier(oldest, entry.EnteredAt.BusinessDate);
            if (await workflows.FindAsync(entry.Id.Instance, cancel) is not { } status)
            {
                if (await intake.StartAsync(entry.Id, cancel) == StartOutcome.Started) started++;
                continue;
            }
            if (status.State == WorkflowState.Failed || status.Fault is not null) stuck++;
            if (status.State == WorkflowState.Running) await RaiseAgainAsync(entry.Id, cancel);
            else if (await AskAgainAsync(entry.Id, date, cancel)) asked++;
        }
        await foreach (var fund in funds.ListAsync(cancel)) await arrival.TellAsync(fund, cancel);
        Telemetry.StuckWorkflows.Record(stuck);
        var days = oldest is { } since ? date.DayNumber - since.DayNumber : 0;
        Telemetry.QueueAge.Record(days);
        return $"查看{looked}件，补启动{started}件，补查银行{asked}件，停滞{stuck}件，待办最久{days}天";
    }

    private static DateOnly Earlier(DateOnly? one, DateOnly other) => one is { } date && date < other ? date : other;

    private async Task RaiseAgainAsync(CaseId id, CancellationToken cancel)
    {
        var progress = await cases.ProgressAsync(id, cancel);
        switch (progress.Stage)
        {
            case Stage.InReview:
                foreach (var signature in await reviews.SignaturesAsync(id, cancel)) await reviews.RaiseAsync(id, signature.Signature, cancel);
                break;
            case Stage.InObjection:
                await objections.RaiseIfSettledAsync(id, cancel);
                break;
            case Stage.Paying or Stage.WaitingForAccount:
                await returned.RaiseAgainAsync(id, progress, cancel);
                break;
            default:
                break;
        }
    }

    private async Task<bool> AskAgainAsync(CaseId id, DateOnly date, CancellationToken cancel)
    {
        List<string> open = [];
        await foreach (var line in cases.LinesAsync(id, cancel)) if (line.State is LineStage.Submitted or LineStage.Returned) open.Add(line.Id.Row);
        // A case that was left open for the bank's answer is closed even where a crash cut off the sweep before.
        if (open.Count == 0 && (await cases.ProgressAsync(id, cancel)).Steps[^1].Key != "bank-silent") return false;
        await paymaster.AskAfterAsync(id, open, cancel);
        // Nobody is left who could wait for a corrected account: what came back this late is applied for again.
        await returned.GiveUpLateAsync(id, cancel);
        await closing.SettleAsync(new DatedCase(id, date), cancel);
        return true;
    }
}

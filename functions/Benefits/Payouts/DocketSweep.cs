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
        int looked = 0, started = 0, asked = 0, waited = 0;
        HashSet<CaseId> seen = [];
        await foreach (var entry in docket.ReadAsync(date.AddMonths(-MonthsBack), cancel))
        {
            // No header: the sender never got a receipt, and sends again under the same key.
            if (!seen.Add(entry.Id) || await cases.FindAsync(entry.Id, cancel) is null) continue;
            looked++;
            if (await workflows.FindAsync(entry.Id.Instance, cancel) is not { } status)
            {
                if (await intake.StartAsync(entry.Id, cancel) == StartOutcome.Started) started++;
                continue;
            }
            if (status.State == WorkflowState.Running) waited = Math.Max(waited, await RaiseAgainAsync(entry.Id, date, cancel));
            else if (await AskAgainAsync(entry.Id, date, cancel)) asked++;
        }
        await foreach (var fund in funds.ListAsync(cancel)) await arrival.TellAsync(fund, cancel);
        return $"查看{looked}件，补启动{started}件，补查银行{asked}件，待办最久等待{waited}天";
    }

    /// <returns>For how many days the case has waited for a person; 0 where it waits for none.</returns>
    private async Task<int> RaiseAgainAsync(CaseId id, DateOnly date, CancellationToken cancel)
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
            case Stage.Paying:
                await returned.RaiseAgainAsync(id, progress, cancel);
                break;
            default:
                break;
        }
        return progress.Stage is Stage.InReview or Stage.InObjection && progress.Steps.Count > 0 ? Math.Max(0, date.DayNumber - progress.Steps[^1].At.BusinessDate.DayNumber) : 0;
    }

    private async Task<bool> AskAgainAsync(CaseId id, DateOnly date, CancellationToken cancel)
    {
        List<string> rows = [];
        await foreach (var line in cases.LinesAsync(id, cancel)) if (line.State == LineStage.Submitted) rows.Add(line.Id.Row);
        if (rows.Count == 0) return false;
        await paymaster.AskAfterAsync(id, rows, cancel);
        await closing.SettleAsync(new DatedCase(id, date), cancel);
        return true;
    }
}

using Benefits.Applications;
using Benefits.Cases;
using Benefits.Cases.Notices;
using Benefits.Funds;
using Benefits.Telemetry;
using Benefits.Timers;
using Benefits.Workflows;

namespace Benefits.Payouts;

/// <summary>
/// Finishes what a crash left (收件清扫): starts what was received and never started, raises again the signals that were written down and never heard,
/// tells waiting cases of money that has come, and asks the bank after lines whose workflow has ended. It looks at open cases only, and takes those that have ended off their list.
/// </summary>
public sealed class DocketSweep(Docket docket, CaseStore cases, Intake intake, Review reviews, ReturnedPayments returned, Objections objections, Paymaster paymaster, Closing closing, Treasury treasury, FundsArrival arrival, IWorkflowClient workflows)
{
    /// <summary>An entry without a header is kept this long: its sender never got a receipt, and sends again under the same key, which enters it anew.</summary>
    private const int DaysToSendAgain = 7;

    public DailyJob Job => new("docket-sweep", RunAsync);

    public async Task<string> RunAsync(DateOnly date, CancellationToken cancel)
    {
        int looked = 0, started = 0, asked = 0, stuck = 0;
        DateOnly? oldest = null;
        HashSet<FundKey> awaited = [];
        foreach (var open in await docket.ReadOpenAsync(cancel))
        {
            var (id, enteredOn) = (open.Entry.Id, open.Entry.EnteredAt.BusinessDate);
            if (await cases.FindAsync(id, cancel) is null)
            {
                if (date.DayNumber - enteredOn.DayNumber > DaysToSendAgain) await docket.CloseAsync(open, cancel);
                continue;
            }
            looked++;
            var progress = await cases.ProgressAsync(id, cancel);
            if (progress.Stage == Stage.InReview) oldest = Earlier(oldest, enteredOn);
            if (await workflows.FindAsync(id.Instance, cancel) is not { } status)
            {
                if (await intake.StartAsync(id, cancel) == StartOutcome.Started) started++;
                continue;
            }
            if (status.State == WorkflowState.Failed || status.Fault is not null) stuck++;
            if (status.State == WorkflowState.Running)
            {
                await RaiseAgainAsync(id, progress, cancel);
                if (progress.Stage == Stage.WaitingForFunds) awaited.UnionWith(await treasury.AwaitedAsync(id, cancel));
            }
            else if (await AskAgainAsync(id, progress, date, cancel)) asked++;
            else if (status.State == WorkflowState.Completed) await docket.CloseAsync(open, cancel);
        }
        foreach (var fund in awaited) await arrival.TellAsync(fund, cancel);
        Instruments.StuckWorkflows.Record(stuck);
        var days = oldest is { } since ? date.DayNumber - since.DayNumber : 0;
        Instruments.QueueAge.Record(days);
        return $"查看{looked}件，补启动{started}件，补查银行{asked}件，停滞{stuck}件，待办最久{days}天";
    }

    private static DateOnly Earlier(DateOnly? one, DateOnly other) => one is { } date && date < other ? date : other;

    private async Task RaiseAgainAsync(CaseId id, Progress progress, CancellationToken cancel)
    {
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

    private async Task<bool> AskAgainAsync(CaseId id, Progress progress, DateOnly date, CancellationToken cancel)
    {
        List<string> open = [];
        await foreach (var line in cases.LinesAsync(id, cancel)) if (line.State is LineStage.Submitted or LineStage.Returned) open.Add(line.Id.Row);
        // A case that was left open for the bank's answer is closed even where a crash cut off the sweep before.
        if (open.Count == 0 && progress.Steps[^1].Key is not StepKey.BankSilent) return false;
        await paymaster.AskAfterAsync(id, open, cancel);
        // Nobody is left who could wait for a corrected account: what came back this late is applied for again.
        await returned.GiveUpLateAsync(id, cancel);
        await closing.SettleAsync(new DatedCase(id, date), cancel);
        return true;
    }
}

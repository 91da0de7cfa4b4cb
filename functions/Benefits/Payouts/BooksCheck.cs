using System.Runtime.CompilerServices;
using Benefits.Applications;
using Benefits.Ledger;
using Benefits.Ledger.Verification;
using Benefits.Timers;
using Benefits.Workflows;

namespace Benefits.Payouts;

/// <summary>Puts all payout lines beside ledger, funds and bank (对账), and checks the audit chains.</summary>
public sealed class BooksCheck(Docket docket, CaseStore cases, IWorkflowClient workflows, Reconciliation reconciliation, AuditVerification audit)
{
    public DailyJob Job => new("reconcile", async (date, cancel) =>
    {
        var report = await ReconcileAsync(date, cancel);
        Telemetry.Differences.Record(report.DifferenceCount);
        return report.Agrees ? $"对账一致，共{report.Lines}笔" : $"对账发现{report.DifferenceCount}处差异，须立即处理";
    });

    public Task<ReconciliationReport> ReconcileAsync(DateOnly on, CancellationToken cancel) => reconciliation.RunAsync(on, LinesAsync(cancel), cancel);

    public Task<AuditReport> VerifyChainsAsync(CancellationToken cancel) => audit.VerifyAsync(cancel);

    /// <summary>Both, printed for people, and nothing written; answers the exit code.</summary>
    public Task<int> PrintAsync(DateOnly on, TextWriter output, CancellationToken cancel) =>
        new BooksVerification(audit, reconciliation).RunAsync(on, LinesAsync(cancel), output, cancel);

    /// <summary>Every line of every application, as the case files have it.</summary>
    private async IAsyncEnumerable<LineState> LinesAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        HashSet<CaseId> seen = [];
        await foreach (var entry in docket.ReadAsync(null, cancel))
        {
            if (!seen.Add(entry.Id)) continue;
            bool? isRunning = null;
            await foreach (var line in cases.LinesAsync(entry.Id, cancel))
            {
                var state = line.State switch
                {
                    LineStage.Paid => LineState.Paid,
                    LineStage.Returned => LineState.Returned,
                    _ => LineState.Open,
                };
                var isSubmitted = line.State == LineStage.Submitted;
                if (isSubmitted) isRunning ??= await workflows.FindAsync(entry.Id.Instance, cancel) is { State: WorkflowState.Running };
                yield return new LineState(line.Id.Text, entry.Id.Partition, line.Fund.Account, line.AmountFen, state, line.Attempt == 0 ? null : line.Id.Instruction(line.Attempt))
                {
                    Attempts = isSubmitted ? line.Attempt - 1 : line.Attempt,
                    IsAwaited = isSubmitted && isRunning == true,
                };
            }
        }
    }
}

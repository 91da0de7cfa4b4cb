using System.Runtime.CompilerServices;
using Benefits.Audit;
using Benefits.Audit.Verification;
using Benefits.Cases;
using Benefits.Funds;
using Benefits.Policy;
using Benefits.Reconciliation;
using Benefits.Telemetry;
using Benefits.Timers;
using Benefits.Workflows;

namespace Benefits.Payouts;

/// <summary>Puts payout lines beside ledger, funds and bank (对账), and checks the audit chains. Every day what has moved, at set intervals and on demand everything.</summary>
public sealed class BooksCheck(Docket docket, CaseStore cases, FundStore funds, GrownChains grown, IWorkflowClient workflows, Reconciler reconciliation, AuditVerification audit, PolicyLibrary library)
{
    public DailyJob Job => new("reconcile", async (date, cancel) =>
    {
        var scope = await ScopeAsync(date, cancel);
        var report = await reconciliation.RunAsync(date, scope is null ? LinesAsync(cancel) : LinesAsync(scope.Payees, cancel), scope, cancel);
        Instruments.Differences.Record(report.DifferenceCount);
        return report.Agrees ? $"{(scope is null ? "全面对账" : "对账（当日变动）")}一致，共{report.Lines}笔" : $"对账发现{report.DifferenceCount}处差异，须立即处理";
    });

    /// <summary>Compares everything.</summary>
    public Task<ReconciliationReport> ReconcileAsync(DateOnly on, CancellationToken cancel) => reconciliation.RunAsync(on, LinesAsync(cancel), scope: null, cancel);

    /// <summary>Both, printed for people, and nothing written; answers the exit code.</summary>
    public Task<int> PrintAsync(DateOnly on, TextWriter output, CancellationToken cancel) =>
        new BooksVerification(audit, reconciliation).RunAsync(on, LinesAsync(cancel), output, cancel);

    /// <summary>What may have moved since the last reconciliation: chains that have grown, cases that are open, and whoever a fund has paid. Null where everything is to be looked at.</summary>
    private async Task<ReconciliationScope?> ScopeAsync(DateOnly on, CancellationToken cancel)
    {
        if (await reconciliation.LastAsync(cancel) is not { Differences: 0 } last || on < last.On) return null;
        if (on >= library.Procedure(CaseTerms.BundleProcedure).FullReconciliationDue(last.FullOn)) return null;
        HashSet<string> payees = [.. (await docket.ReadOpenAsync(cancel)).Select(open => open.Entry.Id.Partition)];
        HashSet<FundKey> moved = [];
        await foreach (var chain in grown.ReadAsync(last.On, cancel))
        {
            if (FundKey.OfPartition(chain) is { } fund) moved.Add(fund);
            else if (Partitions.FirmOf(chain) is not null) payees.Add(chain);
        }
        foreach (var fund in moved)
        {
            await foreach (var reservation in funds.ReservationsAsync(fund, cancel))
            {
                if (reservation.SpentOn >= last.On.AddDays(-1) && LineId.TryParse(reservation.LineId, out var line, out _)) payees.Add(line.Case.Partition);
            }
        }
        return new ReconciliationScope(last.On, payees, moved);
    }

    /// <summary>Every line of every application, as the case files have it.</summary>
    private async IAsyncEnumerable<LineState> LinesAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        HashSet<CaseId> seen = [];
        await foreach (var entry in docket.ReadAsync(cancel))
        {
            if (!seen.Add(entry.Id)) continue;
            await foreach (var line in LinesOfAsync(entry.Id, cancel)) yield return line;
        }
    }

    /// <summary>Every line of these firms' applications.</summary>
    private async IAsyncEnumerable<LineState> LinesAsync(IReadOnlySet<string> payees, [EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var payee in payees)
        {
            await foreach (var header in cases.ListAsync(Partitions.FirmOf(payee)!.Value, cancel))
            {
                await foreach (var line in LinesOfAsync(header.Id, cancel)) yield return line;
            }
        }
    }

    private async IAsyncEnumerable<LineState> LinesOfAsync(CaseId id, [EnumeratorCancellation] CancellationToken cancel)
    {
        bool? isRunning = null;
        await foreach (var line in cases.LinesAsync(id, cancel))
        {
            var state = line.State switch
            {
                LineStage.Paid => LineState.Paid,
                LineStage.Returned => LineState.Returned,
                _ => LineState.Open,
            };
            var isSubmitted = line.State == LineStage.Submitted;
            if (isSubmitted) isRunning ??= await workflows.FindAsync(id.Instance, cancel) is { State: WorkflowState.Running };
            yield return new LineState(line.Id.Text, id.Partition, line.Fund.Account, line.Amount, state, line.Attempt == 0 ? null : line.Id.Instruction(line.Attempt))
            {
                Attempts = isSubmitted ? line.Attempt - 1 : line.Attempt,
                IsAwaited = isSubmitted && isRunning == true,
            };
        }
    }
}

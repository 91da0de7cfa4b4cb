using Benefits.Audit.Verification;
using Benefits.Banking;
using Benefits.Cases;
using Benefits.Ledger;
using Benefits.Payouts;

namespace Benefits.Tests.Payouts;

/// <summary>What an auditor asks of a store at rest: each line's money at the payee once or not at all, and lines, ledger, funds and bank in agreement.</summary>
internal static class Proof
{
    /// <summary>Everything that does not hold; empty where the books are right.</summary>
    public static async Task<List<string>> ComplaintsAsync(PayoutWorld world, params CaseId[] cases)
    {
        List<string> complaints = [];
        foreach (var failed in world.Engine.ReadFailed()) complaints.Add($"{failed.InstanceId} has failed: {failed.Fault}");
        foreach (var open in world.Engine.ReadUnfinished()) complaints.Add($"{open.InstanceId} has not ended: {open.Fault}");
        var paid = await world.Bank.StatementAsync(default).Where(record => record.State is PaymentState.Paid).ToListAsync();
        var paidOf = paid.ToLookup(record => (PaymentIds.LineOf(record.InstructionId), record.Amount));
        var total = Money.Zero;
        foreach (var id in cases)
        {
            var entries = (await world.Get<LedgerBook>().ReadAsync(id.Partition, default).ToListAsync()).ToLookup(entry => (entry.LineId, entry.Amount));
            foreach (var line in await world.LinesAsync(id))
            {
                var times = line.State == LineStage.Paid ? 1 : 0;
                total += line.State == LineStage.Paid ? line.Amount : Money.Zero;
                if (line.State is not (LineStage.Paid or LineStage.Dropped)) complaints.Add($"{line.Id} is {line.State}");
                if (paidOf[(line.Id.Text, line.Amount)].Count() != times) complaints.Add($"{line.Id} is {line.State} and not {times} times at the bank");
                if (entries[(line.Id.Text, line.Amount)].Count() != times) complaints.Add($"{line.Id} is {line.State} and not {times} times in the ledger");
            }
        }
        if (paid.Sum(record => record.Amount) != total) complaints.Add($"The bank has paid {paid.Sum(record => record.Amount)}, the lines say {total}");
        var books = world.Get<BooksCheck>();
        complaints.AddRange((await books.ReconcileAsync(world.Remains.Clock.BusinessDate, default)).Differences.Select(difference => difference.ToString()));
        complaints.AddRange((await world.Get<AuditVerification>().VerifyAsync(default)).Breaks.Select(broken => broken.ToString()));
        return complaints;
    }
}

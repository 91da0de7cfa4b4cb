using Benefits.Ledger;
using Benefits.Ledger.Verification;
using Benefits.Payouts;
using Benefits.Storage;

namespace Benefits.Local.Commands;

/// <summary><c>verify --data DIR</c>: audit chains, seals and reconciliation of a data folder (核验). Exit code 1 and the places, where something does not hold.</summary>
internal static class VerifyCommand
{
    /// <param name="table">The platform's store.</param>
    /// <param name="files">Its files, with the exported seals.</param>
    /// <param name="bank">The bank whose statement counts.</param>
    /// <param name="lines">All payout lines, as the applications have them.</param>
    /// <param name="clock">Says which business date it is.</param>
    /// <param name="output">Where to print.</param>
    /// <param name="cancel">Ends it early.</param>
    public static async Task<int> RunAsync(ITable table, IFiles files, IPaymentGateway bank, IAsyncEnumerable<LineState> lines, TimeProvider clock, TextWriter output, CancellationToken cancel)
    {
        Journal journal = new(table, clock);
        Reconciliation reconciliation = new(table, new LedgerBook(table, journal), new Funds(table, journal), bank, journal, files, clock);
        return await new BooksVerification(new AuditVerification(table, files), reconciliation).RunAsync(clock.BusinessDate, lines, output, cancel);
    }
}

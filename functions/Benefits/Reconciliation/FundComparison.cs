using Benefits.Funds;

namespace Benefits.Reconciliation;

/// <summary>Compares each fund's budget row with its reservations, and these with the ledger, line by line.</summary>
/// <param name="scope">What has moved; null for all funds. A line that is in no book then stands still on both sides, and was compared before.</param>
internal sealed class FundComparison(FundStore funds, IReadOnlyCollection<LineBook> books, DateOnly on, ReconciliationScope? scope)
{
    /// <summary>A fund that moves while it is read is read again; one that never stands still is left outstanding.</summary>
    private const int MostReads = 5;

    private readonly HashSet<string> _awaited = [.. books.Where(book => book.Line is { IsAwaited: true }).Select(book => book.LineId)];

    public async Task<IReadOnlyList<FundTotals>> CompareAsync(List<Difference> differences, List<Difference> outstanding, CancellationToken cancel)
    {
        var booked = books.SelectMany(book => book.ByFund().Select(fund => (fund.Account, Book: book, fund.Amount))).ToLookup(item => item.Account);
        var paid = books.ToLookup(book => book.Line?.FundAccount ?? "", book => book.BankPaid.Sum(record => record.Amount));
        var compared = scope is null ? null : Moved(scope);
        var inBooks = books.Select(book => book.LineId).ToHashSet(StringComparer.Ordinal);
        List<FundTotals> totals = [];
        HashSet<string> known = [];
        await foreach (var fund in compared?.ToAsyncEnumerable() ?? funds.ListAsync(cancel))
        {
            var (balance, lines, steady) = await ReadAsync(fund, cancel);
            if (balance is null) continue;
            known.Add(fund.Account);
            Dictionary<string, (LineBook Book, Money Amount)> inLedger = [];
            foreach (var (_, book, amount) in booked[fund.Account]) inLedger[book.LineId] = (book, amount);
            Check(steady ? differences : outstanding, balance, lines);
            foreach (var line in lines.Where(line => scope is null || inBooks.Contains(line.LineId) || line.SpentOn >= scope.Since.AddDays(-1))) CompareLine(fund, line, inLedger, differences, outstanding);
            foreach (var (book, amount) in inLedger.Values.Where(item => item.Amount != Money.Zero))
            {
                (IsLate(book) ? outstanding : differences).Add(new(DifferenceKind.FundTotalsOff, fund.Account, $"明细{book.LineId}账上从该资金支出{amount}，资金池没有它的预留"));
            }
            totals.Add(new FundTotals
            {
                Account = fund.Account,
                Total = balance.Total,
                Reserved = balance.Reserved,
                Spent = balance.Spent,
                Booked = booked[fund.Account].Sum(item => item.Amount),
                BankPaid = paid[fund.Account].Sum(amount => amount),
            });
        }
        foreach (var account in booked.Where(group => !known.Contains(group.Key) && (compared is null || FundKey.OfAccount(group.Key) is not { } fund || compared.Contains(fund))))
        {
            differences.Add(new(DifferenceKind.FundTotalsOff, account.Key, $"账上从该资金支出{account.Sum(item => item.Amount)}，没有它的预算"));
        }
        return totals;
    }

    /// <summary>The funds that have moved, and those that the ledger has booked from since: it may have done so alone.</summary>
    private HashSet<FundKey> Moved(ReconciliationScope moved) =>
        [.. moved.Funds, .. books.Where(book => book.Entries.Exists(entry => entry.On >= moved.Since.AddDays(-1))).SelectMany(book => book.ByFund()).Select(item => FundKey.OfAccount(item.Account)).OfType<FundKey>()];

    private async Task<(FundBalance? Balance, List<Reservation> Lines, bool Steady)> ReadAsync(FundKey fund, CancellationToken cancel)
    {
        for (var reads = 1; ; reads++)
        {
            var before = await funds.FindAsync(fund, cancel);
            List<Reservation> lines = [];
            await foreach (var line in funds.ReservationsAsync(fund, cancel)) lines.Add(line);
            var steady = before == await funds.FindAsync(fund, cancel);
            if (steady || reads == MostReads) return (before, lines, steady);
        }
    }

    private static void Check(List<Difference> differences, FundBalance balance, List<Reservation> lines)
    {
        var reserved = lines.Sum(line => line.State is ReservationState.Reserved ? line.Amount : Money.Zero);
        var spent = lines.Sum(line => line.NetSpent);
        var account = balance.Fund.Account;
        if (reserved != balance.Reserved) differences.Add(new(DifferenceKind.FundTotalsOff, account, $"预算记载预留{balance.Reserved}，各明细预留合计{reserved}"));
        if (spent != balance.Spent) differences.Add(new(DifferenceKind.FundTotalsOff, account, $"预算记载支出{balance.Spent}，各明细支出合计{spent}"));
        if (balance.Free < Money.Zero) differences.Add(new(DifferenceKind.FundTotalsOff, account, $"可用资金为负：{balance.Free}"));
    }

    private void CompareLine(FundKey fund, Reservation line, Dictionary<string, (LineBook Book, Money Amount)> inLedger, List<Difference> differences, List<Difference> outstanding)
    {
        var amount = inLedger.Remove(line.LineId, out var booked) ? booked.Amount : Money.Zero;
        if (amount == line.NetSpent) return;
        var late = line.SpentOn > on || _awaited.Contains(line.LineId) || (booked.Book is { } book && IsLate(book));
        (late ? outstanding : differences).Add(new(DifferenceKind.FundTotalsOff, fund.Account, $"明细{line.LineId}资金池支出{line.NetSpent}，账上支出{amount}"));
    }

    private bool IsLate(LineBook book) => book.Entries.TrueForAll(entry => entry.On > on);
}

using Benefits.Funds;
using Benefits.Local.Storage;
using Benefits.Reconciliation;
using Benefits.Tests.Storage;

namespace Benefits.Tests.Ledger;

/// <summary>The same parts on the store that lasts: what is written survives the process, and the books still hold when another opens them.</summary>
public sealed class OnSqliteTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task Payments_of_many_firms_at_once_leave_whole_chains_and_agreeing_books_for_the_next_process()
    {
        List<LineState> lines;
        using (var store = SqliteStore.Open(_folder.File("benefits.db")))
        {
            LedgerWorld world = new(new SqliteTable(store));
            await Task.WhenAll(Enumerable.Range(0, 64).Select(number => Task.Run(() => world.PayAsync($"l{number}", 1000 + number, firm: number % 8))));
            lines = world.Lines;
        }

        using var reopened = SqliteStore.Open(_folder.File("benefits.db"));
        LedgerWorld next = new(new SqliteTable(reopened));
        foreach (var line in lines)
        {
            // The bank is another process's: it is told again, as after a lost answer.
            await next.Bank.SubmitAsync(LedgerWorld.Instruction(line.LineId, line.Amount.Fen), default);
        }
        next.Lines.AddRange(lines);
        var audit = await next.Audit.VerifyAsync(default);
        Assert.True(audit.Holds, string.Join('\n', audit.Breaks));
        // A chain for each of eight firms and one for the fund.
        Assert.Equal(9, audit.Chains);
        var books = await next.ReconcileAsync();
        Assert.True(books.Agrees, string.Join('\n', books.Differences));
        Assert.Equal(new Money(64 * 1000 + 63 * 64 / 2), books.BankPaid);
    }

    [Fact]
    public async Task Of_two_hundred_reservers_as_many_are_served_as_the_money_reaches_for()
    {
        using var store = SqliteStore.Open(_folder.File("benefits.db"));
        LedgerWorld world = new(new SqliteTable(store));
        await world.Funds.SetBudgetAsync(LedgerWorld.Employment, new Money(120_000), "b", default);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 200).Select(number =>
            Task.Run(() => world.Funds.ReserveAsync(LedgerWorld.Employment, $"a{number}", [new FundLine($"a{number}-1", new Money(1000))], default))));

        Assert.Equal(120, outcomes.Count(outcome => outcome is ReserveOutcome.Reserved));
        Assert.Equal([.. Enumerable.Range(1, 80)], outcomes.OfType<ReserveOutcome.Waits>().Select(waits => waits.Position).Order());
    }

    public void Dispose() => _folder.Dispose();
}

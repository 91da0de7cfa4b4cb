using Benefits.Audit;
using Benefits.Funds;
using Benefits.Storage;
using Benefits.Tests.Ledger;
using FsCheck;
using FsCheck.Fluent;

namespace Benefits.Tests.Funds;

public sealed class FundsTests
{
    private static readonly FundKey Fund = LedgerWorld.Employment;

    private readonly LedgerWorld _world = new();

    [Fact]
    public async Task Money_goes_from_free_to_reserved_to_spent_and_every_repeat_changes_nothing()
    {
        await BudgetAsync(1000);
        Assert.IsType<ReserveOutcome.Reserved>(await ReserveAsync("a", 300, 200));
        Assert.Equal((500, 500, 0), await StandAsync());

        Assert.Equal(new Money(300), Assert.IsType<FundMove.Moved>(await _world.Funds.SpendAsync(Fund, ["a-1"], LedgerWorld.Today, default)).Amount);
        Assert.Equal(new Money(200), Assert.IsType<FundMove.Moved>(await _world.Funds.ReleaseAsync(Fund, ["a-2"], "objection", default)).Amount);
        Assert.Equal((700, 0, 300), await StandAsync());

        var before = await _world.DumpAsync(Fund.Partition);
        await BudgetAsync(1000);
        await ReserveAsync("a", 300, 200);
        Assert.Equal(Money.Zero, Assert.IsType<FundMove.Moved>(await _world.Funds.SpendAsync(Fund, ["a-1"], LedgerWorld.Today, default)).Amount);
        Assert.Equal(Money.Zero, Assert.IsType<FundMove.Moved>(await _world.Funds.ReleaseAsync(Fund, ["a-2"], "objection", default)).Amount);
        Assert.Equal(before, await _world.DumpAsync(Fund.Partition));
    }

    [Fact]
    public async Task Recovered_money_is_free_again_once_for_each_reversal()
    {
        await BudgetAsync(1000);
        await ReserveAsync("a", 300);
        await _world.Funds.SpendAsync(Fund, ["a-1"], LedgerWorld.Today, default);

        await _world.Funds.RecoverAsync(Fund, "a-1", new Money(100), "led-a-1-r01", default);
        await _world.Funds.RecoverAsync(Fund, "a-1", new Money(100), "led-a-1-r01", default);

        Assert.Equal((800, 0, 200), await StandAsync());
        await Assert.ThrowsAsync<ArgumentException>(() => _world.Funds.RecoverAsync(Fund, "a-1", new Money(201), "led-a-1-r02", default));
    }

    [Fact]
    public async Task What_is_not_reserved_cannot_be_spent_and_what_is_spent_cannot_be_released()
    {
        await BudgetAsync(1000);
        await ReserveAsync("a", 300, 100);
        await _world.Funds.SpendAsync(Fund, ["a-1"], LedgerWorld.Today, default);

        Assert.Equal(new FundMove.Refused("a-9", null), await _world.Funds.SpendAsync(Fund, ["a-2", "a-9"], LedgerWorld.Today, default));
        Assert.Equal(new FundMove.Refused("a-1", ReservationState.Spent), await _world.Funds.ReleaseAsync(Fund, ["a-2", "a-1"], "x", default));
        Assert.Equal((600, 100, 300), await StandAsync());
    }

    [Fact]
    public async Task A_small_application_does_not_overtake_a_large_one_that_waits()
    {
        await BudgetAsync(100);
        Assert.IsType<ReserveOutcome.Reserved>(await ReserveAsync("a", 60));
        Assert.Equal(new ReserveOutcome.Waits(new Money(20), 1), await ReserveAsync("b", 60));
        Assert.Equal(new ReserveOutcome.Waits(new Money(50), 2), await ReserveAsync("c", 30));
        Assert.Equal(new ReserveOutcome.Waits(new Money(20), 1), await ReserveAsync("b", 60));

        await _world.Funds.RaiseAsync(Fund, new Money(20), "raise-1", default);
        await _world.Funds.RaiseAsync(Fund, new Money(20), "raise-1", default);
        Assert.Equal(new ReserveOutcome.Waits(new Money(30), 2), await ReserveAsync("c", 30));
        Assert.IsType<ReserveOutcome.Reserved>(await ReserveAsync("b", 60));
        Assert.Equal(new ReserveOutcome.Waits(new Money(30), 1), await ReserveAsync("c", 30));
        await _world.Funds.ReleaseAsync(Fund, ["a-1"], "refused", default);
        Assert.IsType<ReserveOutcome.Reserved>(await ReserveAsync("c", 30));
        Assert.Equal((30, 90, 0), await StandAsync());
    }

    [Fact]
    public async Task Who_leaves_the_queue_lets_the_next_one_through()
    {
        await BudgetAsync(100);
        await ReserveAsync("big", 500);
        await ReserveAsync("small", 10);
        Assert.Equal(["big", "small"], (await _world.Funds.QueueAsync(Fund, default)).Select(waiting => waiting.ApplicationId));

        Assert.True(await _world.Funds.WithdrawAsync(Fund, "big", "withdrawn", default));
        Assert.False(await _world.Funds.WithdrawAsync(Fund, "big", "withdrawn", default));

        Assert.IsType<ReserveOutcome.Reserved>(await ReserveAsync("small", 10));
        Assert.Empty(await _world.Funds.QueueAsync(Fund, default));
    }

    [Fact]
    public async Task Odd_requests_are_told_apart_and_change_nothing()
    {
        await BudgetAsync(100);
        await ReserveAsync("a", 10);

        Assert.IsType<ReserveOutcome.AskedDifferently>(await ReserveAsync("a", 11));
        Assert.Equal(new ReserveOutcome.LineTaken("a-1", "a"), await _world.Funds.ReserveAsync(Fund, "b", [new FundLine("a-1", new Money(5))], default));
        Assert.Equal(new BudgetOutcome.TooLow(new Money(10)), await _world.Funds.SetBudgetAsync(Fund, new Money(9), "cut", default));
        Assert.Equal((90, 10, 0), await StandAsync());
        Assert.Equal([Fund], await _world.Funds.ListAsync(default).ToListAsync());
    }

    [Fact]
    public async Task A_budget_is_cut_to_what_is_reserved_and_spent_and_not_a_fen_below()
    {
        await BudgetAsync(1000);
        await ReserveAsync("a", 300, 200);
        await _world.Funds.SpendAsync(Fund, ["a-1"], LedgerWorld.Today, default);

        Assert.Equal(new BudgetOutcome.TooLow(new Money(500)), await _world.Funds.SetBudgetAsync(Fund, new Money(499), "cut-1", default));
        Assert.Equal((500, 200, 300), await StandAsync());
        Assert.IsType<BudgetOutcome.Done>(await _world.Funds.SetBudgetAsync(Fund, new Money(500), "cut-2", default));
        await _world.Funds.ReleaseAsync(Fund, ["a-2"], "objection", default);
        Assert.Equal(new BudgetOutcome.TooLow(new Money(300)), await _world.Funds.SetBudgetAsync(Fund, new Money(299), "cut-3", default));
        Assert.IsType<BudgetOutcome.Done>(await _world.Funds.SetBudgetAsync(Fund, new Money(300), "cut-4", default));
        Assert.Equal((0, 0, 300), await StandAsync());
    }

    [Fact]
    public async Task A_fund_without_a_budget_lets_ask_in_turn_and_its_first_raise_is_its_budget()
    {
        Assert.Equal(new ReserveOutcome.Waits(new Money(60), 1), await ReserveAsync("a", 60));
        Assert.Equal(new ReserveOutcome.Waits(new Money(70), 2), await ReserveAsync("b", 10));
        Assert.Equal([Fund], await _world.Funds.ListAsync(default).ToListAsync());

        // Two at once, neither of which may take the other's place.
        await Task.WhenAll(_world.Funds.RaiseAsync(Fund, new Money(40), "first", default), _world.Funds.RaiseAsync(Fund, new Money(30), "second", default));

        Assert.Equal((70, 0, 0), await StandAsync());
        Assert.Equal(new ReserveOutcome.Waits(Money.Zero, 2), await ReserveAsync("b", 10));
        Assert.IsType<ReserveOutcome.Reserved>(await ReserveAsync("a", 60));
        Assert.IsType<ReserveOutcome.Reserved>(await ReserveAsync("b", 10));
    }

    [Fact]
    public async Task Who_waits_for_a_line_that_another_got_meanwhile_leaves_the_queue()
    {
        await BudgetAsync(100);
        await _world.Funds.ReserveAsync(Fund, "b", [new FundLine("shared", new Money(500))], default);
        await _world.ForgeAsync(Fund.Partition, "res-shared", new Reservation { LineId = "shared", ApplicationId = "c", Amount = new Money(1), State = ReservationState.Reserved });

        Assert.Equal(new ReserveOutcome.LineTaken("shared", "c"), await _world.Funds.ReserveAsync(Fund, "b", [new FundLine("shared", new Money(500))], default));
        Assert.Empty(await _world.Funds.QueueAsync(Fund, default));
    }

    [Fact]
    public async Task A_released_line_can_be_reserved_by_a_later_application()
    {
        await BudgetAsync(100);
        await ReserveAsync("a", 60);
        await _world.Funds.ReleaseAsync(Fund, ["a-1"], "objection", default);

        Assert.IsType<ReserveOutcome.Reserved>(await _world.Funds.ReserveAsync(Fund, "b", [new FundLine("a-1", new Money(70))], default));

        Assert.Equal((30, 70, 0), await StandAsync());
    }

    [Fact]
    public async Task Many_reservers_of_two_processes_never_overdraw_a_fund()
    {
        RacingTable table = new(new MemoryTable());
        LedgerWorld world = new(table);
        await world.Funds.SetBudgetAsync(Fund, new Money(30_000), "b", default);
        FundStore[] processes = [world.Funds, new FundStore(table, new Journal(table, world.Clock, LedgerWorld.Key, RealPauses.Optimistic))];

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 100).Select(number =>
            Task.Run(() => processes[number % 2].ReserveAsync(Fund, $"a{number}", [new FundLine($"a{number}-1", new Money(1000))], default))));

        Assert.Equal(30, outcomes.Count(outcome => outcome is ReserveOutcome.Reserved));
        var balance = (await world.Funds.FindAsync(Fund, default))!;
        Assert.Equal((Money.Zero, new Money(30_000)), (balance.Free, balance.Reserved));
        Assert.Equal(70, (await world.Funds.QueueAsync(Fund, default)).Select(waiting => waiting.Ticket).Distinct().Count());
    }

    [Fact]
    public async Task Reservers_that_come_at_the_same_time_share_a_commit()
    {
        RacingTable table = new(new MemoryTable());
        LedgerWorld world = new(table);
        await world.Funds.SetBudgetAsync(Fund, new Money(1_000_000), "b", default);
        var before = table.Commits;
        TaskCompletionSource gate = new();
        table.Gate = gate.Task;
        var reserving = Enumerable.Range(0, 40).Select(number => new Actor($"of-a{number}", "system").RunAsync(() => world.Funds.ReserveAsync(Fund, $"a{number}", [new FundLine($"a{number}-1", new Money(10))], default))).ToList();
        gate.SetResult();

        Assert.All(await Task.WhenAll(reserving), outcome => Assert.IsType<ReserveOutcome.Reserved>(outcome));
        Assert.InRange(table.Commits - before, 1, 3);
        Assert.Equal(new Money(400), (await world.Funds.FindAsync(Fund, default))!.Reserved);
        // Whoever served the round, each fact names the one who asked.
        var facts = (await world.Table.ReadAsync(Fund.Partition, "aud-0", default).ToListAsync()).SelectMany(row => row.Read<AuditRecord>().Facts).Where(fact => fact.Kind == "money-reserved").ToList();
        Assert.Equal(40, facts.Count);
        Assert.All(facts, fact => Assert.Equal($"of-{fact.Subject}", fact.By!.Subject));
    }

    [Fact]
    public async Task A_large_application_that_dies_at_any_write_is_finished_by_its_repeat()
    {
        var lines = Enumerable.Range(0, 250).Select(number => new FundLine($"a-{number:D3}", new Money(number + 1))).ToList();
        var lineIds = lines.ConvertAll(line => line.LineId);
        var amount = lines.Sum(line => line.Amount);
        for (var diesAt = 1; ; diesAt++)
        {
            var died = false;
            foreach (var written in new[] { false, true })
            {
                LedgerWorld world = new();
                await world.Funds.SetBudgetAsync(Fund, amount, "b", default);
                DyingTable dying = new(world.Table, diesAt, written);
                FundStore doomed = new(dying, new Journal(dying, world.Clock, LedgerWorld.Key, RealPauses.Optimistic));
                try
                {
                    await doomed.ReserveAsync(Fund, "a", lines, default);
                    await doomed.SpendAsync(Fund, lineIds, LedgerWorld.Today, default);
                }
                catch (StorageUnavailableException)
                {
                    died = true;
                }

                Assert.IsType<ReserveOutcome.Reserved>(await world.Funds.ReserveAsync(Fund, "a", lines, default));
                Assert.Equal(250, await world.Funds.ReservationsAsync(Fund, default).CountAsync());
                Assert.IsType<FundMove.Moved>(await world.Funds.SpendAsync(Fund, lineIds, LedgerWorld.Today, default));
                var balance = (await world.Funds.FindAsync(Fund, default))!;
                Assert.Equal((Money.Zero, Money.Zero, amount), (balance.Free, balance.Reserved, balance.Spent));
            }
            if (!died) break;
            Assert.InRange(diesAt, 1, 20);
        }
    }

    [Fact]
    public async Task One_bad_request_in_a_shared_commit_hurts_nobody_else()
    {
        RacingTable table = new(new MemoryTable());
        LedgerWorld world = new(table);
        await world.Funds.SetBudgetAsync(Fund, new Money(1000), "b", default);
        await world.Funds.ReserveAsync(Fund, "a", [new FundLine("a-1", new Money(100))], default);
        await world.Funds.SpendAsync(Fund, ["a-1"], LedgerWorld.Today, default);
        TaskCompletionSource gate = new();
        table.Gate = gate.Task;
        var first = world.Funds.ReserveAsync(Fund, "b", [new FundLine("b-1", new Money(100))], default);
        var bad = world.Funds.RecoverAsync(Fund, "a-1", new Money(999), "r", default);
        var good = world.Funds.ReserveAsync(Fund, "c", [new FundLine("c-1", new Money(100))], default);
        gate.SetResult();

        await Assert.ThrowsAsync<ArgumentException>(() => bad);
        Assert.IsType<ReserveOutcome.Reserved>(await first);
        Assert.IsType<ReserveOutcome.Reserved>(await good);
    }

    [Fact]
    public void Free_reserved_and_spent_are_the_whole_after_any_calls_and_each_repeat_changes_nothing() =>
        Prop.ForAll(Gen.Choose(0, 1_000_000).ArrayOf().ToArbitrary(), numbers =>
        {
            LedgerWorld world = new();
            world.Funds.SetBudgetAsync(Fund, new Money(500), "b", default).Wait();
            foreach (var number in numbers)
            {
                CallAsync(world.Funds, number).Wait();
                var once = world.DumpAsync(Fund.Partition).Result;
                CallAsync(world.Funds, number).Wait();
                if (once != world.DumpAsync(Fund.Partition).Result) return false;

                var balance = world.Funds.FindAsync(Fund, default).Result!;
                var lines = world.Funds.ReservationsAsync(Fund, default).ToListAsync().AsTask().Result;
                if (balance.Free < Money.Zero || balance.Reserved < Money.Zero || balance.Spent < Money.Zero) return false;
                if (balance.Reserved != lines.Sum(line => line.State is ReservationState.Reserved ? line.Amount : Money.Zero)) return false;
                if (balance.Spent != lines.Sum(line => line.NetSpent)) return false;
            }
            return true;
        }).QuickCheckThrowOnFailure();

    private static async Task CallAsync(FundStore funds, int number)
    {
        var application = $"a{number / 8 % 6}";
        List<FundLine> lines = [.. Enumerable.Range(1, number / 8 % 3 + 1).Select(line => new FundLine($"{application}-{line}", new Money(number / 8 % 6 * 40 + line)))];
        switch (number % 8)
        {
            case 0 or 1 or 2:
                await funds.ReserveAsync(Fund, application, lines, default);
                break;
            case 3:
                await funds.SpendAsync(Fund, [$"{application}-1"], LedgerWorld.Today, default);
                break;
            case 4:
                await funds.ReleaseAsync(Fund, [$"{application}-1"], "x", default);
                break;
            case 5:
                await funds.WithdrawAsync(Fund, application, "x", default);
                break;
            case 6:
                await funds.RaiseAsync(Fund, new Money(60), $"r{number / 8 % 3}", default);
                break;
            default:
                if (await funds.ReservationsAsync(Fund, default).AnyAsync(line => line.LineId == $"{application}-1" && line.NetSpent > Money.Zero)) await funds.RecoverAsync(Fund, $"{application}-1", new Money(1), $"led-{application}-1-r01", default);
                break;
        }
    }

    private Task<BudgetOutcome> BudgetAsync(long fen) => _world.Funds.SetBudgetAsync(Fund, new Money(fen), "budget-1", default);

    private Task<ReserveOutcome> ReserveAsync(string application, params long[] amounts) =>
        _world.Funds.ReserveAsync(Fund, application, [.. amounts.Select((fen, place) => new FundLine($"{application}-{place + 1}", new Money(fen)))], default);

    private async Task<(long Free, long Reserved, long Spent)> StandAsync()
    {
        var balance = (await _world.Funds.FindAsync(Fund, default))!;
        return (balance.Free.Fen, balance.Reserved.Fen, balance.Spent.Fen);
    }
}

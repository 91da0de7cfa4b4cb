using Benefits.Ledger;
using Benefits.Storage;
using FsCheck;
using FsCheck.Fluent;

namespace Benefits.Tests.Ledger;

public sealed class LedgerBookTests
{
    private static readonly string Partition = LedgerWorld.PartitionOf(1);
    private static readonly ReversalGround Recovery = new(ReversalKind.Recovery, "recovery-7", "虚构就业");

    private readonly LedgerWorld _world = new();

    [Fact]
    public async Task An_entry_is_created_once_and_a_repeat_is_an_answer()
    {
        var entry = LedgerWorld.Payment("l1", 150_000);

        Assert.Equal([EntryOutcome.Created], Posted(await PostAsync(entry)));
        var before = await _world.DumpAsync(Partition);
        Assert.Equal([EntryOutcome.Exists], Posted(await PostAsync(entry)));
        Assert.Equal(before, await _world.DumpAsync(Partition));
    }

    [Fact]
    public async Task Another_amount_under_the_same_id_is_refused_and_takes_its_whole_posting_with_it()
    {
        await PostAsync(LedgerWorld.Payment("l1", 150_000));

        var refused = Assert.IsType<PostOutcome.Refused>(await PostAsync(LedgerWorld.Payment("l2", 100), LedgerWorld.Payment("l1", 100_000)));

        Assert.Equal([EntryOutcome.Created, EntryOutcome.ExistsDifferent], refused.Entries);
        Assert.Null(await _world.Book.FindAsync(Partition, "led-l2", default));
        Assert.Equal(new Money(150_000), (await _world.Book.FindAsync(Partition, "led-l1", default))!.Amount);
    }

    [Fact]
    public async Task Lines_and_entries_are_written_together_or_not_at_all()
    {
        var along = new TableBatch(Partition).Replace("line-1", "paid", "no-such-tag");

        var changed = Assert.IsType<PostOutcome.LinesChanged>(await _world.Book.PostAsync(Partition, [LedgerWorld.Payment("l1", 1)], along, [], default));

        Assert.Equal("line-1", changed.Key.Row);
        Assert.Null(await _world.Book.FindAsync(Partition, "led-l1", default));
    }

    [Fact]
    public async Task A_repeat_whose_lines_have_moved_on_since_is_answered_by_what_exists()
    {
        var tag = Assert.IsType<Commit.Done>(await _world.Table.CommitAsync(new TableBatch(Partition).Insert("line-1", "paying"), default)).ETags[0];
        for (var time = 1; time <= 2; time++)
        {
            var along = new TableBatch(Partition).Replace("line-1", "paid", tag);
            var outcome = Posted(await _world.Book.PostAsync(Partition, [LedgerWorld.Payment("l1", 1)], along, [new(LedgerWorld.Tested, "line-1", "1")], default));
            Assert.Equal([time == 1 ? EntryOutcome.Created : EntryOutcome.Exists], outcome);
        }

        Assert.Equal("paid", (await _world.Table.FindAsync(new TableKey(Partition, "line-1"), default))!.Read<string>());
        Assert.Equal(1, (await LedgerWorld.CheckAsync(_world.Table, Partition)).Records);
    }

    [Fact]
    public async Task Posting_goes_on_where_part_of_it_is_there_already()
    {
        await PostAsync(LedgerWorld.Payment("l1", 1));

        Assert.Equal([EntryOutcome.Exists, EntryOutcome.Created], Posted(await PostAsync(LedgerWorld.Payment("l1", 1), LedgerWorld.Payment("l2", 2))));
    }

    [Fact]
    public async Task An_entry_that_is_none_is_refused()
    {
        var good = LedgerWorld.Payment("l1", 1);
        foreach (var bad in new[] { good with { Amount = Money.Zero }, good with { Debit = good.Credit }, good with { Id = "x-l1" }, good with { Ground = Recovery }, good with { Reverses = "led-l0", Ground = Recovery } })
        {
            await Assert.ThrowsAsync<ArgumentException>(() => PostAsync(bad));
        }
    }

    [Fact]
    public async Task A_recovery_adds_the_entry_the_other_way_round_with_its_ground_and_leaves_the_first_alone()
    {
        var entry = LedgerWorld.Payment("l1", 150_000);
        await PostAsync(entry);

        var done = Assert.IsType<ReverseOutcome.Done>(await ReverseAsync("led-l1", 150_000, Recovery));

        Assert.Equal((EntryOutcome.Created, entry.Credit, entry.Debit, "led-l1", Recovery), (done.Outcome, done.Reversal.Debit, done.Reversal.Credit, done.Reversal.Reverses, done.Reversal.Ground));
        Assert.Equal(entry, await _world.Book.FindAsync(Partition, "led-l1", default));
        var balance = await TrialBalance.OfAsync(_world.Book.ReadAsync(Partition, default), default);
        Assert.True(balance.Balanced);
        Assert.All(balance.Accounts, account => Assert.Equal(Money.Zero, account.Balance));
    }

    [Fact]
    public async Task Reversals_never_exceed_the_entry_and_one_reference_reverses_once()
    {
        await PostAsync(LedgerWorld.Payment("l1", 1000));

        Assert.IsType<ReverseOutcome.Done>(await ReverseAsync("led-l1", 600, Recovery));
        Assert.Equal(EntryOutcome.Exists, Assert.IsType<ReverseOutcome.Done>(await ReverseAsync("led-l1", 600, Recovery)).Outcome);
        Assert.Equal(EntryOutcome.ExistsDifferent, Assert.IsType<ReverseOutcome.Done>(await ReverseAsync("led-l1", 300, Recovery)).Outcome);
        Assert.Equal(new Money(400), Assert.IsType<ReverseOutcome.TooMuch>(await ReverseAsync("led-l1", 500, Recovery with { Reference = "other" })).Left);
        Assert.IsType<ReverseOutcome.NotFound>(await ReverseAsync("led-l1-r01", 1, Recovery));
        Assert.IsType<ReverseOutcome.NotFound>(await ReverseAsync("led-l9", 1, Recovery));
    }

    [Fact]
    public async Task Two_recoveries_at_once_do_not_take_more_than_was_paid()
    {
        RacingTable table = new(new MemoryTable());
        LedgerWorld world = new(table);
        await world.Book.PostAsync(Partition, [LedgerWorld.Payment("l1", 1000)], null, [], default);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(number =>
            Task.Run(() => world.Book.ReverseAsync(Partition, "led-l1", new Money(300), LedgerWorld.Today, Recovery with { Reference = $"r{number}" }, null, default))));

        Assert.Equal(3, outcomes.Count(outcome => outcome is ReverseOutcome.Done));
    }

    [Fact]
    public void Debits_equal_credits_after_any_postings_and_a_repeat_of_all_changes_nothing() =>
        Prop.ForAll(Gen.Choose(0, 1_000_000).ArrayOf().ToArbitrary(), numbers =>
        {
            LedgerWorld world = new();
            for (var pass = 1; pass <= 2; pass++)
            {
                var before = world.DumpAsync(Partition).Result;
                foreach (var number in numbers)
                {
                    var lineId = $"l{number % 7}";
                    if (number % 5 == 4) world.Book.ReverseAsync(Partition, LedgerEntry.IdOf(lineId), new Money(number % 900 + 1), LedgerWorld.Today, Recovery with { Reference = $"r{number % 11}" }, null, default).Wait();
                    else world.Book.PostAsync(Partition, [LedgerWorld.Payment(lineId, number % 1000 + 1)], null, [], default).Wait();
                    var balance = TrialBalance.OfAsync(world.Book.ReadAsync(Partition, default), default).Result;
                    if (!balance.Balanced || balance.Accounts.Any(account => account.Account != LedgerWorld.Employment.Account && account.Balance < Money.Zero)) return false;
                }
                if (pass == 2 && numbers.All(number => number % 5 != 4) && before != world.DumpAsync(Partition).Result) return false;
            }
            return true;
        }).QuickCheckThrowOnFailure();

    private Task<PostOutcome> PostAsync(params LedgerEntry[] entries) => _world.Book.PostAsync(Partition, entries, null, [], default);

    private Task<ReverseOutcome> ReverseAsync(string entryId, long fen, ReversalGround ground) =>
        _world.Book.ReverseAsync(Partition, entryId, new Money(fen), LedgerWorld.Today, ground, null, default);

    private static IReadOnlyList<EntryOutcome> Posted(PostOutcome outcome) => Assert.IsType<PostOutcome.Posted>(outcome).Entries;
}

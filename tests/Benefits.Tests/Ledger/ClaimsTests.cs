using Benefits.Audit;
using Benefits.Ledger;
using Benefits.Storage;

namespace Benefits.Tests.Ledger;

public sealed class ClaimsTests
{
    private static readonly ClaimKey Ever = new("one-off-graduate-ever");
    private static readonly ClaimKey Year = new("insurance-2022");
    private static readonly PersonKey Person = LedgerWorld.Person(7);

    private readonly LedgerWorld _world = new();

    [Fact]
    public async Task Of_twenty_firms_that_claim_one_person_at_once_exactly_one_gets_the_claim()
    {
        RacingTable table = new(new MemoryTable());
        LedgerWorld world = new(table);
        Claims[] processes = [world.Claims, new Claims(table, new Journal(table, world.Clock, LedgerWorld.Key, RealPauses.Optimistic))];

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(firm =>
            Task.Run(() => processes[firm % 2].TakeAsync(Person, [Ever], Holder(firm), new Money(150_000), LedgerWorld.Today, default))));

        Assert.Single(outcomes, outcome => outcome is TakeOutcome.Taken);
        var holder = (await world.Claims.ListAsync(Person, default)).Single().Holder;
        Assert.All(outcomes.OfType<TakeOutcome.HeldBy>(), held => Assert.Equal(holder, held.Claim.Holder));
        Assert.Equal(19, outcomes.Count(outcome => outcome is TakeOutcome.HeldBy));
    }

    [Fact]
    public async Task A_repeat_is_answered_as_mine_and_changes_nothing()
    {
        Assert.IsType<TakeOutcome.Taken>(await TakeAsync(1, Ever));
        var before = await _world.DumpAsync(Partitions.Person(Person));

        Assert.IsType<TakeOutcome.AlreadyMine>(await TakeAsync(1, Ever));

        Assert.Equal(before, await _world.DumpAsync(Partitions.Person(Person)));
    }

    [Fact]
    public async Task Several_claims_of_one_award_are_taken_together_or_not_at_all()
    {
        await TakeAsync(1, Year);

        var held = Assert.IsType<TakeOutcome.HeldBy>(await TakeAsync(2, Ever, Year));

        Assert.Equal((Year, Holder(1)), (held.Claim.Key, held.Claim.Holder));
        Assert.Equal([Year], (await _world.Claims.ListAsync(Person, default)).Select(claim => claim.Key));
    }

    [Fact]
    public async Task Only_the_holder_gives_a_claim_up_and_the_next_may_then_take_it()
    {
        await TakeAsync(1, Ever);

        Assert.IsType<ReleaseOutcome.NothingHeld>(await _world.Claims.ReleaseAsync(Person, "line-2", "refused", null, default));
        Assert.Equal(1, Assert.IsType<ReleaseOutcome.Released>(await _world.Claims.ReleaseAsync(Person, "line-1", "refused", null, default)).Claims);
        Assert.IsType<ReleaseOutcome.NothingHeld>(await _world.Claims.ReleaseAsync(Person, "line-1", "refused", null, default));
        Assert.IsType<TakeOutcome.Taken>(await TakeAsync(2, Ever));
        Assert.Contains("claim-released", (await _world.Table.FindAsync(new TableKey(Partitions.Person(Person), Rows.Audit(2)), default))!.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_paid_claim_stays_until_the_money_came_back()
    {
        await TakeAsync(1, Ever, Year);
        Assert.Equal(2, await _world.Claims.MarkPaidAsync(Person, "line-1", LedgerWorld.Today, default));
        Assert.Equal(0, await _world.Claims.MarkPaidAsync(Person, "line-2", LedgerWorld.Today, default));
        Assert.All(await _world.Claims.ListAsync(Person, default), claim => Assert.Equal(LedgerWorld.Today, claim.PaidOn));

        Assert.IsType<ReleaseOutcome.IsPaid>(await _world.Claims.ReleaseAsync(Person, "line-1", "mistake", null, default));
        Assert.IsType<ReleaseOutcome.Released>(await _world.Claims.ReleaseAsync(Person, "line-1", "recovered", "led-line-1-r01", default));
    }

    private static ClaimHolder Holder(int firm) => new($"line-{firm}", $"app-{firm}", LedgerWorld.Firm(firm));

    private Task<TakeOutcome> TakeAsync(int firm, params ClaimKey[] keys) =>
        _world.Claims.TakeAsync(Person, keys, Holder(firm), new Money(150_000), LedgerWorld.Today, default);
}

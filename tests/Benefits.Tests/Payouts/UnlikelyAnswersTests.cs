using Benefits.Cases;
using Benefits.Funds;
using Benefits.Ledger;
using Benefits.Vault;

namespace Benefits.Tests.Payouts;

/// <summary>What funds and claims answer to a line that is given up or paid is heard, where it is not what should be.</summary>
public sealed class UnlikelyAnswersTests
{
    private static readonly Hire[] One = Hire.Graduates(1);

    [Fact]
    public async Task A_line_whose_money_is_spent_is_not_quietly_given_up()
    {
        using var world = await PayoutWorld.WithAsync(One);
        var id = await world.ApplyAsync(One);
        await world.Get<FundStore>().ReserveAsync(PayoutWorld.Unemployment, "ask", [new FundLine(new LineId(id, 1, 1).Text, Money.FromYuan(1_500))], default);
        await world.Get<FundStore>().SpendAsync(PayoutWorld.Unemployment, [new LineId(id, 1, 1).Text], PayoutWorld.Today, default);

        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => world.Get<LineRelease>().DropAsync(id, _ => true, "x", null, default));

        Assert.Contains("its money is Spent", fault.Message, StringComparison.Ordinal);
        Assert.Single(await ClaimsAsync(world));
    }

    [Fact]
    public async Task A_line_whose_claim_is_paid_is_not_quietly_given_up()
    {
        using var world = await PayoutWorld.WithAsync(One);
        var id = await world.ApplyAsync(One);
        await world.Get<Claims>().MarkPaidAsync(world.Get<PersonVault>().KeyOf(One[0].Id), new LineId(id, 1, 1).Text, PayoutWorld.Today, default);

        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => world.Get<LineRelease>().DropAsync(id, _ => true, "x", null, default));

        Assert.Contains("was paid on 2022-09-01", fault.Message, StringComparison.Ordinal);
        Assert.Single(await ClaimsAsync(world));
    }

    [Fact]
    public async Task A_payment_whose_claim_is_gone_is_not_booked_and_the_case_says_so()
    {
        using var world = await PayoutWorld.WithAsync(One);
        var id = await world.ApplyAsync(One);
        await world.Get<Claims>().ReleaseAsync(world.Get<PersonVault>().KeyOf(One[0].Id), new LineId(id, 1, 1).Text, "x", null, default);

        await world.PassToNextAsync(jobs: false);

        Assert.Equal(LineStage.Submitted, Assert.Single(await world.LinesAsync(id)).State);
        Assert.Contains(nameof(InvalidOperationException), (await world.Engine.FindAsync(id.Instance, default))!.Fault, StringComparison.Ordinal);
        Assert.Empty(await world.Get<LedgerBook>().ReadAsync(id.Partition, default).ToListAsync());
    }

    [Fact]
    public async Task A_line_for_which_another_application_holds_money_stops_the_case_instead_of_letting_it_wait()
    {
        using var world = await PayoutWorld.WithAsync(One);
        var id = await world.ApplyAsync(One);
        await world.Get<FundStore>().ReserveAsync(PayoutWorld.Unemployment, "another", [new FundLine(new LineId(id, 1, 1).Text, Money.FromYuan(1))], default);

        await world.PassToNextAsync(jobs: false);

        Assert.Equal(Stage.InNotice, await world.StageAsync(id));
        Assert.Contains(nameof(InvalidOperationException), (await world.Engine.FindAsync(id.Instance, default))!.Fault, StringComparison.Ordinal);
    }

    private static Task<IReadOnlyList<Claim>> ClaimsAsync(PayoutWorld world) => world.Get<Claims>().ListAsync(world.Get<PersonVault>().KeyOf(One[0].Id), default);
}

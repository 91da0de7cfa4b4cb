using Benefits.Cases;
using Benefits.Funds;
using Benefits.Ledger;
using Benefits.Vault;

namespace Benefits.Tests.Payouts;

public sealed class FundShortTests
{
    private static readonly Hire[] First = Hire.Graduates(2, firm: 1, first: 1);
    private static readonly Hire[] Second = Hire.Graduates(1, firm: 2, first: 11);

    [Fact]
    public async Task Cases_wait_for_money_in_their_order_nobody_overtakes_and_money_lets_them_go_on()
    {
        using var world = await WorldAsync(unemploymentYuan: 2_000);
        var first = await world.ApplyAsync(First);
        // A day later, so that its notice ends later: whoever asks first is first.
        await world.PassAsync(world.Remains.Clock.GetUtcNow().AddDays(1));
        var second = await world.ApplyAsync(Second);
        await world.PassToNextAsync();
        await world.PassToNextAsync();

        // 2,000 would do for the second, who came later.
        foreach (var (id, place) in new[] { (first, 1), (second, 2) })
        {
            var last = (await world.ProgressAsync(id)).Steps[^1];
            Assert.Equal(Stage.WaitingForFunds, last.Stage);
            Assert.Contains($"失业保险基金（2022年）排队第{place}位", last.Text, StringComparison.Ordinal);
        }

        await world.Get<FundStore>().RaiseAsync(PayoutWorld.Unemployment, Money.FromYuan(1_000), "raise-1", default);
        await world.Get<FundsArrival>().TellAsync(PayoutWorld.Unemployment, default);
        await world.Engine.IdleAsync(default);
        Assert.Equal((Stage.Settled, Stage.WaitingForFunds), (await world.StageAsync(first), await world.StageAsync(second)));

        // Nobody is told: the daily sweep finds out.
        await world.Get<FundStore>().RaiseAsync(PayoutWorld.Unemployment, Money.FromYuan(1_500), "raise-2", default);
        Assert.Equal(Stage.Settled, await new Counter().CarryAsync(world, second));
        Assert.Empty(await Proof.ComplaintsAsync(world, first, second));
        Assert.Empty(await world.Get<FundStore>().QueueAsync(PayoutWorld.Unemployment, default));
    }

    [Fact]
    public async Task A_fund_that_is_short_holds_up_its_own_lines_only()
    {
        Hire[] mixed = [new(1), new(2) { Insured = 0 }];
        using var world = await PayoutWorld.StartAsync();
        await world.LoadAsync(mixed);
        await world.SetBudgetsAsync(0, 10_000);
        var id = await world.ApplyAsync(mixed);
        await world.PassToNextAsync();

        Assert.Equal([LineStage.Cleared, LineStage.Paid], (await world.LinesAsync(id)).Select(line => line.State));
        Assert.Equal(Stage.WaitingForFunds, await world.StageAsync(id));
        await world.Get<FundStore>().RaiseAsync(PayoutWorld.Unemployment, Money.FromYuan(1_500), "raise", default);
        Assert.Equal(Stage.Settled, await new Counter().CarryAsync(world, id));
        Assert.Equal(2, (await world.ViewAsync(id)).PaidLines);
        Assert.Empty(await Proof.ComplaintsAsync(world, id));
    }

    [Fact]
    public async Task A_case_that_waits_in_vain_is_escalated_then_lapses_leaves_the_queue_and_can_be_applied_for_again()
    {
        using var world = await WorldAsync(unemploymentYuan: 2_000);
        var first = await world.ApplyAsync(First);
        var second = await world.ApplyAsync(Second);

        // Without daily jobs: a year of them is another test's matter.
        Assert.Equal(Stage.Lapsed, await new Counter { Jobs = false }.CarryAsync(world, first));

        var steps = (await world.ProgressAsync(first)).Steps;
        Assert.Contains(steps, step => step.Text.Contains("已督办", StringComparison.Ordinal));
        Assert.Equal(new DateOnly(2022, 9, 9).AddDays(180), steps.Single(step => step.Key == new StepKey.FundsAwaited(0, 0)).Due);
        Assert.All(await world.LinesAsync(first), line => Assert.Equal(LineStage.Dropped, line.State));
        // Now that the first has gone, the money does for the second, unless it lapsed on the same day.
        Assert.DoesNotContain(await world.Get<FundStore>().QueueAsync(PayoutWorld.Unemployment, default), waiting => waiting.ApplicationId.StartsWith(first.Text, StringComparison.Ordinal));
        await new Counter { Jobs = false }.CarryAsync(world, second);
        Assert.Empty(await Proof.ComplaintsAsync(world, first, second));
        foreach (var hire in First) Assert.Empty(await world.Get<Claims>().ListAsync(world.Get<PersonVault>().KeyOf(hire.Id), default));
    }

    [Fact]
    public async Task Money_that_comes_is_told_to_the_first_in_the_queue_and_by_each_to_the_next()
    {
        using var world = await WorldAsync(unemploymentYuan: 0);
        var (first, second) = await ApplyOneAfterTheOtherAsync(world);

        await world.Get<FundStore>().RaiseAsync(PayoutWorld.Unemployment, Money.FromYuan(4_500), "raise", default);
        await world.Get<FundsArrival>().TellAsync(PayoutWorld.Unemployment, default);
        await world.Engine.IdleAsync(default);

        Assert.Equal((Stage.Settled, Stage.Settled), (await world.StageAsync(first), await world.StageAsync(second)));
        Assert.Empty(await Proof.ComplaintsAsync(world, first, second));
    }

    [Fact]
    public async Task Whoever_gives_up_waiting_lets_the_next_one_go_on_at_once()
    {
        using var world = await WorldAsync(unemploymentYuan: 2_000);
        var (first, second) = await ApplyOneAfterTheOtherAsync(world);

        while (await world.StageAsync(first) != Stage.Lapsed) await world.PassToNextAsync(jobs: false);

        Assert.Equal(Stage.Settled, await world.StageAsync(second));
        Assert.Empty(await Proof.ComplaintsAsync(world, first, second));
    }

    [Fact]
    public async Task Before_its_budget_is_set_a_fund_has_a_queue_and_its_first_budget_is_told_to_it()
    {
        using var world = await PayoutWorld.StartAsync();
        await world.LoadAsync([.. First, .. Second]);
        var (first, second) = await ApplyOneAfterTheOtherAsync(world);
        foreach (var (id, position) in new[] { (first, 1), (second, 2) }) Assert.Contains($"失业保险基金（2022年）排队第{position}位", (await world.ProgressAsync(id)).Steps[^1].Text, StringComparison.Ordinal);
        Assert.Equal([PayoutWorld.Unemployment], await world.Get<FundStore>().ListAsync(default).ToListAsync());

        await world.Get<FundStore>().SetBudgetAsync(PayoutWorld.Unemployment, Money.FromYuan(4_500), "first", default);
        await world.Get<FundsArrival>().TellAsync(PayoutWorld.Unemployment, default);
        await world.Engine.IdleAsync(default);

        Assert.Equal((Stage.Settled, Stage.Settled), (await world.StageAsync(first), await world.StageAsync(second)));
        Assert.Empty(await Proof.ComplaintsAsync(world, first, second));
    }

    /// <summary>The second a day later, so that it asks later: both wait for money.</summary>
    private static async Task<(CaseId First, CaseId Second)> ApplyOneAfterTheOtherAsync(PayoutWorld world)
    {
        var first = await world.ApplyAsync(First);
        await world.PassAsync(world.Remains.Clock.GetUtcNow().AddDays(1), jobs: false);
        var second = await world.ApplyAsync(Second);
        while (await world.StageAsync(second) != Stage.WaitingForFunds) await world.PassToNextAsync(jobs: false);
        Assert.Equal(Stage.WaitingForFunds, await world.StageAsync(first));
        return (first, second);
    }

    private static async Task<PayoutWorld> WorldAsync(int unemploymentYuan)
    {
        var world = await PayoutWorld.StartAsync();
        await world.LoadAsync([.. First, .. Second]);
        await world.SetBudgetsAsync(unemploymentYuan, 0);
        return world;
    }
}

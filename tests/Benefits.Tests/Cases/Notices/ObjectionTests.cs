using Benefits.Cases;
using Benefits.Cases.Notices;
using Benefits.Tests.Payouts;
using Microsoft.Extensions.DependencyInjection;

namespace Benefits.Tests.Cases.Notices;

public sealed class ObjectionTests
{
    private static readonly Hire[] Three = Hire.Graduates(3);
    private static readonly LineId Second = new(CaseId.Derive(Three[0].Code, "k-1"), 2, 1);

    [Fact]
    public async Task An_objection_freezes_its_line_only_and_the_others_are_paid_meanwhile()
    {
        using var world = await PayoutWorld.WithAsync(Three);
        var id = await world.ApplyAsync(Three);
        await world.ObjectAsync(Second);

        await world.PassToNextAsync();

        Assert.Equal([LineStage.Paid, LineStage.Frozen, LineStage.Paid], (await world.LinesAsync(id)).Select(line => line.State));
        Assert.Equal(Stage.InObjection, await world.StageAsync(id));
    }

    [Theory]
    [InlineData(true, 2, "异议成立")]
    [InlineData(false, 3, null)]
    [InlineData(null, 2, "异议逾期未决")]
    public async Task An_objection_is_upheld_dismissed_or_given_up_and_the_case_always_ends(bool? upheld, int paid, string? reason)
    {
        using var world = await PayoutWorld.WithAsync(Three);
        var id = await world.ApplyAsync(Three);

        Assert.Equal(Stage.Settled, await new Counter { ObjectsTo = Second, Upholds = upheld }.CarryAsync(world, id));

        Assert.Equal(paid, (await world.ViewAsync(id)).PaidLines);
        var line = (await world.LinesAsync(id))[1];
        if (reason is null) Assert.Equal(LineStage.Paid, line.State);
        else Assert.Contains(reason, line.Reason, StringComparison.Ordinal);
        Assert.Empty(await Proof.ComplaintsAsync(world, id));
        if (upheld is null) Assert.Contains((await world.ProgressAsync(id)).Steps, step => step.Text.Contains("已督办", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_objection_that_is_dismissed_during_the_notice_holds_nothing_up()
    {
        using var world = await PayoutWorld.WithAsync(Three);
        var id = await world.ApplyAsync(Three);
        await world.ObjectAsync(Second);
        Assert.Equal(ObjectionResult.Done, await world.DecideAsync(Second, upheld: false));
        Assert.Equal(ObjectionResult.Done, await world.DecideAsync(Second, upheld: false));
        Assert.Equal(ObjectionResult.TooLate, await world.DecideAsync(Second, upheld: true));

        await world.PassToNextAsync();

        Assert.Equal(Stage.Settled, await world.StageAsync(id));
        Assert.Equal(3, (await world.ViewAsync(id)).PaidLines);
    }

    [Fact]
    public async Task An_objection_after_the_notice_is_too_late_and_one_to_no_line_is_none()
    {
        using var world = await PayoutWorld.WithAsync(Three);
        var id = await world.ApplyAsync(Three);

        Assert.Equal(ObjectionResult.NoSuchLine, await world.ObjectAsync(new LineId(id, 9, 1)));
        await world.PassToNextAsync();
        Assert.Equal(ObjectionResult.TooLate, await world.ObjectAsync(Second));
    }

    [Fact]
    public async Task An_objection_is_heard_until_midnight_after_the_last_day_even_where_the_notice_is_closed_late()
    {
        var remains = Remains.InMemory();
        CaseId id;
        using (var before = await PayoutWorld.WithAsync(Three, remains)) id = await before.ApplyAsync(Three);
        // A process in which no workflow goes on: the notice stays open past its end.
        ServiceCollection services = new();
        PayoutWorld.Register(services, remains, new Seams());
        using PayoutWorld world = new(services.BuildServiceProvider(), remains);
        var last = (await world.Get<NoticeBoard>().FindAsync(id, default))!.Value.Notice.EndsOn;
        Assert.Equal(new DateOnly(2022, 9, 8), last);

        remains.Clock.AdvanceTo(last.AddDays(1).StartsAt.AddTicks(-1));
        Assert.Equal(ObjectionResult.Done, await world.ObjectAsync(Second));
        remains.Clock.AdvanceTo(last.AddDays(1).StartsAt);
        Assert.Equal(ObjectionResult.TooLate, await world.ObjectAsync(new LineId(id, 3, 1)));
        Assert.Equal([LineStage.InNotice, LineStage.Frozen, LineStage.InNotice], (await world.LinesAsync(id)).Select(line => line.State));
    }

    [Fact]
    public async Task A_line_stays_frozen_until_the_last_of_its_objections_is_decided()
    {
        using var world = await PayoutWorld.WithAsync(Three);
        var id = await world.ApplyAsync(Three);
        await world.ObjectAsync(Second);
        await world.ObjectAsync(Second, "该人员已经离职");
        await world.DecideAsync(Second, upheld: false);
        Assert.Equal(LineStage.Frozen, (await world.LinesAsync(id))[1].State);

        await world.PassToNextAsync();
        Assert.Equal([LineStage.Paid, LineStage.Frozen, LineStage.Paid], (await world.LinesAsync(id)).Select(line => line.State));
        Assert.Equal(ObjectionResult.Done, await world.Get<Objections>().DecideAsync(Second, 2, upheld: false, "经核查", "caseworker", default));
        await world.Engine.IdleAsync(default);

        Assert.Equal(Stage.Settled, await world.StageAsync(id));
        Assert.Equal(3, (await world.ViewAsync(id)).PaidLines);
    }

    [Fact]
    public async Task Where_every_line_is_objected_to_and_no_objection_is_decided_nothing_is_paid_and_the_firm_can_apply_again()
    {
        Hire[] one = [Three[0]];
        using var world = await PayoutWorld.WithAsync(one);
        var id = await world.ApplyAsync(one);

        var stage = await new Counter { ObjectsTo = new LineId(id, 1, 1), Upholds = null }.CarryAsync(world, id);

        Assert.Equal(Stage.Lapsed, stage);
        Assert.Empty(await Proof.ComplaintsAsync(world, id));
        Assert.Equal(Stage.Settled, await new Counter().CarryAsync(world, await world.ApplyAsync(one, key: "k-2")));
    }
}

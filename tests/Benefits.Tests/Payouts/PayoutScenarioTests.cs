using Benefits.Cases;
using Benefits.Cases.Notices;
using Benefits.Funds;
using Benefits.Tests.Storage;

namespace Benefits.Tests.Payouts;

/// <summary>The way of a case from decision to money, and the ways on which it ends otherwise.</summary>
public sealed class PayoutScenarioTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_clean_case_below_the_limit_goes_straight_through_to_the_money(bool onDisk)
    {
        using TempFolder folder = new();
        using var remains = onDisk ? Remains.OnDisk(folder) : Remains.InMemory();
        using var world = await PayoutWorld.WithAsync(Hire.Graduates(5), remains);

        var id = await world.ApplyAsync(Hire.Graduates(5));
        Assert.Equal(Stage.InNotice, await world.StageAsync(id));
        Assert.Equal(Stage.Settled, await new Counter { Signs = false }.CarryAsync(world, id));

        var view = await world.ViewAsync(id);
        Assert.Equal((5, 5, new Money(750_000)), (view.Lines, view.PaidLines, view.Paid));
        Assert.Equal(["received", "decided", "notice-published", "notice-closed", "paying-1-1", "settled"], view.Steps.Select(step => step.Key.Text));
        // Five working days from Friday 2 September, the 12th being a holiday.
        Assert.Equal(new DateOnly(2022, 9, 8), view.Steps.Single(step => step.Key is StepKey.NoticePublished).Due);
        Assert.Empty(await Proof.ComplaintsAsync(world, id));
        var balance = await world.Get<FundStore>().FindAsync(PayoutWorld.Unemployment, default);
        Assert.Equal((new Money(0), new Money(750_000)), (balance!.Reserved, balance.Spent));
    }

    [Fact]
    public async Task Above_the_limit_one_person_signs_and_further_up_two_and_then_three()
    {
        using var world = await PayoutWorld.WithAsync(Hire.Graduates(400, firm: 1).Concat(Hire.Graduates(40, firm: 2, first: 500)).Concat(Hire.Graduates(7, firm: 3, first: 600)).ToList());
        List<int> signatures = [];
        foreach (var (firm, count, first) in new[] { (3, 7, 600), (2, 40, 500), (1, 400, 1) })
        {
            var id = await world.ApplyAsync(Hire.Graduates(count, firm, first));
            Assert.Equal(Stage.InReview, await world.StageAsync(id));
            Assert.Equal(Stage.Settled, await new Counter().CarryAsync(world, id));
            signatures.Add((await world.ProgressAsync(id)).Steps.Count(step => step.Key is StepKey.CaseSigned));
            Assert.Empty(await world.Get<Worklist>().ReadAsync(PayoutWorld.County, default).ToListAsync());
        }

        Assert.Equal([1, 2, 3], signatures);
    }

    [Fact]
    public async Task Nobody_signs_twice_nor_the_one_who_submitted_and_the_second_signature_is_a_reviewers()
    {
        var hires = Hire.Graduates(40);
        using var world = await PayoutWorld.WithAsync(hires);
        var id = await world.ApplyAsync(hires);

        Assert.Equal(SignResult.SamePerson, await world.SignAsync(id, "agent"));
        Assert.Equal(SignResult.Done, await world.SignAsync(id, "first"));
        Assert.Equal(SignResult.Done, await world.SignAsync(id, "first"));
        Assert.Equal(SignResult.SamePerson, await world.SignAsync(id, "first", isReviewer: true, reason: "again"));
        Assert.Equal(SignResult.SamePerson, await world.SignAsync(id, "agent", isReviewer: true));
        Assert.Equal(SignResult.ReviewerNeeded, await world.SignAsync(id, "second"));
        Assert.Equal(Stage.InReview, await world.StageAsync(id));
        Assert.Equal(SignResult.Done, await world.SignAsync(id, "second", isReviewer: true));
        Assert.Equal(Stage.InNotice, await world.StageAsync(id));
        Assert.Equal(SignResult.NotWaiting, await world.SignAsync(id, "third", isReviewer: true));
        Assert.Equal(["first", "second"], (await world.Get<Review>().SignaturesAsync(id, default)).Select(signature => signature.By));
    }

    [Fact]
    public async Task A_case_that_nobody_signs_goes_to_the_supervisor_then_lapses_and_the_firm_can_apply_again()
    {
        var hires = Hire.Graduates(8);
        using var world = await PayoutWorld.WithAsync(hires);
        var id = await world.ApplyAsync(hires);
        var queue = Assert.Single(await world.Get<Worklist>().ReadAsync(PayoutWorld.County, default).ToListAsync());
        Assert.Equal((id, new DateOnly(2022, 9, 16)), (queue.Id, queue.DueOn));

        await world.PassToNextAsync();
        Assert.Equal(Stage.InReview, await world.StageAsync(id));
        Assert.Equal(id, Assert.Single(await world.Get<Worklist>().ReadAsync(PayoutWorld.County.Prefecture, default).ToListAsync()).Id);
        await world.PassToNextAsync();

        Assert.Equal(Stage.Lapsed, await world.StageAsync(id));
        Assert.Contains("可重新申请", (await world.ProgressAsync(id)).Steps[^1].Text, StringComparison.Ordinal);
        Assert.All(await world.LinesAsync(id), line => Assert.Equal(LineStage.Dropped, line.State));
        foreach (var desk in new[] { PayoutWorld.County, PayoutWorld.County.Prefecture }) Assert.Empty(await world.Get<Worklist>().ReadAsync(desk, default).ToListAsync());
        Assert.Equal(SignResult.NotWaiting, await world.SignAsync(id, "late"));

        var again = await world.ApplyAsync(hires, key: "k-2");
        Assert.Equal(Stage.Settled, await new Counter().CarryAsync(world, again));
        Assert.Equal(8, (await world.ViewAsync(again)).PaidLines);
        Assert.Empty(await Proof.ComplaintsAsync(world, id, again));
    }

    [Fact]
    public async Task Part_approval_leaves_lines_out_and_pays_the_others()
    {
        var hires = Hire.Graduates(8);
        using var world = await PayoutWorld.WithAsync(hires);
        var id = await world.ApplyAsync(hires);
        LineId left = new(id, 3, 1);

        Assert.Equal(SignResult.NoSuchLine, await world.SignAsync(id, "first", without: [new LineId(id, 99, 1)], reason: "?"));
        Assert.Equal(SignResult.Done, await world.SignAsync(id, "first", without: [left], reason: "劳动合同与备案不一致"));
        Assert.Equal(Stage.Settled, await new Counter().CarryAsync(world, id));

        var view = await world.ViewAsync(id);
        Assert.Equal((7, new Money(1_050_000)), (view.PaidLines, view.Paid));
        var dropped = (await world.LinesAsync(id)).Single(line => line.State == LineStage.Dropped);
        Assert.Equal(left, dropped.Id);
        Assert.Equal("审核不予通过", dropped.Reason);
        Assert.Equal("审核不予通过。理由：劳动合同与备案不一致", view.Decisions[2].Lines.Single().Reason);
        Assert.Equal(new Money(1_050_000), (await world.Get<NoticeBoard>().FindAsync(id, default))!.Value.Notice.Total);
        Assert.Empty(await Proof.ComplaintsAsync(world, id));
        // The person left out can be applied for again.
        var again = await world.ApplyAsync([hires[2]], key: "k-2");
        Assert.Equal(Stage.Settled, await new Counter().CarryAsync(world, again));
    }

    [Fact]
    public async Task A_refusal_says_why_names_the_remedies_and_frees_everyone()
    {
        var hires = Hire.Graduates(8);
        using var world = await PayoutWorld.WithAsync(hires);
        var id = await world.ApplyAsync(hires);

        await world.SignAsync(id, "first", approved: false, reason: "材料不实");

        Assert.Equal(Stage.Refused, await world.StageAsync(id));
        var last = (await world.ViewAsync(id)).Steps[^1];
        Assert.Contains("材料不实", last.Text, StringComparison.Ordinal);
        Assert.Contains("行政复议", last.Text, StringComparison.Ordinal);
        Assert.Empty(await Proof.ComplaintsAsync(world, id));
        Assert.Equal(Stage.InReview, await world.StageAsync(await world.ApplyAsync(hires, key: "k-2")));
    }
}

using Benefits.Applications;
using Benefits.Cases;
using Benefits.Eligibility;
using Benefits.Tests.Payouts;

namespace Benefits.Tests.Applications;

/// <summary>What a worker is told: granted, waiting, unknown or refused, each with its clause.</summary>
public sealed class DecisionTests
{
    [Fact]
    public async Task Each_worker_is_decided_with_clauses_and_the_reason_of_what_is_not_granted()
    {
        Hire granted = new(1);
        Hire waits = new(2) { On = new DateOnly(2022, 8, 22), Months = 6, Insured = 0 };
        Hire unknown = new(3) { Graduated = null };
        Hire refused = new(4) { Graduated = false };
        Hire[] hires = [granted, waits, unknown, refused];
        using var world = await PayoutWorld.WithAsync(hires);

        var id = await world.ApplyAsync(hires);

        var decisions = (await world.ViewAsync(id)).Decisions;
        Assert.Equal(4, decisions.Count);
        Assert.All(decisions.SelectMany(decision => decision.Assessments), assessment => Assert.StartsWith("湘人社规〔2022〕22号 八", assessment.Clause, StringComparison.Ordinal));
        Assert.All(decisions, decision => Assert.Equal((PayoutWorld.Library.Hash, "欧*"), (decision.PackHash, decision.MaskedName)));

        Assert.Equal(("graduate-expansion-subsidy", new Money(150_000)), (Assert.Single(decisions[0].Assessments, award => award.Outcome == Outcome.Granted && award.Amount == new Money(150_000)).Measure, Assert.Single(decisions[0].Lines).Amount));
        var waiting = Of(decisions[1], "graduate-expansion-subsidy");
        Assert.Equal(Outcome.Waits, waiting.Outcome);
        Assert.NotNull(waiting.ReadyOn);
        Assert.Equal(Outcome.Refused, Of(decisions[1], "graduate-hiring-subsidy").Outcome);
        var open = Of(decisions[2], "graduate-hiring-subsidy");
        Assert.Equal(Outcome.Unknown, open.Outcome);
        Assert.Contains(open.Findings, finding => finding.Truth == Truth.Unknown && finding.Facts.Any(fact => fact.Source.Length > 0 && fact.Value is null));
        var no = Of(decisions[3], "graduate-hiring-subsidy");
        Assert.Equal(Outcome.Refused, no.Outcome);
        Assert.Contains(no.Findings, finding => finding.Truth == Truth.NotMet && finding.Clause.Contains('八', StringComparison.Ordinal));
        Assert.All(decisions.Skip(1), decision => Assert.Empty(decision.Lines));
        // Something unknown: a person looks, though the sum is small.
        Assert.Equal(Stage.InReview, await world.StageAsync(id));
    }

    [Fact]
    public async Task Of_two_measures_that_exclude_each_other_the_one_worth_more_is_granted_and_says_why()
    {
        Hire[] one = [new(1)];
        using var world = await PayoutWorld.WithAsync(one);

        var id = await world.ApplyAsync(one);

        var decision = Assert.Single((await world.ViewAsync(id)).Decisions);
        Assert.Equal("一次性扩岗补助", Assert.Single(decision.Lines).Title);
        var other = Assert.Single(decision.NotChosen);
        Assert.Equal(PayoutWorld.Hiring, other.Measure);
        Assert.Contains("1,500.00元的一次性扩岗补助优于1,000.00元的一次性吸纳就业补贴", other.Reason, StringComparison.Ordinal);
        // Once the larger is taken, the smaller is not to be had by another form either.
        var again = await world.ApplyAsync(one, [PayoutWorld.Hiring], "k-2");
        Assert.Equal(Stage.Refused, await world.StageAsync(again));
        Assert.Contains("本企业已于2022-09-01申领", Assert.Single(Assert.Single((await world.ViewAsync(again)).Decisions).NotChosen).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_firm_that_gets_nothing_is_told_so_with_its_remedies()
    {
        Hire[] none = [new(1) { Graduated = false }];
        using var world = await PayoutWorld.WithAsync(none);

        var id = await world.ApplyAsync(none);

        var last = (await world.ProgressAsync(id)).Steps[^1];
        Assert.Equal(Stage.Refused, last.Stage);
        Assert.Contains("行政复议", last.Text, StringComparison.Ordinal);
        Assert.Empty(await Proof.ComplaintsAsync(world, id));
    }

    [Fact]
    public async Task A_measure_is_taken_on_its_last_day_and_refused_at_midnight_after_it()
    {
        Hire[] one = [new(1)];
        using var world = await PayoutWorld.WithAsync(one);
        world.Remains.Clock.AdvanceTo(new DateOnly(2023, 1, 1).StartsAt.AddMilliseconds(-1));
        Assert.IsType<IntakeResult.Received>(await world.SubmitAsync(PayoutWorld.Form(one), "last"));

        world.Remains.Clock.AdvanceTo(new DateOnly(2023, 1, 1).StartsAt);
        var refused = Assert.IsType<IntakeResult.Faulty>(await world.SubmitAsync(PayoutWorld.Form(one), "late"));
        // The receipt that was given stays the receipt.
        Assert.IsType<IntakeResult.Received>(await world.SubmitAsync(PayoutWorld.Form(one), "last"));

        Assert.Equal(["/measures/0", "/measures/1"], refused.Faults.Select(fault => fault.At));
        Assert.All(refused.Faults, fault => Assert.Contains("已于2022-12-31截止", fault.Message, StringComparison.Ordinal));
    }

    private static AssessmentView Of(DecisionView decision, string measure) => decision.Assessments.Single(assessment => assessment.Measure == measure);
}

using Benefits.Eligibility;
using Benefits.Eligibility.Examples;
using Benefits.Policy;
using FsCheck;
using FsCheck.Fluent;
using Outcome = Benefits.Eligibility.Outcome;

namespace Benefits.Tests.Eligibility;

public sealed class AssessorTests
{
    private static readonly PolicyLibrary Library = PolicyLibrary.LoadBuiltIn();

    [Fact]
    public void A_finding_names_the_fact_its_source_its_day_and_the_clause()
    {
        var finding = Assess("吸纳补贴，只是创新型中小企业").Findings.Single(found => found.Truth == Truth.NotMet);

        Assert.Equal("湘人社规〔2022〕22号 八", finding.Clause);
        var tier = finding.Facts.Single(fact => fact.Path == "enterprise.tier");
        Assert.Equal(("企业梯度培育层级（2022年7月28日）", "创新型中小企业", "专精特新企业名单", new DateOnly(2022, 9, 1)), (tier.Label, tier.Value, tier.Source, tier.AsOf));
        Assert.Contains("专精特新企业名单", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_fact_is_asked_for_by_label_and_register()
    {
        var assessment = Assess("吸纳补贴，毕业信息未知");

        Assert.Equal("请补充或核实：毕业年度（高校毕业生登记）", assessment.Findings.Single(found => found.Truth == Truth.Unknown).Remedy);
        Assert.Contains("暂不作出决定", Explanation.Of(assessment), StringComparison.Ordinal);
        Assert.DoesNotContain("行政复议", Explanation.Of(assessment), StringComparison.Ordinal);
    }

    [Fact]
    public void A_refusal_gives_clause_reason_and_both_legal_remedies()
    {
        var text = Explanation.Of(Assess("吸纳补贴，期限届满次日招用"));

        Assert.Contains("湘人社规〔2022〕22号 八", text, StringComparison.Ordinal);
        Assert.Contains("2022年6月22日起至2022年12月31日止", text, StringComparison.Ordinal);
        Assert.Contains("60日内申请行政复议", text, StringComparison.Ordinal);
        Assert.Contains("6个月内提起行政诉讼", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_grant_and_a_wait_say_the_sum_and_the_day()
    {
        Assert.Contains("可以兑现1,000.00元", Explanation.Of(Assess("吸纳补贴，全部条件满足")), StringComparison.Ordinal);
        Assert.Contains("2022年9月18日可以兑现1,500.00元", Explanation.Of(Assess("扩岗补助，尚未缴费，九月到账后即可")), StringComparison.Ordinal);
        Assert.Contains("应退回2,000.00元", Explanation.Of(Assess("预拨多于应发，应退回差额", "hunan-article-3.yaml", "2022-09-settlement")), StringComparison.Ordinal);
    }

    [Fact]
    public void Waiting_ends_on_the_very_day_that_the_projection_named()
    {
        var written = Case("扩岗补助，尚未缴费，九月到账后即可", "hunan-article-8.yaml", "");
        var ready = Assess(written).ReadyOn!.Value;

        var booked = Case("扩岗补助，尚未缴费，九月到账后即可", "hunan-article-8.yaml", "insurance.unemployment.months: [2022-09]");
        Assert.Equal(Outcome.Granted, Assessor.Assess(written.Measures[0], booked.Facts, ready).Single().Outcome);
        Assert.Equal(ready, Assessor.Assess(written.Measures[0], written.Facts, ready.AddDays(-1)).Single().ReadyOn);
    }

    [Fact]
    public void A_measure_replaced_by_a_later_norm_is_refused_with_the_norm_that_counts()
    {
        var files = PolicyLibrary.BuiltInFiles().Select(file => file.Path.EndsWith("graduate-hiring-subsidy.yaml", StringComparison.Ordinal)
            ? file with { Text = file.Text + "superseded: { by: 人社部发〔2023〕47号, on: 2022-07-28 }\n" }
            : file);
        var measure = PolicyLibrary.Load(files).Find("graduate-hiring-subsidy")!;

        var assessment = Assessor.Assess(measure, Case("吸纳补贴，全部条件满足", "hunan-article-8.yaml", "").Facts, new DateOnly(2022, 9, 1)).Single();

        Assert.Equal(new DateOnly(2022, 7, 27), measure.ClosesOn);
        Assert.Equal(Outcome.Refused, assessment.Outcome);
        Assert.Contains("自2022年7月28日起执行人社部发〔2023〕47号", assessment.Findings[0].Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2022-06-22", "2022-06-22")]
    [InlineData("2022-07-28", "2022-07-28")]
    [InlineData("2022-07-29", "2022-07-29")]
    [InlineData("2022-06-01", "2022-06-22")]
    public void A_measure_decides_from_the_later_of_its_own_start_and_its_documents(string document, string opens)
    {
        var files = PolicyLibrary.BuiltInFiles().Select(file => file.Path == "hunan-2022-22/document.yaml" ? file with { Text = file.Text.Replace("from: 2022-06-22", $"from: {document}", StringComparison.Ordinal) } : file);
        var measure = PolicyLibrary.Load(files).Find("graduate-hiring-subsidy")!;
        var first = DateOnly.ParseExact(opens, "yyyy-MM-dd", null);
        // Hired on 28 July 2022.
        var written = Case("吸纳补贴，全部条件满足", "hunan-article-8.yaml", "");

        Assert.Equal(first, measure.OpensOn);
        Assert.Equal((MeasureStatus.NotYet, MeasureStatus.Open), (measure.Status(first.AddDays(-1)), measure.Status(first)));
        Assert.Equal(first <= new DateOnly(2022, 7, 28) ? Outcome.Granted : Outcome.Refused, Assessor.Assess(measure, written.Facts, written.Today).Single().Outcome);
    }

    [Fact]
    public void A_repealed_local_figure_refuses_and_says_so()
    {
        var files = PolicyLibrary.BuiltInFiles().Select(file => file.Path == "parameters/hiring-subsidy.yaml"
            ? file with { Text = file.Text + "      - { from: 2024-01-01, value: null, source: 湖南省通知 }\n" }
            : file);
        var written = Case("吸纳就业补贴，招用就业困难人员", "national-2-7.yaml", "");

        var assessment = Assessor.Assess(PolicyLibrary.Load(files).Find("priority-hiring-subsidy")!, written.Facts, written.Today).Single();

        Assert.Equal(Outcome.Refused, assessment.Outcome);
        Assert.Null(assessment.Amount);
        Assert.Equal("当地已取消此项标准", assessment.Findings[^1].Remedy);
    }

    [Fact]
    public void An_unverified_figure_is_shown_as_such()
    {
        var amount = Assess("见习六个月，跨越最低工资调整", "national-2-5.yaml", "2024-12").Findings[^1];

        Assert.Contains(amount.Facts, fact => fact.Path == "param.minimum_wage" && fact.Value == "2,100.00元" && fact.Source.EndsWith("（待核实）", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("hunan-article-8.yaml", "两项都符合，取1,500元")]
    [InlineData("hunan-article-3.yaml", "中级工一年期，已取得证书")]
    [InlineData("national-2-7.yaml", "吸纳就业补贴，离校两年内未就业毕业生")]
    [InlineData("national-2-7.yaml", "社保补贴，毕业生，三个月已缴")]
    [InlineData("national-2-5.yaml", "留用，第四个月留用，剩余三个月照发")]
    [InlineData("national-expansion.yaml", "2025年，全部条件满足")]
    [InlineData("national-expansion.yaml", "2025年，成人教育毕业")]
    public void Whatever_facts_are_taken_away_no_finding_turns_from_met_to_not_met_or_back(string file, string name)
    {
        var whole = Truths(Case(name, file, ""));
        var paths = Library.Facts.All.Select(fact => fact.Path).Where(path => path != "today").ToList();
        Prop.ForAll<int>(seed =>
        {
            Random random = new(seed);
            var hidden = paths.Where(_ => random.Next(8) == 0).Select(path => $"{path}: ");
            var fewer = Truths(Case(name, file, string.Join(", ", hidden)));
            return fewer.All(found => found.Value == Truth.Unknown || !whole.TryGetValue(found.Key, out var before) || before == found.Value);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
    }

    private static Dictionary<(string Measure, string Period, string Says), Truth> Truths(Example written) =>
        written.Measures.SelectMany(measure => Assessor.Assess(measure, written.Facts, written.Today))
            .SelectMany(assessment => assessment.Findings.Select(finding => (Key: (assessment.Measure, assessment.Period, finding.Says), finding.Truth)))
            .ToDictionary(found => found.Key, found => found.Truth);

    private static Assessment Assess(string name, string file = "hunan-article-8.yaml", string? period = null)
    {
        var written = Case(name, file, "");
        return Assessor.Assess(written.Measures[0], written.Facts, written.Today, written.AppliedOn).First(found => period is null || found.Period == period);
    }

    private static Assessment Assess(Example written) => Assessor.Assess(written.Measures[0], written.Facts, written.Today).Single();

    /// <summary>The case of that name with some facts changed; a path with nothing behind it is taken away.</summary>
    private static Example Case(string name, string file, string facts)
    {
        var text = File.ReadAllText(Path.Combine(ExamplesTests.Folder, file));
        var changed = $"{text}\n  - example: changed\n    like: {name}\n    facts: {{ {facts} }}\n    expect: {{ outcome: granted }}\n";
        return ExampleFiles.Read(new PackFile(file, changed), Library)[^1];
    }
}

using Benefits.Eligibility;
using Benefits.Policy;
using Benefits.Policy.Expressions;
using FsCheck;
using FsCheck.Fluent;

namespace Benefits.Tests.Policy;

public sealed class ExpressionTests
{
    private static readonly Value?[] Three = [new Value.Bool(true), new Value.Bool(false), null];

    [Theory]
    [InlineData("a and", 6, "不完整")]
    [InlineData("firm.teir(day) in ['none']", 1, "firm.tier")]
    [InlineData("firm.tier(day) in ['specialisd']", 16, "specialisd")]
    [InlineData("firm.tier(day) == 'specialisd'", 16, "specialisd")]
    [InlineData("firm.tier == 'none'", 1, "按日期查询")]
    [InlineData("n(day) == 1", 1, "不按日期查询")]
    [InlineData("n == day", 3, "不能比较")]
    [InlineData("a < b", 3, "不能用")]
    [InlineData("n + day > 1", 3, "计算")]
    [InlineData("paid * paid > 1", 6, "计算")]
    [InlineData("a and n", 7, "应为是否")]
    [InlineData("1 < n < 3", 7, "不能连写")]
    [InlineData("day >= 2022-02-30", 8, "不存在")]
    [InlineData("param('wage', tier, day) > 1", 7, "没有名为“wage”的参数")]
    [InlineData("period >= day", 1, "period")]
    [InlineData("exists(a)", 1, "没有名为")]
    [InlineData("year(day, day) == 1", 1, "需要1个参数")]
    [InlineData("if(a, n, day) == 1", 1, "类型不同")]
    [InlineData("n in []", 6, "列表不能为空")]
    [InlineData("n in [1, day]", 6, "类型不同")]
    [InlineData("tier == 'none", 9, "右引号")]
    [InlineData("(a", 3, "右括号")]
    [InlineData("a § b", 3, "不认识")]
    [InlineData("n", 1, "应为是否")]
    public void A_fault_in_an_expression_is_named_with_its_column(string text, int column, string words)
    {
        var reading = ExpressionReader.Read(text, SmallCatalogue.Scope, TermType.Flag);

        Assert.Null(reading.Expression);
        Assert.Contains(reading.Faults, fault => fault.Column == column && fault.Message.Contains(words, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_type_fault_of_an_expression_is_reported_not_only_the_first()
    {
        var reading = ExpressionReader.Read("nn == 1 and tier == 'spezial' and year(n) == 2", SmallCatalogue.Scope, TermType.Flag);

        Assert.Equal(3, reading.Faults.Count);
    }

    [Theory]
    [InlineData("months(2022-07-01, 2023-06-30)", 12)]
    [InlineData("months(2022-07-28, 2023-07-27)", 12)]
    [InlineData("months(2022-07-28, 2023-07-26)", 11)]
    [InlineData("months(2022-01-31, 2022-02-27)", 0)]
    [InlineData("months(2022-01-31, 2022-02-28)", 1)]
    [InlineData("months(2024-02-29, 2025-02-28)", 12)]
    [InlineData("months(2024-02-29, 2025-02-27)", 11)]
    [InlineData("months(2022-07-28, 2022-07-01)", 0)]
    [InlineData("months(2022-07-28, 9999-12-31) - months(2022-07-28, 9999-11-30)", 1)]
    [InlineData("consecutive_months([2022-07-01, 2022-09-01, 2022-08-15, 2022-11-01])", 3)]
    [InlineData("consecutive_months([2022-05-01, 2022-06-01, 2022-07-01], 2022-06-20)", 2)]
    [InlineData("count(months_from(2022-11-15, 4))", 4)]
    [InlineData("count(between(months_from(2022-11-15, 4), 2022-12-01, 2023-01-01))", 2)]
    [InlineData("year(add_months(2022-11-30, 3))", 2023)]
    [InlineData("floor(20 / 12)", 1)]
    [InlineData("1 + 2 * 3 - -4 / 2", 9)]
    [InlineData("min(3, 1, 2) + max([4, 5])", 6)]
    [InlineData("sum([1.5, 2.5])", 4)]
    [InlineData("if(2 > 1, 8000, 6000)", 8000)]
    public void Functions_count_as_the_law_does(string text, int expected) =>
        Assert.Equal(new Value.Number(expected), SmallCatalogue.Value(text, new FactSheet(SmallCatalogue.Facts)));

    [Theory]
    [InlineData("n / m > 1")]
    [InlineData("n * 79228162514264337593543950 > 1")]
    [InlineData("add_months(day, 200000) > day")]
    [InlineData("add_days(day, 90000000) > day")]
    [InlineData("count(months_from(day, 100000)) > 1")]
    [InlineData("min(months) > day")]
    public void What_cannot_be_computed_is_unknown_and_no_accident(string text)
    {
        var sheet = SmallCatalogue.Sheet(("n", new Value.Number(8000000000m)), ("m", new Value.Number(0)), ("day", new Value.Date(new DateOnly(2022, 7, 1))), ("months", new Value.List([])));

        Assert.Equal(Truth.Unknown, SmallCatalogue.Truth(text.Replace("79228162514264337593543950", "99999999999999999999", StringComparison.Ordinal), sheet));
    }

    [Fact]
    public void Money_keeps_its_decimals_until_the_end()
    {
        var sheet = SmallCatalogue.Sheet(("paid", new Value.Amount(new Money(1))));

        // A third of a fen three times over is the fen again; rounded on the way it would be nothing.
        Assert.Equal(new Money(1), SmallCatalogue.Evaluator(sheet).Money(SmallCatalogue.Read("paid / 4 + paid / 4 + paid / 4 + paid / 4")));
    }

    [Fact]
    public void The_laws_of_three_valued_logic_hold_for_every_combination()
    {
        string[][] laws =
        [
            ["not (a and b)", "not a or not b"], ["not (a or b)", "not a and not b"], ["not not a", "a"],
            ["a and b", "b and a"], ["a or b", "b or a"],
            ["a and (b and c)", "(a and b) and c"], ["a or (b or c)", "(a or b) or c"],
            ["a and (b or c)", "a and b or a and c"], ["a or b and c", "(a or b) and (a or c)"],
            ["a and a", "a"], ["a or a and b", "a"], ["a and true", "a"], ["a or false", "a"],
        ];
        foreach (var a in Three)
        {
            foreach (var b in Three)
            {
                foreach (var c in Three)
                {
                    var sheet = SmallCatalogue.Sheet([.. new[] { ("a", a), ("b", b), ("c", c) }.Where(fact => fact.Item2 is not null).Select(fact => (fact.Item1, fact.Item2!))]);
                    foreach (var law in laws) Assert.Equal(SmallCatalogue.Truth(law[0], sheet), SmallCatalogue.Truth(law[1], sheet));
                }
            }
        }
        Assert.Equal(Truth.Unknown, SmallCatalogue.Truth("a or not a", new FactSheet(SmallCatalogue.Facts)));
        Assert.Equal(Truth.NotMet, SmallCatalogue.Truth("a and false", new FactSheet(SmallCatalogue.Facts)));
        Assert.Equal(Truth.Met, SmallCatalogue.Truth("not known(a)", new FactSheet(SmallCatalogue.Facts)));
    }

    [Fact]
    public void Taking_a_fact_away_never_turns_met_into_not_met_nor_the_reverse() =>
        Prop.ForAll<int, int>((seed, hidden) =>
        {
            Random random = new(seed);
            var expression = ExpressionReader.Read(RandomExpression.Flag(random, 4), SmallCatalogue.Scope, TermType.Flag).Expression!;
            var facts = RandomExpression.Facts(random);
            var all = SmallCatalogue.Evaluator(SmallCatalogue.Sheet(facts)).Truth(expression);
            var fewer = SmallCatalogue.Evaluator(SmallCatalogue.Sheet([.. facts.Where((_, place) => (hidden >> place & 1) == 0)])).Truth(expression);
            return fewer == Truth.Unknown || fewer == all;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void Any_text_is_read_or_reported_and_never_throws()
    {
        Prop.ForAll<string>(text => Reads(text ?? "")).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
        Prop.ForAll<int>(seed =>
        {
            Random random = new(seed);
            string[] words = ["a", "n", "day", "tier", "firm.tier", "(", ")", "[", "]", ",", "and", "or", "not", "in", "==", "<", "+", "-", "*", "/", "'x'", "1", "2.5", "2022-07-01", "2022-13-01", "year", "months", "param", "known", "if", "min", "count", "period", "true", "\"", "\ud800"];
            return Reads(string.Join(' ', Enumerable.Range(0, random.Next(30)).Select(_ => words[random.Next(words.Length)])));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
        Assert.True(Reads(new string('(', 3999)));
        Assert.True(Reads(new string('-', 3999)));
        Assert.True(Reads(string.Join(" and ", Enumerable.Repeat("a", 600))));
        Assert.True(Reads(string.Concat(Enumerable.Repeat("not ", 900)) + "a"));
        Assert.True(Reads(new string('a', 100_000)));
    }

    private static bool Reads(string text)
    {
        var reading = ExpressionReader.Read(text, SmallCatalogue.Scope, TermType.Flag);
        return reading.Expression is null == reading.Faults.Count > 0;
    }
}

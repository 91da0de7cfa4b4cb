using Benefits.Eligibility;
using Benefits.Eligibility.Evaluation;
using Benefits.Policy;
using Benefits.Policy.Expressions;

namespace Benefits.Tests.Policy;

/// <summary>A few facts of every type, for tests of the language itself.</summary>
internal static class SmallCatalogue
{
    public static readonly DateOnly Today = new(2022, 9, 1);

    public static readonly FactCatalogue Facts = new(
    [
        Fact("today", TermType.Day) with { Origin = new FactOrigin.Own(OwnFact.Today) },
        Fact("a", TermType.Flag),
        Fact("b", TermType.Flag),
        Fact("c", TermType.Flag),
        Fact("n", TermType.Count),
        Fact("m", TermType.Count),
        Fact("paid", TermType.Sum),
        Fact("day", TermType.Day),
        Fact("tier", new TermType.Text(new Dictionary<string, string> { ["specialised"] = "专精特新", ["none"] = "未认定" })),
        Fact("months", TermType.Days),
        Fact("firm.tier", new TermType.Text(new Dictionary<string, string> { ["specialised"] = "专精特新", ["none"] = "未认定" })) with { IsDated = true },
    ]);

    public static readonly ExpressionScope Scope = new(Facts, new Dictionary<string, ParameterTerms>(), HasPeriod: false);

    public static Expression Read(string text) => ExpressionReader.Read(text, Scope) is { Expression: { } expression } ? expression : throw new InvalidOperationException(text);

    public static Truth Truth(string text, FactSheet sheet) => Evaluator(sheet).Truth(Read(text));

    public static Value? Value(string text, FactSheet sheet) => Evaluator(sheet).Evaluate(Read(text));

    public static Evaluator Evaluator(FactSheet sheet) => new(new FactView(sheet, Today, Today), null);

    public static FactSheet Sheet(params (string Path, Value Value)[] facts)
    {
        FactSheet sheet = new(Facts);
        foreach (var (path, value) in facts) sheet.Set(path, new Fact(value, "登记", Today));
        return sheet;
    }

    private static FactTerms Fact(string path, TermType type) => new() { Path = path, Label = path, Type = type, Source = "登记", Origin = new FactOrigin.Own(OwnFact.BornOn) };
}

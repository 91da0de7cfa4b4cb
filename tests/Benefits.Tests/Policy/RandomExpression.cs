using Benefits.Policy;

namespace Benefits.Tests.Policy;

/// <summary>Well-typed expressions over the small catalogue, from a seed. It leaves out known(), the one word that may look at the unknown.</summary>
internal static class RandomExpression
{
    public static string Flag(Random random, int depth) => (depth == 0 ? random.Next(4) : random.Next(10)) switch
    {
        0 => Pick(random, "a", "b", "c"),
        1 => $"tier {Pick(random, "==", "!=")} {Pick(random, "'none'", "'specialised'")}",
        2 => $"{Number(random, 0)} {Pick(random, "<", "<=", "==", ">")} {Number(random, 0)}",
        3 => $"day {Pick(random, "<", ">=")} {Day(random, 0)}",
        4 => $"({Flag(random, depth - 1)} and {Flag(random, depth - 1)})",
        5 => $"({Flag(random, depth - 1)} or {Flag(random, depth - 1)})",
        6 => $"not ({Flag(random, depth - 1)})",
        7 => $"{Number(random, depth - 1)} in [{Number(random, depth - 1)}, {Number(random, 0)}]",
        8 => $"if({Flag(random, depth - 1)}, {Flag(random, depth - 1)}, {Flag(random, depth - 1)})",
        _ => $"{Day(random, depth - 1)} {Pick(random, "in", "not in")} months",
    };

    public static (string Path, Value Value)[] Facts(Random random) =>
    [
        ("a", new Value.Bool(random.Next(2) == 0)),
        ("b", new Value.Bool(random.Next(2) == 0)),
        ("c", new Value.Bool(random.Next(2) == 0)),
        ("n", new Value.Number(random.Next(-2, 3))),
        ("m", new Value.Number(random.Next(-2, 3))),
        ("day", new Value.Date(new DateOnly(2022, random.Next(1, 13), 1))),
        ("tier", new Value.Text(random.Next(2) == 0 ? "none" : "specialised")),
        ("months", new Value.List([.. Enumerable.Range(1, random.Next(5)).Select(month => new Value.Date(new DateOnly(2022, month * 2, 1)))])),
    ];

    private static string Number(Random random, int depth) => (depth <= 0 ? random.Next(3) : random.Next(8)) switch
    {
        0 => "n",
        1 => "m",
        2 => $"{random.Next(4)}",
        3 => $"({Number(random, depth - 1)} {Pick(random, "+", "-", "*", "/")} {Number(random, depth - 1)})",
        4 => $"min({Number(random, depth - 1)}, {Number(random, depth - 1)})",
        5 => "consecutive_months(months, day)",
        6 => $"months(day, {Day(random, depth - 1)})",
        _ => "count(between(months, day, 2022-12-31))",
    };

    private static string Day(Random random, int depth) => (depth <= 0 ? random.Next(3) : random.Next(4)) switch
    {
        0 => "2022-06-01",
        1 => "day",
        2 => "today",
        _ => $"add_months(day, {Number(random, depth - 1)})",
    };

    private static string Pick(Random random, params string[] words) => words[random.Next(words.Length)];
}

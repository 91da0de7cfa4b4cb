namespace Benefits.Policy.Expressions;

/// <summary>The functions of the language. What each takes and gives is in <see cref="Functions"/>.</summary>
public enum Function
{
    /// <summary><c>year(date)</c>: the calendar year.</summary>
    Year,

    /// <summary><c>month(date)</c>: the first day of its month.</summary>
    Month,

    /// <summary><c>months(from, to)</c>: whole months from the first day to the last, both included: 1 July to 30 June is 12.</summary>
    Months,

    /// <summary><c>add_months(date, number)</c>: a day that the month lacks becomes its last.</summary>
    AddMonths,

    /// <summary><c>add_days(date, number)</c>.</summary>
    AddDays,

    /// <summary><c>months_from(date, number)</c>: so many months, from the date's own month on.</summary>
    MonthsFrom,

    /// <summary><c>consecutive_months(list)</c> or <c>(list, from)</c>: the longest run of months without a gap, of those not before the month of <c>from</c>.</summary>
    ConsecutiveMonths,

    /// <summary><c>between(list, from, to)</c>: the dates of the list from the first day to the last, both included.</summary>
    Between,

    /// <summary><c>count(list)</c>.</summary>
    Count,

    /// <summary><c>sum(list)</c>.</summary>
    Sum,

    /// <summary><c>min(a, b, …)</c> or <c>min(list)</c>; the least of an empty list is unknown.</summary>
    Min,

    /// <summary><c>max(a, b, …)</c> or <c>max(list)</c>.</summary>
    Max,

    /// <summary><c>floor(number)</c>: the whole part, downwards.</summary>
    Floor,

    /// <summary><c>if(condition, then, else)</c>: unknown where the condition is.</summary>
    If,
}

/// <summary>The functions by the name they have in a pack.</summary>
internal static class Functions
{
    public static readonly IReadOnlyDictionary<string, Signature> ByName = new Dictionary<string, Signature>
    {
        ["year"] = new(Function.Year, TermType.Count, TermType.Day),
        ["month"] = new(Function.Month, TermType.Day, TermType.Day),
        ["months"] = new(Function.Months, TermType.Count, TermType.Day, TermType.Day),
        ["add_months"] = new(Function.AddMonths, TermType.Day, TermType.Day, TermType.Count),
        ["add_days"] = new(Function.AddDays, TermType.Day, TermType.Day, TermType.Count),
        ["months_from"] = new(Function.MonthsFrom, TermType.Days, TermType.Day, TermType.Count),
        ["consecutive_months"] = new(Function.ConsecutiveMonths, TermType.Count, TermType.Days, TermType.Day) { Optional = 1 },
        ["between"] = new(Function.Between, TermType.Days, TermType.Days, TermType.Day, TermType.Day),
        ["floor"] = new(Function.Floor, TermType.Count, TermType.Count),
        ["count"] = new(Function.Count, TermType.Count) { Checked = true },
        ["sum"] = new(Function.Sum, TermType.Count) { Checked = true },
        ["min"] = new(Function.Min, TermType.Count) { Checked = true },
        ["max"] = new(Function.Max, TermType.Count) { Checked = true },
        ["if"] = new(Function.If, TermType.Count) { Checked = true },
    };

    /// <summary>What a function takes and gives.</summary>
    internal sealed record Signature(Function Function, TermType Result, params IReadOnlyList<TermType> Takes)
    {
        /// <summary>How many of the last arguments may be left out.</summary>
        public int Optional { get; init; }

        /// <summary>True where the types depend on the arguments, so that the checker has a rule of its own.</summary>
        public bool Checked { get; init; }
    }
}

namespace Benefits.Eligibility.Evaluation;

/// <summary>Arithmetic with dates and months. What would leave the calendar is null.</summary>
internal static class Calendar
{
    private const int MonthsThereAre = 9999 * 12;
    private const int MostMonths = 600;

    public static DateOnly Month(DateOnly date) => new(date.Year, date.Month, 1);

    public static DateOnly? AddMonths(DateOnly date, decimal months)
    {
        var target = ((date.Year - 1) * 12) + date.Month - 1 + decimal.Floor(months);
        return target is >= 0 and < MonthsThereAre ? date.AddMonths((int)decimal.Floor(months)) : null;
    }

    public static DateOnly? AddDays(DateOnly date, decimal days)
    {
        var target = date.DayNumber + decimal.Floor(days);
        return target >= DateOnly.MinValue.DayNumber && target <= DateOnly.MaxValue.DayNumber ? DateOnly.FromDayNumber((int)target) : null;
    }

    /// <summary>Whole months from the first day to the last, both included. Where a month lacks the day, it is complete with its last day: 31 January to 28 February is one.</summary>
    public static int Months(DateOnly from, DateOnly to)
    {
        if (to < from) return 0;
        var end = to == DateOnly.MaxValue ? to : to.AddDays(1);
        var months = ((end.Year - from.Year) * 12) + end.Month - from.Month;
        // A month is complete on the day before the same day of the next one.
        return months > 0 && end.Day < from.Day ? months - 1 : months;
    }

    public static IReadOnlyList<DateOnly>? MonthsFrom(DateOnly from, decimal number) =>
        number is >= 0 and <= MostMonths && AddMonths(Month(from), number) is not null
            ? [.. Enumerable.Range(0, (int)number).Select(step => Month(from).AddMonths(step))]
            : null;

    /// <summary>The longest run of months without a gap.</summary>
    public static int LongestRun(IEnumerable<DateOnly> dates)
    {
        var longest = 0;
        var run = 0;
        DateOnly? before = null;
        foreach (var month in dates.Select(Month).Distinct().Order())
        {
            run = before is { } last && AddMonths(last, 1) == month ? run + 1 : 1;
            before = month;
            longest = Math.Max(longest, run);
        }
        return longest;
    }
}

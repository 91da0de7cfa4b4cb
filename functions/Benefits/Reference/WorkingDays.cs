using System.Globalization;

namespace Benefits.Reference;

/// <summary>A day by which something is due (期限届满日).</summary>
/// <param name="Provisional">True where a day on the way lies in a year whose holidays are not published yet: the date may move.</param>
public readonly record struct Deadline(DateOnly Date, bool Provisional);

/// <summary>Working days (工作日): weekdays less the State Council's holidays, with its make-up days (调休) counted in.</summary>
/// <remarks>The calendar is data (Data/holidays.txt). In a year whose notice is not out yet only weekends are taken off, and what was counted there is provisional.</remarks>
public static class WorkingDays
{
    private static readonly HashSet<int> Published = [];
    private static readonly HashSet<DateOnly> Free = [];
    private static readonly HashSet<DateOnly> MadeUp = [];

    static WorkingDays()
    {
        foreach (var line in ReferenceData.Lines("holidays.txt"))
        {
            var words = line.Split(' ');
            foreach (var word in words.Skip(1))
            {
                _ = words[0] switch
                {
                    "published" => Published.Add(int.Parse(word, CultureInfo.InvariantCulture)),
                    "off" => Free.Add(DateOnly.ParseExact(word, "yyyy-MM-dd", CultureInfo.InvariantCulture)),
                    "work" => MadeUp.Add(DateOnly.ParseExact(word, "yyyy-MM-dd", CultureInfo.InvariantCulture)),
                    _ => throw new InvalidDataException($"holidays.txt: '{words[0]}' is neither published, off nor work."),
                };
            }
        }
    }

    /// <summary>True where the notice for the day's year is out, so that its working days are certain.</summary>
    public static bool IsPublished(int year) => Published.Contains(year);

    public static bool IsWorkingDay(DateOnly day) =>
        MadeUp.Contains(day) || (day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !Free.Contains(day));

    /// <summary>The last of <paramref name="days"/> working days counted from <paramref name="from"/>.</summary>
    /// <param name="countFirstDay">Whether <paramref name="from"/> itself counts, where it is a working day. 民法典 leaves the first day out (第二百零一条); a measure may say otherwise.</param>
    /// <returns>With zero days, <paramref name="from"/> itself.</returns>
    public static Deadline AddWorkingDays(DateOnly from, int days, bool countFirstDay)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(days);
        var day = from;
        var provisional = days > 0 && !IsPublished(from.Year);
        var left = countFirstDay && days > 0 && IsWorkingDay(from) ? days - 1 : days;
        while (left > 0)
        {
            day = day.AddDays(1);
            provisional |= !IsPublished(day.Year);
            if (IsWorkingDay(day)) left--;
        }
        return new Deadline(day, provisional);
    }

    /// <summary>How many working days lie after <paramref name="from"/>, up to and with <paramref name="to"/>; negative where <paramref name="to"/> lies before.</summary>
    public static int WorkingDaysBetween(DateOnly from, DateOnly to)
    {
        if (to < from) return -WorkingDaysBetween(to, from);
        var count = 0;
        for (var day = from; day < to;)
        {
            day = day.AddDays(1);
            if (IsWorkingDay(day)) count++;
        }
        return count;
    }
}

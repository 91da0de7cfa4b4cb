using Benefits.Policy;

namespace Benefits.Eligibility.Evaluation;

/// <summary>Lets time alone go on: today moves, months are booked, and nothing else changes.</summary>
internal sealed class Timeline(FactSheet sheet, DateOnly today, IReadOnlyList<int> bookingDays)
{
    private const int HorizonMonths = 36;

    // The periods of one case look at the same days again and again.
    private readonly Dictionary<DateOnly, FactView> _projections = [];

    public DateOnly Today => today;

    public Evaluator At(DateOnly day, DateOnly? period) => new(new FactView(sheet, today, day), period);

    /// <summary>As <see cref="At"/>, without notes of the facts.</summary>
    public Evaluator Project(DateOnly day, DateOnly? period)
    {
        if (!_projections.TryGetValue(day, out var view)) view = _projections[day] = new FactView(sheet, today, day);
        return new Evaluator(view, period, notes: false);
    }

    /// <summary>The first day after today on which it holds, within three years. Looks at the turning points of every month, then day by day before the first that holds.</summary>
    public DateOnly? FirstDay(Func<DateOnly, bool> holds)
    {
        var before = today;
        foreach (var day in TurningPoints())
        {
            if (!holds(day))
            {
                before = day;
                continue;
            }
            for (var early = before.AddDays(1); early < day; early = early.AddDays(1))
            {
                if (holds(early)) return early;
            }
            return day;
        }
        return null;
    }

    private IEnumerable<DateOnly> TurningPoints()
    {
        var month = Calendar.Month(today);
        for (var step = 0; step <= HorizonMonths; step++, month = month.AddMonths(1))
        {
            IEnumerable<DateOnly> days = [month, .. bookingDays.Select(day => month.AddDays(day - 1)), month.AddMonths(1).AddDays(-1)];
            foreach (var day in days.Distinct().Order().Where(day => day > today)) yield return day;
        }
    }
}

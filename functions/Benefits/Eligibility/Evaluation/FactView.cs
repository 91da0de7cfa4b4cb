using Benefits.Policy;

namespace Benefits.Eligibility.Evaluation;

/// <summary>The facts of a case as they stand on a day, or as time alone will have made them by a later day.</summary>
/// <param name="asked">The day of the decision; a later <paramref name="day"/> is a projection.</param>
internal sealed class FactView(FactSheet sheet, DateOnly asked, DateOnly day) : IFacts
{
    private readonly Dictionary<string, Value.List> _grown = [];

    public Fact? Find(FactTerms terms, DateOnly? on)
    {
        if (terms.IsToday) return new Fact(new Value.Date(day), terms.Source, day);
        var fact = on is { } asOf ? sheet.Find(terms.Path, asOf) : sheet.Find(terms.Path);
        if (fact is null) return null;
        return terms.BookedOnDay is { } bookedOn && day > asked && fact.Value is Value.List list ? fact with { Value = _grown.TryGetValue(terms.Path, out var known) ? known : _grown[terms.Path] = Grown(list, fact.AsOf, bookedOn) } : fact;
    }

    /// <summary>Adds the months that will be booked after the register last spoke. A list that broke off earlier does not go on by itself.</summary>
    private Value.List Grown(Value.List months, DateOnly asOf, int bookedOn)
    {
        var spoke = asOf < asked ? asOf : asked;
        var current = Calendar.Month(spoke);
        var last = months.Items.OfType<Value.Date>().Select(month => month.Is).DefaultIfEmpty(current).Max();
        if (last < current.AddMonths(-1)) return months;
        List<Value> grown = [.. months.Items];
        for (var month = current; month.AddDays(bookedOn - 1) <= day; month = month.AddMonths(1))
        {
            Value.Date booked = new(month);
            if (month.AddDays(bookedOn - 1) > spoke && !grown.Contains(booked)) grown.Add(booked);
        }
        return new Value.List(grown);
    }
}

using Benefits.Parties.Lists;
using Benefits.Policy;

namespace Benefits.Parties.Registers;

/// <summary>What is known of the firm, read once for an application and used for each of its workers.</summary>
/// <param name="Coverage">How far each register was loaded, by its name.</param>
public sealed record EnterpriseFacts(
    CreditCode Code,
    Enterprise? Enterprise,
    ListCoverage? List,
    RegisterRow<InternshipBase>? Bases,
    IReadOnlyDictionary<string, RegisterCoverage> Coverage)
{
    private const string ListSource = "专精特新企业名单";

    internal void Fill(FactSheet sheet, DateOnly today)
    {
        sheet.SetSeries("enterprise.tier", Tiers(today), ListSource, List?.AsOf ?? today);
        if (Enterprise?.District is { } district) sheet.Set("enterprise.district", new Fact(new Value.Text(district.Text), ListSource, List?.AsOf ?? today));

        var bases = Coverage.GetValueOrDefault(RegisterCatalog.InternshipBases.Name);
        var stretches = (Bases?.Entries ?? []).Select(entry => new DatedValue(entry.From, entry.To, new Value.Bool(true))).ToList();
        if (bases is { Complete: true }) stretches.Add(new DatedValue(DateOnly.MinValue, bases.AsOf > today ? bases.AsOf : today, new Value.Bool(false)));
        sheet.SetSeries("enterprise.internship_base", stretches, bases?.Source ?? RegisterCatalog.InternshipBases.Label, Bases?.AsOf ?? bases?.AsOf ?? today);
    }

    /// <summary>The tier day by day: the highest title held; nothing (unknown) while a re-check is pending; none on every other day that the lists speak for.</summary>
    /// <remarks>The first stretch that covers a day counts, so titles come from the highest down, and the days without one last.</remarks>
    private List<DatedValue> Tiers(DateOnly today)
    {
        var titles = Enterprise?.Titles ?? [];
        List<DatedValue> stretches = [.. titles
            .Where(title => title.From <= title.HeldTo)
            .OrderByDescending(title => title.Tier)
            .Select(title => new DatedValue(title.From, title.HeldTo, new Value.Text(title.Tier.Word)))];
        if (List is null) return stretches;

        // None, from the first day the lists speak for until today, less the days on which a re-check is pending.
        var day = List.From;
        foreach (var (from, to) in titles.Where(title => title.State is TitleState.Valid or TitleState.ExpiredReviewPending).Select(title => (title.To.AddDays(1), title.ReviewEnds)).OrderBy(span => span.Item1))
        {
            if (day < from) stretches.Add(None(day, from.AddDays(-1) < today ? from.AddDays(-1) : today));
            if (to >= day) day = to.AddDays(1);
        }
        if (day <= today) stretches.Add(None(day, today));
        return stretches;
    }

    private static DatedValue None(DateOnly from, DateOnly to) => new(from, to, new Value.Text("none"));
}

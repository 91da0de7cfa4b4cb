using Benefits.Enterprises;
using Benefits.Enterprises.Lists;
using Benefits.Policy;

namespace Benefits.Registers;

/// <summary>What is known of the firm, read once for an application and used for each of its workers.</summary>
public sealed record EnterpriseFacts
{
    internal EnterpriseFacts()
    {
    }

    public required CreditCode Code { get; init; }

    public required Enterprise? Enterprise { get; init; }

    public required ListCoverage? List { get; init; }

    /// <summary>How far each register was loaded, by its name.</summary>
    public required IReadOnlyDictionary<string, RegisterCoverage> Coverage { get; init; }

    /// <summary>What registers say of the firm.</summary>
    internal RegisterFile Firm { get; init; } = RegisterFile.Empty;

    /// <summary>What registers say of the firm's district.</summary>
    internal RegisterFile District { get; init; } = RegisterFile.Empty;

    /// <summary>The tier day by day: the highest title held; nothing (unknown) while a re-check is pending; none on every other day that the lists speak for.</summary>
    /// <remarks>The first stretch that covers a day counts, so titles come from the highest down, and the days without one last.</remarks>
    internal List<DatedValue> Tiers(DateOnly today)
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

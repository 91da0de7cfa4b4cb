using Benefits.Policy.Expressions;

namespace Benefits.Policy;

/// <summary>A figure that differs by place and date (地方标准): the minimum wage, a share, a local amount.</summary>
public sealed class ParameterTerms(string name, string title, TermType type, IReadOnlyList<ParameterValue> values)
{
    public string Name => name;

    public string Title => title;

    public TermType Type => type;

    public IReadOnlyList<ParameterValue> Values => values;

    /// <summary>The value that counts there on that day: the longest division code that contains the place and says something for the day. Null where nothing is said.</summary>
    public ParameterValue? At(string place, DateOnly day)
    {
        ParameterValue? best = null;
        foreach (var value in values)
        {
            if (!value.Covers(day) || !place.StartsWith(value.Place, StringComparison.Ordinal)) continue;
            if (best is null || value.Place.Length > best.Place.Length) best = value;
        }
        return best;
    }
}

/// <summary>One dated value. Repeal is a value too: <see cref="Value"/> is null.</summary>
/// <param name="Place">Division code; empty for the whole country.</param>
/// <param name="To">The last day; null where the next value has not come yet.</param>
public sealed record ParameterValue(string Place, string PlaceTitle, DateOnly From, DateOnly? To, Value? Value, SourceNote Source)
{
    public bool Covers(DateOnly day) => From <= day && (To is not { } to || day <= to);
}

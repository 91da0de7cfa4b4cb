namespace Benefits.Policy;

/// <summary>One known fact (事实) of a case: its value, the register it comes from, and the day that register spoke for.</summary>
/// <param name="Source">The register's Chinese name, as shown: 失业保险缴费记录.</param>
/// <param name="Declared">True where only the applicant says so, and no register has confirmed it.</param>
public sealed record Fact(Value Value, string Source, DateOnly AsOf, bool Declared = false);

/// <summary>A stretch of days, both ends included, over which a dated fact had one value; an open end is null.</summary>
public sealed record DatedValue(DateOnly From, DateOnly? To, Value Value)
{
    public bool Covers(DateOnly day) => From <= day && (To is not { } to || day <= to);
}

/// <summary>All known facts of one case, by their path in the catalogue of facts. What is not here is unknown.</summary>
public sealed class FactSheet
{
    private readonly Dictionary<string, Fact> _facts = [];
    private readonly Dictionary<string, Series> _series = [];

    public void Set(string path, Fact fact) => _facts[path] = fact;

    /// <summary>A fact that is asked for a day, such as <c>enterprise.tier(hire.date)</c>. On a day that no stretch covers it is <paramref name="otherwise"/>; null leaves such a day unknown.</summary>
    public void SetSeries(string path, IReadOnlyList<DatedValue> stretches, string source, DateOnly asOf, Value? otherwise = null) =>
        _series[path] = new Series(stretches, source, asOf, otherwise);

    public Fact? Find(string path) => _facts.GetValueOrDefault(path);

    public Fact? Find(string path, DateOnly on) =>
        _series.TryGetValue(path, out var series) && series.At(on) is { } value ? new Fact(value, series.Source, series.AsOf) : null;

    private sealed record Series(IReadOnlyList<DatedValue> Stretches, string Source, DateOnly AsOf, Value? Otherwise)
    {
        public Value? At(DateOnly day) => Stretches.FirstOrDefault(stretch => stretch.Covers(day))?.Value ?? Otherwise;
    }
}

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

/// <summary>All known facts of one case, by their path in the catalogue of facts. What is not here is unknown; what the catalogue does not have, or has as another type, is refused.</summary>
public sealed class FactSheet(FactCatalogue catalogue)
{
    private readonly Dictionary<string, Fact> _facts = [];
    private readonly Dictionary<string, Series> _series = [];

    /// <exception cref="ArgumentException">The catalogue has no such fact, or it is asked for a day, or the value is of another type.</exception>
    public void Set(string path, Fact fact)
    {
        Check(path, isDated: false, [fact.Value]);
        _facts[path] = fact;
    }

    /// <summary>A fact that is asked for a day, such as <c>enterprise.tier(hire.date)</c>. On a day that no stretch covers it is <paramref name="otherwise"/>; null leaves such a day unknown.</summary>
    /// <exception cref="ArgumentException">The catalogue has no such fact, or it is not asked for a day, or a value is of another type.</exception>
    public void SetSeries(string path, IReadOnlyList<DatedValue> stretches, string source, DateOnly asOf, Value? otherwise = null)
    {
        var values = stretches.Select(stretch => stretch.Value);
        Check(path, isDated: true, otherwise is null ? values : values.Append(otherwise));
        _series[path] = new Series(stretches, source, asOf, otherwise);
    }

    public Fact? Find(string path) => _facts.GetValueOrDefault(path);

    public Fact? Find(string path, DateOnly on) =>
        _series.TryGetValue(path, out var series) && series.At(on) is { } value ? new Fact(value, series.Source, series.AsOf) : null;

    private void Check(string path, bool isDated, IEnumerable<Value> values)
    {
        if (catalogue.Find(path) is not { } terms) throw new ArgumentException($"There is no fact '{path}'.", nameof(path));
        if (terms.IsDated != isDated) throw new ArgumentException($"Fact {path} is {(terms.IsDated ? "" : "not ")}asked for a day.", nameof(path));
        foreach (var value in values)
        {
            if (!terms.Type.Accepts(value)) throw new ArgumentException($"Fact {path} should be of type {terms.Type}, with an allowed value; a {value.GetType().Name} came.", nameof(path));
        }
    }

    private sealed record Series(IReadOnlyList<DatedValue> Stretches, string Source, DateOnly AsOf, Value? Otherwise)
    {
        public Value? At(DateOnly day) => Stretches.FirstOrDefault(stretch => stretch.Covers(day))?.Value ?? Otherwise;
    }
}

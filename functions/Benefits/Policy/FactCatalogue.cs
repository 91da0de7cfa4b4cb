using Benefits.Policy.Expressions;

namespace Benefits.Policy;

/// <summary>One fact that a pack may ask for (事实): its type, its Chinese label, and the register that answers.</summary>
public sealed record FactTerms
{
    public required string Path { get; init; }

    public required string Label { get; init; }

    public required TermType Type { get; init; }

    /// <summary>The register's Chinese name, shown where the fact is missing.</summary>
    public required string Source { get; init; }

    /// <summary>True where it is asked for a day: <c>enterprise.tier(hire.date)</c>.</summary>
    public bool IsDated { get; init; }

    /// <summary>For a list of months that grows: the day of the month on which that month is booked (到账日).</summary>
    public int? BookedOnDay { get; init; }

    /// <summary>For a fact that our own ledger answers: the claims whose paid amounts it adds up.</summary>
    public PaidClaims? PaidClaims { get; init; }

    /// <summary>The day of the decision itself, which no register answers.</summary>
    public bool IsToday => Path == "today";
}

/// <summary>Claims of one group and one instalment (已发放的分期), whatever their period.</summary>
public sealed record PaidClaims(string Group, string Instalment)
{
    public bool Cover(string claimKey) => claimKey.StartsWith($"{Group}-", StringComparison.Ordinal) && claimKey.EndsWith($"-{Instalment}", StringComparison.Ordinal);
}

/// <summary>Every fact there is, by its path (事实目录).</summary>
public sealed class FactCatalogue(IEnumerable<FactTerms> facts)
{
    private readonly Dictionary<string, FactTerms> _facts = facts.ToDictionary(fact => fact.Path);

    public IReadOnlyCollection<FactTerms> All => _facts.Values;

    public FactTerms? Find(string path) => _facts.GetValueOrDefault(path);
}

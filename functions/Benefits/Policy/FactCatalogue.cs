using Benefits.Policy.Expressions;

namespace Benefits.Policy;

/// <summary>One fact that a pack may ask for (事实): its type, its Chinese label, and who answers it.</summary>
public sealed record FactTerms
{
    public required string Path { get; init; }

    public required string Label { get; init; }

    public required TermType Type { get; init; }

    /// <summary>The Chinese name of the register or other source that answers, shown where the fact is missing.</summary>
    public required string Source { get; init; }

    public required FactOrigin Origin { get; init; }

    /// <summary>True where it is asked for a day: <c>enterprise.tier(hire.date)</c>.</summary>
    public bool IsDated { get; init; }

    /// <summary>For a list of months that grows: the day of the month on which that month is booked (到账日).</summary>
    public int? BookedOnDay { get; init; }

    /// <summary>Facts that stand in, in this order, where its own source does not answer.</summary>
    public IReadOnlyList<string> Otherwise { get; init; } = [];

    /// <summary>The day of the decision itself, which no register answers.</summary>
    public bool IsToday => Origin is FactOrigin.Own { Which: OwnFact.Today };
}

/// <summary>Who answers a fact (取数来源).</summary>
public abstract record FactOrigin
{
    private FactOrigin()
    {
    }

    /// <summary>A register's entries.</summary>
    public sealed record Drawn(RegisterTerms Register, Draw By) : FactOrigin;

    /// <summary>The platform itself, without a register.</summary>
    public sealed record Own(OwnFact Which) : FactOrigin;

    /// <summary>Our own ledger: what was paid on claims of one group and one instalment (已发放的分期), whatever their period.</summary>
    public sealed record PaidClaims(string Group, string Instalment) : FactOrigin
    {
        public bool Cover(string claimKey) => claimKey.StartsWith($"{Group}-", StringComparison.Ordinal) && claimKey.EndsWith($"-{Instalment}", StringComparison.Ordinal);
    }
}

/// <summary>What the platform knows without a register.</summary>
public enum OwnFact
{
    /// <summary>The day of the decision (办理日期).</summary>
    Today,

    /// <summary>The birth date in the resident id.</summary>
    BornOn,

    /// <summary>The form's day of hire, as declared.</summary>
    FormHiredOn,

    /// <summary>The first day of the contract, as declared.</summary>
    FormContractFrom,

    /// <summary>The last day of the contract, as declared.</summary>
    FormContractTo,

    /// <summary>The firm's title day by day, from the enterprise lists.</summary>
    EnterpriseTier,

    /// <summary>Where the enterprise lists say the firm is.</summary>
    EnterpriseDistrict,
}

/// <summary>Every fact there is, by its path (事实目录).</summary>
/// <param name="name">What a fault calls it.</param>
public sealed class FactCatalogue(IEnumerable<FactTerms> facts, string name = "事实目录")
{
    private readonly Dictionary<string, FactTerms> _facts = facts.ToDictionary(fact => fact.Path);

    public string Name => name;

    public IReadOnlyCollection<FactTerms> All => _facts.Values;

    public FactTerms? Find(string path) => _facts.GetValueOrDefault(path);
}

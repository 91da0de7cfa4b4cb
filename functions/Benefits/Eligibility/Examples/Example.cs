using Benefits.Policy;

namespace Benefits.Eligibility.Examples;

/// <summary>What a policy officer wrote down to hold a pack to (示例): facts, a day, and what should come of it.</summary>
public sealed record Example
{
    public required string File { get; init; }

    public required int Line { get; init; }

    public required string Name { get; init; }

    public required IReadOnlyList<Measure> Measures { get; init; }

    public required DateOnly Today { get; init; }

    public DateOnly? AppliedOn { get; init; }

    public required FactSheet Facts { get; init; }

    /// <summary>Claim keys taken already, with by whom or what.</summary>
    public required IReadOnlyDictionary<string, string> Taken { get; init; }

    public required IReadOnlyList<Expectation> Expected { get; init; }

    /// <summary>What should be chosen, each <c>measure</c> or <c>measure/period</c>; null where the example does not ask.</summary>
    public IReadOnlyList<string>? Chosen { get; init; }

    /// <summary>Words that the reason of a displaced measure should hold, by measure.</summary>
    public required IReadOnlyDictionary<string, string> Displaced { get; init; }
}

/// <summary>What one measure should come to. Null members are not asked for.</summary>
/// <param name="Period">The period meant; null for every period of the measure.</param>
/// <param name="NotMet">Beginnings of the plain words of all conditions that are not met.</param>
/// <param name="Clauses">Clauses that must be cited.</param>
/// <param name="Count">How many periods and instalments there should be.</param>
public sealed record Expectation(
    string Measure,
    string? Period,
    Outcome Outcome,
    Money? Amount,
    Money? ToReturn,
    DateOnly? ReadyOn,
    IReadOnlyList<string>? NotMet,
    IReadOnlyList<string>? Unknown,
    IReadOnlyList<string> Clauses,
    bool? Declared,
    int? Count);

namespace Benefits.Eligibility;

/// <summary>Three-valued truth (满足、不满足、待核实).</summary>
public enum Truth
{
    [Label("不满足")]
    NotMet,
    [Label("待核实")]
    Unknown,
    [Label("满足")]
    Met,
}

/// <summary>How one measure stands for one person and one period.</summary>
public enum Outcome
{
    /// <summary>Every condition is met (可兑现).</summary>
    [Label("可兑现")]
    Granted,

    /// <summary>Time alone will meet what is missing (待到期); <see cref="Assessment.ReadyOn"/> says when.</summary>
    [Label("待到期")]
    Waits,

    /// <summary>A fact is missing (待核实): neither granted nor refused.</summary>
    [Label("待核实")]
    Unknown,

    /// <summary>A condition is not met (不符合).</summary>
    [Label("不符合")]
    Refused,
}

/// <summary>One measure decided for one person and one period: the award or the refusal, and why.</summary>
public sealed record Assessment
{
    public required string Measure { get; init; }

    public required string Title { get; init; }

    /// <summary>The document's number and article: 湘人社规〔2022〕22号 八.</summary>
    public required string Clause { get; init; }

    /// <summary><c>once</c>, a month <c>2022-07</c>, or a year's first month; with the instalment behind it where there are several: <c>2022-07-advance</c>.</summary>
    public required string Period { get; init; }

    public required Outcome Outcome { get; init; }

    /// <summary>What is granted, or would be; null where the amount rests on an unknown fact.</summary>
    public Money? Amount { get; init; }

    /// <summary>What the payee has to give back, where an advance was above the final sum (应退回); the outcome is then <see cref="Outcome.Refused"/>, and nothing is paid.</summary>
    public Money? ToReturn { get; init; }

    /// <summary>Code of the fund that pays, from the pack: <c>employment</c>, <c>unemployment</c>; empty where the measure is not money.</summary>
    public required string Fund { get; init; }

    /// <summary>The day whose law and facts decided, such as the day of hire.</summary>
    public DateOnly? DecidedOn { get; init; }

    /// <summary>What this award takes for the person, each <c>{group}-{period}</c>; two awards that share a key exclude each other, for good.</summary>
    public required IReadOnlyList<string> ClaimKeys { get; init; }

    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>The first day on which time alone makes it <see cref="Outcome.Granted"/>.</summary>
    public DateOnly? ReadyOn { get; init; }

    /// <summary>True where a condition was met by a fact that only the applicant declared: a person must look.</summary>
    public bool RestsOnDeclaration { get; init; }
}

/// <summary>One condition with what was found (核验结果).</summary>
public sealed record Finding
{
    /// <summary>The condition in plain words, from the pack.</summary>
    public required string Says { get; init; }

    public required string Clause { get; init; }

    public required Truth Truth { get; init; }

    /// <summary>Every fact the condition looked at.</summary>
    public required IReadOnlyList<FactSeen> Facts { get; init; }

    /// <summary>What would change the finding, as a Chinese sentence; null where it is met.</summary>
    public string? Remedy { get; init; }

    /// <summary>The first day on which time alone meets it.</summary>
    public DateOnly? ReadyOn { get; init; }
}

/// <param name="Value">As shown to people; null where the fact is missing.</param>
/// <param name="Source">The register that said it, or the one that should.</param>
public sealed record FactSeen(string Path, string Label, string? Value, string Source, DateOnly? AsOf, bool Declared);

namespace Benefits.Audit;

/// <summary>A kind of audit fact (审计事项), declared once, in the <c>…FactKinds</c> of the slice that records it.</summary>
/// <param name="Code">What happened, in the past tense: <c>line-paid</c>. Once in a chain, it is never used for anything else.</param>
/// <param name="Title">The same in Chinese.</param>
/// <param name="Subject">What the fact's subject is the number or name of, in Chinese.</param>
/// <param name="By">Who may record it; the journal refuses everybody else.</param>
public sealed record FactKind(string Code, string Title, string Subject, Recorders By)
{
    /// <summary>True also for <see cref="Actor.Nobody"/>: who did it is then unknown, which is a fault of its own.</summary>
    public bool MayBeRecordedBy(Actor actor) => actor == Actor.Nobody || (Enum.TryParse<Recorders>(actor.Role, ignoreCase: true, out var recorder) && By.HasFlag(recorder));

    public override string ToString() => Code;
}

/// <summary>Who records facts (记录主体), by the role of the <see cref="Actor"/>.</summary>
[Flags]
public enum Recorders
{
    None = 0,

    /// <summary>A step, a daily job or a command (系统).</summary>
    System = 1,

    /// <summary>企业经办</summary>
    Agent = 2,

    /// <summary>经办</summary>
    Caseworker = 4,

    /// <summary>复核</summary>
    Reviewer = 8,

    /// <summary>监督</summary>
    Supervisor = 16,

    /// <summary>审计</summary>
    Auditor = 32,

    /// <summary>运维</summary>
    Operator = 64,

    /// <summary>Somebody who has not signed in (公众).</summary>
    Public = 128,

    /// <summary>Who signs and decides (经办与复核).</summary>
    Deciders = Caseworker | Reviewer,

    Anyone = System | Agent | Deciders | Supervisor | Auditor | Operator | Public,
}

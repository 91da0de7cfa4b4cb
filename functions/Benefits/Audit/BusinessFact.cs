namespace Benefits.Audit;

/// <summary>Something that happened and is told to the audit chain (审计事实): ids, codes and amounts only, never a name or a number of a person.</summary>
/// <param name="Kind">What happened, in the past tense: <c>line-paid</c>.</param>
/// <param name="Subject">The id of what it happened to.</param>
/// <param name="Detail">What an auditor must know besides: amounts in fen, codes, references.</param>
public sealed record BusinessFact(string Kind, string Subject, string Detail)
{
    /// <summary>Who did it. The journal fills in <see cref="Actor.Current"/> where nobody was named.</summary>
    public Actor? By { get; init; }
}

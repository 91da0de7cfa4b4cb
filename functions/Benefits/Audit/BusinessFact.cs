namespace Benefits.Audit;

/// <summary>Something that happened and is told to the audit chain (审计事实): ids, codes and amounts only, never a name or a number of a person.</summary>
/// <param name="Subject">The id of what it happened to.</param>
/// <param name="Detail">What an auditor must know besides: amounts in fen, codes, references.</param>
public sealed record BusinessFact(FactKind Kind, string Subject, string Detail)
{
    /// <summary>Who did it. The journal fills in <see cref="Actor.Current"/> where nobody was named.</summary>
    public Actor? By { get; init; }

    /// <summary>The fact as its record keeps it.</summary>
    /// <exception cref="InvalidOperationException">This kind is not theirs to record.</exception>
    internal RecordedFact Recorded()
    {
        var by = By ?? Actor.Current;
        if (!Kind.MayBeRecordedBy(by)) throw new InvalidOperationException($"'{Kind}' is recorded by {Kind.By}, not by {by.Role} {by.Subject}.");
        return new RecordedFact(Kind.Code, Subject, Detail) { By = by };
    }
}

/// <summary>A fact in its record. Its kind is a code that may be declared no more; <see cref="FactCatalogue"/> has the words for it.</summary>
public sealed record RecordedFact(string Kind, string Subject, string Detail)
{
    public Actor? By { get; init; }
}

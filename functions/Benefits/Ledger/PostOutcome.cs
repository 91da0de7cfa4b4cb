using Benefits.Storage;

namespace Benefits.Ledger;

/// <summary>What became of one entry.</summary>
public enum EntryOutcome
{
    /// <summary>It was not there; where nothing stood against it, it is now.</summary>
    Created,

    /// <summary>The same entry was there before.</summary>
    Exists,

    /// <summary>Another entry stands under its id. It is not changed.</summary>
    ExistsDifferent,
}

/// <summary>What became of a posting.</summary>
public abstract record PostOutcome
{
    private PostOutcome()
    {
    }

    /// <summary>All entries are in the ledger, in the order given: created now, or there before.</summary>
    public sealed record Posted(IReadOnlyList<EntryOutcome> Entries) : PostOutcome;

    /// <summary>At least one entry exists with other content; nothing was written.</summary>
    public sealed record Refused(IReadOnlyList<EntryOutcome> Entries) : PostOutcome;

    /// <summary>A row of the caller was not as it expected; nothing was written.</summary>
    public sealed record LinesChanged(TableKey Key) : PostOutcome;
}

/// <summary>What became of a reversal.</summary>
public abstract record ReverseOutcome
{
    private ReverseOutcome()
    {
    }

    /// <summary>The reversal that is in the ledger for this reference, and whether it was made now.</summary>
    public sealed record Done(LedgerEntry Reversal, EntryOutcome Outcome) : ReverseOutcome;

    /// <summary>There is no such entry, or it is a reversal itself.</summary>
    public sealed record NotFound : ReverseOutcome;

    /// <summary>More than what is not reversed yet.</summary>
    public sealed record TooMuch(Money Left) : ReverseOutcome;

    /// <summary>A row of the caller was not as it expected; nothing was written.</summary>
    public sealed record LinesChanged(TableKey Key) : ReverseOutcome;
}

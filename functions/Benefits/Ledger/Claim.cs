using System.Text.Json.Serialization;

namespace Benefits.Ledger;

/// <summary>What a person can be granted once only: an exclusive group and the period it counts for, such as <c>one-off-graduate-ever</c> or <c>social-insurance-2022-07</c>.</summary>
public sealed record ClaimKey(string Text)
{
    [JsonIgnore]
    public string Row => Rows.Claim(Text);
}

/// <summary>The line that holds a claim, and whose it is.</summary>
public sealed record ClaimHolder(string LineId, string ApplicationId, CreditCode Firm);

/// <summary>A person's entitlement in use (资格占用): while the row is there, nobody else is paid for the same, in any firm, place or year.</summary>
public sealed record Claim
{
    public required ClaimKey Key { get; init; }

    public required ClaimHolder Holder { get; init; }

    public required Money Amount { get; init; }

    public required DateOnly TakenOn { get; init; }

    /// <summary>When the money was confirmed at the payee's; null while it is not.</summary>
    public DateOnly? PaidOn { get; init; }
}

/// <summary>What came of taking claims.</summary>
public abstract record TakeOutcome
{
    private TakeOutcome()
    {
    }

    /// <summary>All are the line's now.</summary>
    public sealed record Taken : TakeOutcome;

    /// <summary>All were the line's before.</summary>
    public sealed record AlreadyMine : TakeOutcome;

    /// <summary>At least one is another line's; none was taken.</summary>
    public sealed record HeldBy(Claim Claim) : TakeOutcome;
}

/// <summary>What came of giving claims up.</summary>
public abstract record ReleaseOutcome
{
    private ReleaseOutcome()
    {
    }

    public sealed record Released(int Claims) : ReleaseOutcome;

    /// <summary>The line holds none of them; so it is at a repeat.</summary>
    public sealed record NothingHeld : ReleaseOutcome;

    /// <summary>Money went out on this claim: it is released only against the entry that brings it back.</summary>
    public sealed record IsPaid(Claim Claim) : ReleaseOutcome;
}

using Benefits.Banking;

namespace Benefits.Demo;

/// <summary>An instruction as the rehearsal bank keeps it. What becomes of it was decided when it was taken; the clock alone reveals it.</summary>
internal sealed record BankInstruction
{
    public required string Id { get; init; }

    public required Money Amount { get; init; }

    public required string FundAccount { get; init; }

    public required string Purpose { get; init; }

    /// <summary>As it may be shown: bank code and last four characters.</summary>
    public required string Account { get; init; }

    /// <summary>Keyed hash of name, bank and number: enough to know the same account again.</summary>
    public required string AccountHash { get; init; }

    public required DateTimeOffset AcceptedAt { get; init; }

    public required DateTimeOffset SettlesAt { get; init; }

    /// <summary>Why it comes back; null where it is paid.</summary>
    public string? ReturnReason { get; init; }

    public PaymentState StateAt(DateTimeOffset now) => this switch
    {
        _ when now < SettlesAt => new PaymentState.Accepted(),
        { ReturnReason: { } reason } => new PaymentState.Returned(SettlesAt.BusinessDate, reason),
        _ => new PaymentState.Paid(SettlesAt.BusinessDate),
    };

    /// <summary>True where the two order the same payment.</summary>
    public bool IsSame(BankInstruction other) =>
        (Amount, FundAccount, Purpose, AccountHash) == (other.Amount, other.FundAccount, other.Purpose, other.AccountHash);
}

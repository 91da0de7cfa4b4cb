using Benefits.Funds;

namespace Benefits.Ledger;

/// <summary>One booking (记账分录): one debit, one credit, one amount. Written once under an id derived from its line, and never edited.</summary>
public sealed record LedgerEntry
{
    /// <summary><c>led-{lineId}</c>, or <c>led-{lineId}-r01</c> for its first reversal: also the row key.</summary>
    public required string Id { get; init; }

    public required string LineId { get; init; }

    /// <summary>The account that receives.</summary>
    public required string Debit { get; init; }

    /// <summary>The account that gives.</summary>
    public required string Credit { get; init; }

    public required Money Amount { get; init; }

    /// <summary>The business date, decided once by the caller: an entry that asked the clock itself would be another after midnight.</summary>
    public required DateOnly On { get; init; }

    /// <summary>Why: the measure's id, or another code.</summary>
    public required string Code { get; init; }

    /// <summary>The entry that this one reverses.</summary>
    public string? Reverses { get; init; }

    /// <summary>Why it is reversed; there exactly where <see cref="Reverses"/> is.</summary>
    public ReversalGround? Ground { get; init; }

    public static string IdOf(string lineId) => Rows.LedgerEntry(lineId);

    /// <summary>What is wrong with the entry as such, or null.</summary>
    internal string? Fault =>
        !Id.StartsWith(Rows.LedgerPrefix, StringComparison.Ordinal) ? $"The id of an entry begins with {Rows.LedgerPrefix}, not {Id}."
        : Amount <= Money.Zero ? $"{Id} books {Amount.Fen} fen; an entry books more than nothing."
        : Debit == Credit ? $"{Id} debits and credits {Debit}."
        : (Reverses is null) != (Ground is null) ? $"{Id}: a reversal names its entry and its ground."
        : null;
}

/// <summary>Why an entry is reversed (冲正依据).</summary>
/// <param name="Reference">The decision or message it rests on; one reference reverses an entry once.</param>
/// <param name="Says">The reason in words, nothing personal.</param>
public sealed record ReversalGround(ReversalKind Kind, string Reference, string Says);

public enum ReversalKind
{
    /// <summary>Recovery (追回): the money was rightly at the payee's as far as the bank goes, and comes back.</summary>
    [Label("追回")]
    Recovery,

    /// <summary>Sent back by the bank (退票) after it was booked.</summary>
    [Label("银行退票")]
    BankReturn,

    /// <summary>Booked wrongly (更正).</summary>
    [Label("更正")]
    Correction,
}

/// <summary>Names of accounts (会计科目).</summary>
public static class Accounts
{
    /// <summary>Handed to the bank and not confirmed yet (在途资金).</summary>
    public const string InTransit = "bank-in-transit";

    public static string Enterprise(CreditCode code) => $"enterprise:{code}";

    public static string Person(PersonKey person) => $"person:{person}";

    /// <summary>True for the account of someone who is paid, as against funds and money in transit.</summary>
    public static bool IsPayee(string account) => account != InTransit && !account.StartsWith(FundKey.AccountPrefix, StringComparison.Ordinal);
}

namespace Benefits.Reconciliation;

/// <summary>A payout line (发放明细) as its application knows it: one of the three sides of the reconciliation.</summary>
/// <param name="Partition">Where the line and its ledger entries lie: <c>ent-{creditCode}</c>.</param>
/// <param name="FundAccount">The ledger account of the fund: <c>fund:employment-4301-2022</c>.</param>
/// <param name="State">One of <see cref="Paid"/>, <see cref="Returned"/>, <see cref="Open"/>, or another word of the application's for a line whose money has not arrived.</param>
/// <param name="InstructionId">The latest instruction handed to the bank, or null.</param>
public sealed record LineState(string LineId, string Partition, string FundAccount, Money Amount, string State, string? InstructionId)
{
    public const string Paid = "paid";
    public const string Returned = "returned";
    public const string Open = "open";

    /// <summary>How many instructions of the line the bank must know: all that were handed over and are not just being so.</summary>
    public int Attempts { get; init; }

    /// <summary>True while the line is with the bank and its workflow will ask after it: what the bank has paid and nobody has booked yet is on its way, not different.</summary>
    public bool IsAwaited { get; init; }

    /// <summary>True where the application holds that the payee has the money.</summary>
    public bool IsPaid => State == Paid;
}

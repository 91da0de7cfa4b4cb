using Benefits.Audit;

namespace Benefits.Ledger;

/// <summary>What the audit chain is told of the ledger and of claims (审计事项：台账与资格占用).</summary>
internal static class LedgerFactKinds
{
    private const string Entry = "分录编号";
    private const string Claim = "资格占用";

    public static readonly FactKind EntryPosted = new("entry-posted", "记账", Entry, Recorders.System);
    public static readonly FactKind EntryReversed = new("entry-reversed", "冲正", Entry, Recorders.System);
    public static readonly FactKind ClaimTaken = new("claim-taken", "占用资格", Claim, Recorders.System);
    public static readonly FactKind ClaimPaid = new("claim-paid", "占用的资格已兑现", Claim, Recorders.System);
    public static readonly FactKind ClaimReleased = new("claim-released", "释放资格", Claim, Recorders.System | Recorders.Deciders);
}

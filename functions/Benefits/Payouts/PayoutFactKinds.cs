using Benefits.Audit;
using Benefits.Cases;
using Benefits.Funds;

namespace Benefits.Payouts;

/// <summary>What the audit chain is told of the way from decision to money (审计事项：兑现).</summary>
internal static class PayoutFactKinds
{
    private const string Line = FundFactKinds.Line;
    private const string Ask = FundFactKinds.Ask;

    public static readonly FactKind WorkerDecided = new("worker-decided", "逐人认定", "认定记录", Recorders.System);
    public static readonly FactKind MoneyAsked = new("money-asked", "提出资金预留", Ask, Recorders.System);
    public static readonly FactKind MoneyAskDone = new("money-ask-done", "资金预留完成", Ask, Recorders.System);
    public static readonly FactKind MoneyAskWithdrawn = new("money-ask-withdrawn", "撤回资金预留", Ask, Recorders.System);
    public static readonly FactKind LineReserved = new("line-reserved", "明细已预留资金", Line, Recorders.System);
    public static readonly FactKind PagesPlanned = new("pages-planned", "发放批次确定", CaseFactKinds.Case, Recorders.System);
    public static readonly FactKind LineSubmitted = new("line-submitted", "明细已提交银行", Line, Recorders.System);
    public static readonly FactKind LinePaid = new("line-paid", "明细已发放", Line, Recorders.System);
    public static readonly FactKind LineReturned = new("line-returned", "明细退票", Line, Recorders.System);
    public static readonly FactKind LineAccountCorrected = new("line-account-corrected", "明细改用更正账户", Line, Recorders.System);
}

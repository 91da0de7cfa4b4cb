using Benefits.Audit;

namespace Benefits.Funds;

/// <summary>What the audit chain is told of a fund (审计事项：资金).</summary>
internal static class FundFactKinds
{
    private const string Fund = "资金预算";
    internal const string Ask = "预留申请编号";
    internal const string Line = "发放明细编号";

    public static readonly FactKind BudgetSet = new("budget-set", "预算下达", Fund, Recorders.System | Recorders.Operator);
    public static readonly FactKind BudgetRaised = new("budget-raised", "追加预算", Fund, Recorders.System | Recorders.Operator);
    public static readonly FactKind QueueJoined = new("queue-joined", "排队等待资金", Ask, Recorders.System);
    public static readonly FactKind QueueLeft = new("queue-left", "退出资金排队", Ask, Recorders.System);
    public static readonly FactKind MoneyReserved = new("money-reserved", "资金已预留", Ask, Recorders.System);
    public static readonly FactKind LinesReserved = new("lines-reserved", "预留明细写入", Ask, Recorders.System);
    public static readonly FactKind MoneySpent = new("money-spent", "资金已支出", Line, Recorders.System);
    public static readonly FactKind MoneyReleased = new("money-released", "预留资金释放", Line, Recorders.System | Recorders.Deciders);
    public static readonly FactKind MoneyRecovered = new("money-recovered", "资金追回", Line, Recorders.System);
}

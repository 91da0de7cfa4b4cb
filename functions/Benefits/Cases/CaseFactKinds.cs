using Benefits.Audit;
using Benefits.Funds;

namespace Benefits.Cases;

/// <summary>What the audit chain is told of cases and their lines (审计事项：案件). Those of steps begin with <c>application.</c>, whatever numbers a step has.</summary>
internal static class CaseFactKinds
{
    internal const string Case = "申请编号";
    private const string Line = FundFactKinds.Line;

    public static readonly FactKind Received = new("application.received", "已受理", Case, Recorders.System | Recorders.Agent);
    public static readonly FactKind Decided = new("application.decided", "已审核认定", Case, Recorders.System);
    public static readonly FactKind ReviewOpened = new("application.review-opened", "等待签批", Case, Recorders.System);
    public static readonly FactKind Signed = new("application.signed", "已签批", Case, Recorders.Deciders);
    public static readonly FactKind Refused = new("application.refused", "不予兑现", Case, Recorders.System);
    public static readonly FactKind NoticePublished = new("application.notice-published", "进入公示", Case, Recorders.System);
    public static readonly FactKind NoticeClosed = new("application.notice-closed", "公示期满", Case, Recorders.System);
    public static readonly FactKind ObjectionsAwaited = new("application.objections-awaited", "等待异议处理", Case, Recorders.System);
    public static readonly FactKind FundsAwaited = new("application.funds-awaited", "等待拨款", Case, Recorders.System);
    public static readonly FactKind PaymentBegun = new("application.payment-begun", "开始发放", Case, Recorders.System);
    public static readonly FactKind AccountAsked = new("application.account-asked", "退票，通知更正账户", Case, Recorders.System);
    public static readonly FactKind AccountCorrected = new("application.account-corrected", "收款账户已更正", Case, Recorders.Agent);
    public static readonly FactKind AccountGivenUp = new("application.account-given-up", "退票后不再发放", Case, Recorders.System);
    public static readonly FactKind Lapsed = new("application.lapsed", "逾期终止", Case, Recorders.System);
    public static readonly FactKind BankSilent = new("application.bank-silent", "银行逾期未回复", Case, Recorders.System);
    public static readonly FactKind Settled = new("application.settled", "已办结", Case, Recorders.System);

    public static readonly FactKind LineDropped = new("line-dropped", "明细不予发放", Line, Recorders.System | Recorders.Deciders);
    public static readonly FactKind ActsForFirm = new("acts-for-firm", "代企业办理", "企业分区", Recorders.Agent);
}

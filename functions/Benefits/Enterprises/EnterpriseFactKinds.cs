using Benefits.Audit;

namespace Benefits.Enterprises;

/// <summary>What the audit chain is told of firms and their list (审计事项：企业与名单).</summary>
internal static class EnterpriseFactKinds
{
    private const string Firm = "企业分区";
    private const string List = "名单文件";

    public static readonly FactKind ListBegun = new("enterprise-list-begun", "开始导入名单", List, Recorders.System | Recorders.Operator);
    public static readonly FactKind ListSetAside = new("enterprise-list-set-aside", "名单有误，搁置", List, Recorders.System | Recorders.Operator);
    public static readonly FactKind ListApplied = new("enterprise-list-applied", "名单导入完成", List, Recorders.System | Recorders.Operator);
    public static readonly FactKind ListCovered = new("enterprise-list-covered", "名单覆盖期更新", List, Recorders.System | Recorders.Operator);
    public static readonly FactKind Added = new("enterprise-added", "新增企业", Firm, Recorders.System | Recorders.Operator);
    public static readonly FactKind Changed = new("enterprise-changed", "企业信息变更", Firm, Recorders.System | Recorders.Operator);
    public static readonly FactKind Told = new("enterprise-told", "通知企业", Firm, Recorders.System);
    public static readonly FactKind AccountSet = new("enterprise-account-set", "登记缴费账户", Firm, Recorders.System | Recorders.Operator);
    public static readonly FactKind TitleReviewPending = new("title-review-pending", "称号到期待复核", Firm, Recorders.System);
    public static readonly FactKind TitleExpired = new("title-expired", "称号失效", Firm, Recorders.System);
}

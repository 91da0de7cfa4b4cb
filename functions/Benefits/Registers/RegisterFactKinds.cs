using Benefits.Audit;

namespace Benefits.Registers;

/// <summary>What the audit chain is told of extracts (审计事项：登记数据).</summary>
internal static class RegisterFactKinds
{
    public static readonly FactKind LoadBegun = new("register-load-begun", "开始装载登记数据", "装载记录", Recorders.System | Recorders.Operator);
    public static readonly FactKind Loaded = new("register-loaded", "登记数据装载完成", "装载记录", Recorders.System | Recorders.Operator);
    public static readonly FactKind Covered = new("register-covered", "登记数据覆盖期更新", "登记", Recorders.System | Recorders.Operator);
}

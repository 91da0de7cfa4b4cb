using Benefits.Audit;

namespace Benefits.Reconciliation;

/// <summary>What the audit chain is told of the reconciliation (审计事项：对账).</summary>
internal static class ReconciliationFactKinds
{
    public static readonly FactKind Reconciled = new("reconciled", "对账完成", "对账日期", Recorders.System | Recorders.Auditor | Recorders.Operator);
}

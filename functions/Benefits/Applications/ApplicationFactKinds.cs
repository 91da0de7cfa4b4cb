using Benefits.Audit;
using Benefits.Cases;

namespace Benefits.Applications;

/// <summary>What the audit chain is told of intake and of measures that close (审计事项：受理), besides the step <see cref="StepKey.Received"/>.</summary>
internal static class ApplicationFactKinds
{
    public static readonly FactKind Begun = new("application.begun", "开始收件", CaseFactKinds.Case, Recorders.System | Recorders.Agent);
    public static readonly FactKind WorkersKept = new("application.workers-kept", "人员名单写入", CaseFactKinds.Case, Recorders.System | Recorders.Agent);
    public static readonly FactKind MeasureClosed = new("measure-closed", "政策到期停止受理", "政策代码", Recorders.System);
}

using Benefits.Audit;

namespace Benefits.Timers;

/// <summary>What the audit chain is told of daily jobs (审计事项：每日任务).</summary>
internal static class JobFactKinds
{
    private const string Job = "每日任务";

    public static readonly FactKind Enrolled = new("job-enrolled", "任务登记", Job, Recorders.System | Recorders.Operator);
    public static readonly FactKind Running = new("job-running", "任务开始", Job, Recorders.System | Recorders.Operator);
    public static readonly FactKind Done = new("job-done", "任务完成", Job, Recorders.System | Recorders.Operator);
    public static readonly FactKind Failed = new("job-failed", "任务失败", Job, Recorders.System | Recorders.Operator);
    public static readonly FactKind CaughtUp = new("job-caught-up", "任务补齐至当日", Job, Recorders.System | Recorders.Operator);
}

using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using System.Text;

namespace Benefits.Telemetry;

/// <summary>What the platform tells operators about itself (可观测性): spans and metrics under one name, for any OpenTelemetry exporter. Kinds, codes and counts only: no id, account or name of a person.</summary>
public static class Instruments
{
    /// <summary>Name of the activity source and of the meter.</summary>
    public const string Name = "Qicaitong";

    public static readonly ActivitySource Source = new(Name);

    private static readonly Meter Meter = new(Name);

    /// <summary>Lines paid and booked, by measure.</summary>
    public static readonly Counter<long> LinesPaid = Meter.CreateCounter<long>("qicaitong.payout.lines", "{line}", "Lines paid and booked");

    /// <summary>Their sum in fen, by measure.</summary>
    public static readonly Counter<long> AmountPaid = Meter.CreateCounter<long>("qicaitong.payout.amount", "fen", "Amount paid and booked");

    /// <summary>Refused assessments, by measure and the clause that was not met.</summary>
    public static readonly Counter<long> Refusals = Meter.CreateCounter<long>("qicaitong.refusals", "{assessment}", "Assessments refused, by clause");

    /// <summary>Age in days of the oldest case that waits for a person.</summary>
    public static readonly Gauge<double> QueueAge = Meter.CreateGauge<double>("qicaitong.queue.age", "d", "Age of the oldest case that waits for a person");

    /// <summary>Workflows that failed or stand still.</summary>
    public static readonly Gauge<long> StuckWorkflows = Meter.CreateGauge<long>("qicaitong.workflows.stuck", "{workflow}", "Workflows that failed");

    /// <summary>Differences that the last reconciliation found.</summary>
    public static readonly Gauge<long> Differences = Meter.CreateGauge<long>("qicaitong.reconciliation.differences", "{difference}", "Differences found by the last reconciliation");

    /// <summary>Age in days of the enterprise list last applied.</summary>
    public static readonly Gauge<double> ListAge = Meter.CreateGauge<double>("qicaitong.list.age", "d", "Age of the enterprise list");

    /// <summary>A span of a workflow's step. It belongs to the trace of the request that started the instance, or, after a restart, to one derived from the instance.</summary>
    public static Activity? StartStep(string instanceId, string step, ActivityContext? startedBy)
    {
        if (!Source.HasListeners()) return null;
        var activity = Source.StartActivity($"step {step}", ActivityKind.Internal, startedBy ?? TraceOf(instanceId));
        activity?.SetTag("qicaitong.step", step);
        return activity;
    }

    /// <summary>The trace of an instance that nobody in this process started: the same after every restart, and known to whoever knows the instance.</summary>
    public static ActivityContext TraceOf(string instanceId)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(instanceId));
        return new ActivityContext(ActivityTraceId.CreateFromBytes(hash.AsSpan(0, 16)), ActivitySpanId.CreateFromBytes(hash.AsSpan(16, 8)), ActivityTraceFlags.Recorded);
    }
}

using System.Globalization;
using Benefits.Storage;

namespace Benefits.Demo;

/// <summary>The clock of the demo mode: a straight line over the real one, anchored in the store, so that a restart goes on where the line has come to.</summary>
public sealed class DemoClock : DerivedClock
{
    private static readonly TableKey Key = new(Partitions.Clock, Rows.Anchor);

    private DemoClock(TimeProvider real, ClockAnchor anchor)
        : base(real) => Anchor = anchor;

    public double Speed => Anchor.Speed;

    /// <summary>The line, for those who must keep to it without the clock: a workflow that is replayed elsewhere.</summary>
    public ClockAnchor Anchor { get; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Opens the clock of a store, or sets its line where it has none.</summary>
    /// <param name="today">Beijing date on which to start, at 9 in the morning. Asking again for the date that the line was started with goes on; a later one than the clock shows jumps there.</param>
    /// <param name="speed">How many times as fast as the real clock; null keeps it, or is 1 for a new line.</param>
    /// <exception cref="InvalidOperationException">The date lies before what the clock has already shown.</exception>
    public static async Task<DemoClock> OpenAsync(ITable table, TimeProvider real, DateOnly? today, double? speed, CancellationToken cancel)
    {
        if (speed is <= 0 or > 1_000_000 or double.NaN) throw new ArgumentOutOfRangeException(nameof(speed), speed, "A clock runs forward, at most a million times as fast.");
        var row = await table.FindAsync(Key, cancel);
        var stored = row?.Read<ClockAnchor>();
        var anchor = Next(stored, real.GetUtcNow(), today, speed);
        if (anchor != stored)
        {
            TableBatch batch = new(Key.Partition);
            if (row is null) batch.Insert(Key.Row, anchor);
            else batch.Replace(Key.Row, anchor, row.ETag);
            if (await table.CommitAsync(batch, cancel) is Commit.Conflict) throw new InvalidOperationException("Another process has set the clock at the same time.");
        }
        return new DemoClock(real, anchor);
    }

    /// <summary>The clock of a store as it was set; null where none ever was. Writes nothing.</summary>
    public static async Task<DemoClock?> FindAsync(ITable table, TimeProvider real, CancellationToken cancel) =>
        await table.FindAsync(Key, cancel) is { } row ? new DemoClock(real, row.Read<ClockAnchor>()) : null;

    public override DateTimeOffset GetUtcNow() => Anchor.VirtualAt(Machine.GetUtcNow());

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new ScaledTimer(Machine.CreateTimer(callback, state, Real(dueTime), Real(period)), this);

    private static ClockAnchor Next(ClockAnchor? stored, DateTimeOffset now, DateOnly? today, double? speed)
    {
        var start = today?.StartsAt.AddHours(9);
        if (stored is null) return new ClockAnchor(now, start ?? now, speed ?? 1, today);
        var shown = stored.VirtualAt(now);
        if (start is not null && today != stored.Today)
        {
            if (start < shown) throw new InvalidOperationException($"该数据目录的时钟已走到{shown.BusinessDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}，不能倒回{today:yyyy-MM-dd}；请换一个数据目录（--data）。");
            return new ClockAnchor(now, start.Value, speed ?? stored.Speed, today);
        }
        // A new speed bends the line where it is; the same one leaves it alone.
        return speed is null || speed == stored.Speed ? stored : new ClockAnchor(now, shown, speed.Value, stored.Today);
    }

    /// <summary>Rounded up to the milliseconds that timers count, so that none rings before its time.</summary>
    private TimeSpan Real(TimeSpan span) => span <= TimeSpan.Zero ? span : TimeSpan.FromMilliseconds(Math.Min(Math.Ceiling(span.TotalMilliseconds / Speed), uint.MaxValue - 1d));

    private sealed class ScaledTimer(ITimer inner, DemoClock clock) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => inner.Change(clock.Real(dueTime), clock.Real(period));

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}

/// <summary>The line that a demo's clock follows.</summary>
/// <param name="Today">The date that was asked for when the line was drawn.</param>
public sealed record ClockAnchor(DateTimeOffset RealStart, DateTimeOffset VirtualStart, double Speed, DateOnly? Today)
{
    /// <summary>What the demo's clock shows at a real time.</summary>
    public DateTimeOffset VirtualAt(DateTimeOffset real) =>
        VirtualStart.AddTicks((long)((real - RealStart).Ticks * Speed)).ToUniversalTime();

    /// <summary>A real time at which the demo's clock shows <paramref name="shown"/> or a moment later, never earlier: who waits for it need not wait again.</summary>
    public DateTimeOffset RealAt(DateTimeOffset shown) =>
        RealStart.AddTicks((long)Math.Ceiling((shown - VirtualStart).Ticks / Speed)).AddMilliseconds(1).ToUniversalTime();
}

namespace Benefits.Demo;

/// <summary>A clock that stands still until it is moved: for tests, and for a rehearsal that goes through weeks in seconds.</summary>
public sealed class ManualClock(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<(ManualTimer Timer, long Setting), (DateTimeOffset Due, long Number)> _timers = new();
    private DateTimeOffset _now = start.ToUniversalTime();
    private long _numbers;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate) return _now;
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public void Advance(TimeSpan by) => AdvanceTo(GetUtcNow() + by);

    /// <summary>Moves on to the time, and fires every timer on the way when its own time has come, in order, on this thread. A time that has passed changes nothing.</summary>
    public void AdvanceTo(DateTimeOffset time)
    {
        while (NextUntil(time) is { } timer) timer.Fire();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ManualTimer timer = new(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private ManualTimer? NextUntil(DateTimeOffset time)
    {
        lock (_gate)
        {
            while (_timers.TryPeek(out var next, out var due) && due.Due <= time)
            {
                _timers.Dequeue();
                if (!next.Timer.IsSet(next.Setting)) continue;
                if (due.Due > _now) _now = due.Due;
                return next.Timer;
            }
            if (time > _now) _now = time.ToUniversalTime();
            return null;
        }
    }

    private sealed class ManualTimer(ManualClock clock, TimerCallback callback, object? state) : ITimer
    {
        private long _setting;
        private TimeSpan _period;

        public bool IsSet(long setting) => setting == _setting;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            long setting;
            lock (clock._gate)
            {
                setting = ++_setting;
                _period = period;
                if (dueTime == Timeout.InfiniteTimeSpan) return true;
                if (dueTime > TimeSpan.Zero)
                {
                    clock._timers.Enqueue((this, _setting), (clock._now + dueTime, ++clock._numbers));
                    return true;
                }
            }
            // Due now: at once, but not on the thread that sets it.
            ThreadPool.UnsafeQueueUserWorkItem(static due => due.timer.FireIfSet(due.setting), (timer: this, setting), preferLocal: false);
            return true;
        }

        public void Fire()
        {
            lock (clock._gate)
            {
                if (_period > TimeSpan.Zero) clock._timers.Enqueue((this, ++_setting), (clock._now + _period, ++clock._numbers));
            }
            callback(state);
        }

        private void FireIfSet(long setting)
        {
            bool isSet;
            lock (clock._gate) isSet = IsSet(setting);
            if (isSet) Fire();
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

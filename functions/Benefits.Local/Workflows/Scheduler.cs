namespace Benefits.Local.Workflows;

/// <summary>Something to be done at a time.</summary>
internal abstract class Alarm(DateTimeOffset due)
{
    public DateTimeOffset Due { get; } = due;

    public bool IsOff { get; private set; }

    /// <summary>Not needed any more.</summary>
    public virtual void TurnOff() => IsOff = true;

    /// <summary>Does it, in no time: it hands on to others.</summary>
    public abstract void Ring();
}

/// <summary>All alarms of the engine on one timer of the clock, rung in the order in which they are due.</summary>
internal sealed class Scheduler : IDisposable
{
    /// <summary>A real clock can be set; nobody should wait longer than this for that to be seen.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromHours(1);

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();
    private readonly PriorityQueue<Alarm, (DateTimeOffset Due, long Number)> _alarms = new();
    private readonly ITimer _timer;
    private long _numbers;
    private DateTimeOffset _set = DateTimeOffset.MaxValue;

    public Scheduler(TimeProvider clock)
    {
        _clock = clock;
        _timer = clock.CreateTimer(static self => ((Scheduler)self!).RingAll(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>When the next alarm is due; null where none is set.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            lock (_gate) return Next()?.Due;
        }
    }

    /// <summary>Sets an alarm; one whose time has come rings before this returns.</summary>
    public void Add(Alarm alarm)
    {
        if (alarm.Due > _clock.GetUtcNow())
        {
            lock (_gate)
            {
                _alarms.Enqueue(alarm, (alarm.Due, ++_numbers));
                if (alarm.Due < _set) SetTimer();
            }
            return;
        }
        alarm.Ring();
    }

    public void Dispose() => _timer.Dispose();

    private void RingAll()
    {
        List<Alarm> due = [];
        lock (_gate)
        {
            var now = _clock.GetUtcNow();
            while (Next() is { } alarm && alarm.Due <= now) due.Add(_alarms.Dequeue());
            SetTimer(early: due.Count == 0);
        }
        foreach (var alarm in due) alarm.Ring();
    }

    /// <summary>The first alarm that is still wanted.</summary>
    private Alarm? Next()
    {
        while (_alarms.TryPeek(out var alarm, out _))
        {
            if (!alarm.IsOff) return alarm;
            _alarms.Dequeue();
        }
        return null;
    }

    /// <param name="early">The timer has just rung before its time: real ones count whole milliseconds.</param>
    private void SetTimer(bool early = false)
    {
        if (Next() is not { } next)
        {
            _set = DateTimeOffset.MaxValue;
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return;
        }
        _set = next.Due;
        var wait = next.Due - _clock.GetUtcNow();
        if (wait > LookAgain) wait = LookAgain;
        if (early && wait < Tick) wait = Tick;
        if (wait < TimeSpan.Zero) wait = TimeSpan.Zero;
        _timer.Change(wait, Timeout.InfiniteTimeSpan);
    }
}

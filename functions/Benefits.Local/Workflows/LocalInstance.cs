using System.Diagnostics;
using Benefits.Workflows;

namespace Benefits.Local.Workflows;

/// <summary>One unfinished instance in memory. What comes for it is worked off in turns, never two at once.</summary>
/// <remarks>
/// A turn lets the code see what came, writes it, and only then runs what the code asked for: no step starts on an answer that a power cut could take back.
/// A signal is written before the code sees it, since its raiser must learn whether it was kept.
/// </remarks>
internal sealed class LocalInstance(LocalWorkflows engine, InstanceRow row, LocalContext? context) : IThreadPoolWorkItem
{
    private readonly Lock _gate = new();
    private readonly List<HistoryEntry> _unwritten = [];
    private List<InstanceEvent> _inbox = [];
    private bool _inTurn;
    private int _failedWrites;
    private bool _isOver;
    private volatile WorkflowStatus _status = row.Status;

    public string Id => row.Id;

    /// <summary>The trace of the call that started it; null after a restart.</summary>
    public ActivityContext? StartedBy { get; init; }

    public long Number { get; set; } = row.Number;

    /// <summary>True once a fault of the code stands in its way: it takes signals, and nothing else until it is looked at.</summary>
    public bool HasStopped { get; private set; }

    public WorkflowStatus Status => _status;

    public LocalContext? Context => context;

    public void Post(InstanceEvent came)
    {
        lock (_gate)
        {
            _inbox.Add(came);
            if (_inTurn) return;
            _inTurn = true;
            engine.Busy();
        }
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Lets the code see what is history already.</summary>
    public void Show(HistoryEntry entry)
    {
        Debug.Assert(context is not null);
        context.Apply(entry);
        _status = _status with { UpdatedAt = entry.At };
    }

    /// <summary>Where the code waits for nothing but one time or signal, sees to that at once: before anything else can come.</summary>
    public bool WaitsOnly(DateTimeOffset now)
    {
        Debug.Assert(context is not null);
        if (context is not { HasEnded: false, Waiting: [PendingTimer timer] } || timer.Due <= now) return false;
        engine.Carry(this, context.TakeAsked());
        return true;
    }

    void IThreadPoolWorkItem.Execute() => _ = TakeTurnsAsync();

    /// <summary>The last fault of a step that is being tried again.</summary>
    public void Note(string? fault) => _status = _status with { Fault = fault };

    /// <summary>The code cannot go on with its history.</summary>
    public void Stop(string fault)
    {
        HasStopped = true;
        _status = _status with { State = WorkflowState.Failed, Fault = fault };
        if (context is null) return;
        foreach (var timer in context.Waiting.OfType<PendingTimer>()) timer.Alarm?.TurnOff();
    }

    private async Task TakeTurnsAsync()
    {
        while (true)
        {
            List<InstanceEvent> came;
            lock (_gate)
            {
                came = _inbox;
                if (came.Count == 0)
                {
                    _inTurn = false;
                    break;
                }
                _inbox = [];
            }
            try
            {
                await TakeTurnAsync(came);
            }
            catch (HistoryMismatchException fault)
            {
                _unwritten.Clear();
                Stop(fault.Message);
                engine.Stopped(this, fault);
                Refuse(came, new WorkflowFaultException(fault.Message));
            }
            catch (Exception fault)
            {
                // A fault of the engine or of the history: the instance is taken up again at the next start.
                Stop($"{fault.GetType().Name}: {fault.Message}");
                engine.Stopped(this, fault);
                Refuse(came, fault);
            }
        }
        engine.Done();
    }

    private async Task TakeTurnAsync(List<InstanceEvent> came)
    {
        foreach (var each in came)
        {
            switch (each)
            {
                case InstanceEvent.Signal signal:
                    await TakeAsync(signal);
                    break;
                case InstanceEvent.Answer answer when IsOpen(answer.Call):
                    See(new HistoryEntry(answer.Kind, answer.Call.Position, answer.Call.Name, engine.Now, answer.Body));
                    break;
                case InstanceEvent.Due due when IsOpen(due.Timer):
                    See(new HistoryEntry(EntryKind.Due, due.Timer.Position, due.Timer.Name, engine.Now, []));
                    break;
                default:
                    // Too late: the wait had its signal, or the instance has ended.
                    break;
            }
        }
        if (HasStopped || _isOver || context is null) return;
        if ((context.HasEnded || _unwritten.Count > 0) && !await WriteAsync(context)) return;
        if (context.HasEnded) engine.Ended(this);
        else engine.Carry(this, context.TakeAsked());
    }

    private bool IsOpen(Pending call) => !HasStopped && context is { HasEnded: false } && context.Awaits(call);

    private void See(HistoryEntry entry)
    {
        Debug.Assert(context is not null);
        context.Apply(entry);
        _unwritten.Add(entry);
    }

    /// <summary>A signal is written, together with all that the code saw before it, and then shown to the code.</summary>
    private async Task TakeAsync(InstanceEvent.Signal signal)
    {
        if (_isOver || (!HasStopped && context is { HasEnded: true }))
        {
            signal.Taken.TrySetResult(false);
            return;
        }
        HistoryEntry entry = new(EntryKind.Signalled, HistoryEntry.NoPlace, signal.Name, engine.Now, signal.Payload);
        try
        {
            await engine.History.AppendAsync(Number, [.. _unwritten, entry], null);
        }
        catch (Exception fault)
        {
            // The raiser tries again; what the code saw before stays to be written.
            signal.Taken.TrySetException(fault);
            return;
        }
        _unwritten.Clear();
        signal.Taken.TrySetResult(true);
        if (!HasStopped) context?.Apply(entry);
        Touch(entry.At);
    }

    /// <summary>Writes what the code saw, and its end. False where the store takes nothing now: an alarm has it tried again.</summary>
    private async Task<bool> WriteAsync(LocalContext context)
    {
        var end = context.HasEnded ? End(context) : null;
        try
        {
            await engine.History.AppendAsync(Number, [.. _unwritten], end);
        }
        catch (Exception fault)
        {
            engine.TryAgainLater(this, ++_failedWrites, fault);
            return false;
        }
        _failedWrites = 0;
        if (_unwritten.Count > 0) Touch(_unwritten[^1].At);
        _unwritten.Clear();
        _isOver = end is not null;
        if (end is not null) _status = _status with { State = end.State, UpdatedAt = end.At, Fault = end.Fault };
        return true;
    }

    private static StateChange End(LocalContext context) => context.Failure is { } failure
        ? new StateChange(WorkflowState.Failed, context.UtcNow, LocalWorkflows.Say(failure))
        : new StateChange(WorkflowState.Completed, context.UtcNow, null);

    private void Touch(DateTimeOffset at) => _status = _status with { UpdatedAt = at, Fault = null };

    private static void Refuse(List<InstanceEvent> came, Exception fault)
    {
        foreach (var signal in came.OfType<InstanceEvent.Signal>()) signal.Taken.TrySetException(fault);
    }
}

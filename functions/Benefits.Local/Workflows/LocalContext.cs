using System.Text.Json;
using Benefits.Storage;
using Benefits.Workflows;

namespace Benefits.Local.Workflows;

/// <summary>Runs one instance's code, entry by entry. What it asks for is written down in <see cref="TakeAsked"/>; nothing is run here, so a replay and a first run are the same thing.</summary>
/// <remarks>
/// The code runs inside <see cref="Begin"/> and <see cref="Apply"/> only, until all of it waits: this is its synchronisation context, so that its continuations come back here in order.
/// Not safe for two threads at once; the instance sees to that.
/// </remarks>
internal sealed class LocalContext(Workflow workflow, string instanceId, DateTimeOffset startedAt) : SynchronizationContext, IWorkflowContext
{
    private readonly List<Pending> _pending = [];
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _posted = [];
    private Dictionary<string, Queue<HistoryEntry>>? _signals;
    private List<Pending> _asked = [];
    private Task? _procedure;
    private int _positions;
    private volatile int _thread;
    private volatile bool _strayed;

    public string InstanceId => instanceId;

    public DateTimeOffset UtcNow { get; private set; } = startedAt;

    public bool HasEnded => _procedure is { IsCompleted: true };

    public IReadOnlyList<Pending> Waiting => _pending;

    /// <summary>Why the procedure failed; null where it did not.</summary>
    public Exception? Failure => _procedure switch
    {
        { IsFaulted: true } failed => failed.Exception!.InnerException,
        { IsCanceled: true } => new OperationCanceledException("The workflow was cancelled, which nothing but its own code can do."),
        _ => null,
    };

    public void Begin(byte[] input)
    {
        object? read;
        try
        {
            read = JsonSerializer.Deserialize(input, workflow.Input, StoredJson.Options);
        }
        catch (JsonException fault)
        {
            throw new HistoryMismatchException($"The input of {InstanceId} cannot be read as {workflow.Input.Name}.", fault);
        }
        Enter(() => _procedure = Start(read));
    }

    /// <summary>Lets the code see what happened, and go on until all of it waits again.</summary>
    /// <exception cref="HistoryMismatchException">The code waits for something else.</exception>
    public void Apply(HistoryEntry entry)
    {
        if (HasEnded) throw Mismatch(entry, "has ended");
        UtcNow = entry.At > UtcNow ? entry.At : UtcNow;
        if (entry.Kind == EntryKind.Signalled && _pending.Find(call => call is PendingWait && call.Name == entry.Name) is not { } waiting)
        {
            _signals ??= [];
            if (!_signals.TryGetValue(entry.Name, out var kept)) _signals[entry.Name] = kept = [];
            kept.Enqueue(entry);
            return;
        }
        var answered = entry.Kind == EntryKind.Signalled ? _pending.Find(call => call is PendingWait && call.Name == entry.Name)! : Expected(entry);
        _pending.Remove(answered);
        Enter(() =>
        {
            try
            {
                answered.Answer(entry);
            }
            catch (Exception fault) when (fault is JsonException or NotSupportedException)
            {
                throw new HistoryMismatchException($"{InstanceId}: what was written for '{entry.Name}' at position {entry.Position} cannot be read: {fault.Message}", fault);
            }
        });
    }

    /// <summary>True while the call still waits for an answer.</summary>
    public bool Awaits(Pending call) => _pending.Contains(call);

    /// <summary>The calls made since the last time this was asked; some may be answered already.</summary>
    public List<Pending> TakeAsked()
    {
        var asked = _asked;
        _asked = [];
        return asked;
    }

    public Task<TOut> CallAsync<TIn, TOut>(Step<TIn, TOut> step, TIn input)
    {
        MustBeInside();
        // On Azure a step is a function of its own, so the ones that a workflow does not name do not exist.
        if (!workflow.Steps.Contains(step)) throw new WorkflowFaultException($"Workflow '{workflow.Name}' calls step '{step.Name}', which its list of steps lacks.");
        return Ask(new PendingCall<TIn, TOut>(_positions++, step, input)).Task;
    }

    public Task SleepUntilAsync(DateTimeOffset due)
    {
        MustBeInside();
        return Ask(new PendingSleep(_positions++, due)).Task;
    }

    public Task<T?> WaitForAsync<T>(Signal<T> signal, DateTimeOffset deadline)
        where T : class
    {
        MustBeInside();
        var position = _positions++;
        if (_signals is not null && _signals.TryGetValue(signal.Name, out var kept) && kept.TryDequeue(out var entry)) return Task.FromResult<T?>(PendingWait<T>.Payload(entry));
        return Ask(new PendingWait<T>(position, signal.Name, deadline)).Task;
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        // Something that is not of this context went on by itself. The code is not run: its next turn says so.
        if (_thread != Environment.CurrentManagedThreadId) _strayed = true;
        else _posted.Enqueue((d, state));
    }

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException("A workflow has no thread to send to.");

    /// <summary>A procedure that is no async method may throw before it has a task.</summary>
    private Task Start(object? input)
    {
        try
        {
            return workflow.RunAsync(this, input);
        }
        catch (Exception fault)
        {
            return Task.FromException(fault);
        }
    }

    private T Ask<T>(T call)
        where T : Pending
    {
        _pending.Add(call);
        _asked.Add(call);
        return call;
    }

    private void Enter(Action action)
    {
        var outside = Current;
        SetSynchronizationContext(this);
        _thread = Environment.CurrentManagedThreadId;
        try
        {
            action();
            while (_posted.TryDequeue(out var next)) next.Callback(next.State);
        }
        finally
        {
            _thread = 0;
            SetSynchronizationContext(outside);
        }
        if (_strayed || !HasEnded && _pending.Count == 0) throw new HistoryMismatchException($"{InstanceId}: workflow '{workflow.Name}' awaits something that its context did not give it. Such work belongs in a step.");
    }

    private void MustBeInside()
    {
        if (_thread != Environment.CurrentManagedThreadId) throw new InvalidOperationException($"{InstanceId}: workflow '{workflow.Name}' used its context from a thread of its own.");
    }

    private Pending Expected(HistoryEntry entry) => _pending.Find(call => call.Position == entry.Position) switch
    {
        null => throw Mismatch(entry, _positions > entry.Position ? "has that answer already" : "asks for nothing there"),
        var call when call.Name == entry.Name && call.Takes(entry.Kind) => call,
        var other => throw Mismatch(entry, other.Says),
    };

    private HistoryMismatchException Mismatch(HistoryEntry entry, string now)
    {
        var then = entry.Kind switch
        {
            EntryKind.Answered or EntryKind.Faulted => $"step '{entry.Name}'",
            EntryKind.Signalled => $"signal '{entry.Name}'",
            _ => entry.Name.Length == 0 ? "a sleep" : $"the deadline of signal '{entry.Name}'",
        };
        return new HistoryMismatchException($"{InstanceId}: its history has {then} at position {entry.Position}, but the code of workflow '{workflow.Name}' {now}. A changed order of steps needs a new workflow name.");
    }
}

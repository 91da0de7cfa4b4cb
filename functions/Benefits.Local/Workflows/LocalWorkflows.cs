using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Benefits.Storage;
using Benefits.Telemetry;
using Benefits.Workflows;
using Microsoft.Extensions.Logging.Abstractions;

namespace Benefits.Local.Workflows;

/// <summary>The embedded workflow engine: remembers what steps answered, and goes on from there after every restart.</summary>
/// <param name="stepsAtOnce">How many steps run side by side; the others wait in the order in which they were called.</param>
internal sealed partial class LocalWorkflows(
    WorkflowCatalog catalog,
    IServiceScopeFactory scopes,
    TimeProvider clock,
    IHistory history,
    ILogger<LocalWorkflows>? log = null,
    int stepsAtOnce = 256) : IWorkflowClient, IHostedService, IDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    private readonly ILogger _log = log ?? NullLogger<LocalWorkflows>.Instance;
    private readonly ConcurrentDictionary<string, Entry> _instances = [];
    private readonly Scheduler _scheduler = new(clock);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _idleGate = new();
    private readonly Lock _stepGate = new();
    private readonly Queue<(LocalInstance Instance, PendingCall Call, int Attempt)> _waitingSteps = [];
    private List<TaskCompletionSource> _idleWaiters = [];
    private int _busy;
    private int _runningSteps;
    private volatile bool _resumed;

    public IHistory History => history;

    /// <summary>When the next sleep, deadline or repeated try is due; null where time alone moves nothing.</summary>
    public DateTimeOffset? NextDue => _scheduler.NextDue;

    internal DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>Takes up every unfinished instance. Nothing can be started or raised before.</summary>
    public Task ResumeAsync(CancellationToken cancel)
    {
        if (_resumed) throw new InvalidOperationException("The engine was resumed already.");
        Dictionary<long, LocalInstance> found = [];
        var begun = Task.FromResult(true);
        history.ReadUnfinished(
            row =>
            {
                cancel.ThrowIfCancellationRequested();
                var instance = Load(row);
                found.Add(row.Number, instance);
                _instances[row.Id] = new Entry(instance, begun);
            },
            (number, entry) => Show(found[number], entry));
        // Most wait for a time to come and need no turn; a turn may run steps, and steps may start and raise.
        List<LocalInstance> ready = [.. found.Values.Where(instance => !instance.HasStopped && !instance.WaitsOnly(Now))];
        _resumed = true;
        ready.ForEach(instance => instance.Post(new InstanceEvent.GoOn()));
        LogResumed(found.Count, found.Values.Count(instance => instance.HasStopped));
        return Task.CompletedTask;
    }

    public async Task<StartOutcome> StartAsync<TIn>(Workflow<TIn> workflow, string instanceId, TIn input, CancellationToken cancel)
    {
        MustRun();
        cancel.ThrowIfCancellationRequested();
        if (catalog.Find(workflow.Name) is null) throw new ArgumentException($"Workflow '{workflow.Name}' is not in the catalog: it could not be resumed.", nameof(workflow));
        TaskCompletionSource<bool> started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var at = Now;
        InstanceRow row = new(0, instanceId, workflow.Name, at, at, WorkflowState.Running, null, JsonSerializer.SerializeToUtf8Bytes(input, StoredJson.Options));
        LocalInstance instance = new(this, row, new LocalContext(workflow, instanceId, at)) { StartedBy = Activity.Current?.Context };
        Entry mine = new(instance, started.Task);
        var entry = _instances.GetOrAdd(instanceId, mine);
        if (entry != mine)
        {
            // Also when the other start is still being written: the answer must hold after a power cut.
            await entry.Started;
            return StartOutcome.AlreadyThere;
        }
        try
        {
            if (await history.StartAsync(instanceId, workflow.Name, row.Input, at) is not { } number)
            {
                _instances.TryRemove(instanceId, out _);
                started.SetResult(false);
                return StartOutcome.AlreadyThere;
            }
            instance.Number = number;
        }
        catch (Exception fault)
        {
            _instances.TryRemove(instanceId, out _);
            started.SetException(fault);
            _ = started.Task.Exception;
            throw;
        }
        Begin(instance, row.Input);
        instance.Post(new InstanceEvent.GoOn());
        started.SetResult(true);
        return StartOutcome.Started;
    }

    public async Task<bool> RaiseAsync<T>(string instanceId, Signal<T> signal, T payload, CancellationToken cancel)
        where T : class
    {
        MustRun();
        cancel.ThrowIfCancellationRequested();
        if (!_instances.TryGetValue(instanceId, out var entry) || !await entry.Started) return false;
        TaskCompletionSource<bool> taken = new(TaskCreationOptions.RunContinuationsAsynchronously);
        entry.Instance.Post(new InstanceEvent.Signal(signal.Name, JsonSerializer.SerializeToUtf8Bytes(payload, StoredJson.Options), taken));
        return await taken.Task;
    }

    public Task<WorkflowStatus?> FindAsync(string instanceId, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var running = _instances.TryGetValue(instanceId, out var entry) && entry.Started is { IsCompletedSuccessfully: true, Result: true };
        return Task.FromResult(running ? entry!.Instance.Status : history.Find(instanceId)?.Status);
    }

    /// <summary>Every instance that has not ended, with the fault its step last had or that keeps it from going on.</summary>
    public IReadOnlyList<WorkflowStatus> ReadUnfinished() => [.. _instances.Values.Select(entry => entry.Instance.Status).OrderBy(status => status.StartedAt).ThenBy(status => status.InstanceId, StringComparer.Ordinal)];

    /// <summary>Every instance that has failed, in the order of their starts.</summary>
    public IReadOnlyList<WorkflowStatus> ReadFailed() => [.. history.ReadFailed().Select(row => row.Status)];

    /// <summary>What has happened to an instance, for reading and for replaying it against other code.</summary>
    public WorkflowHistory? ReadHistory(string instanceId) => history.Read(instanceId) is { } stored ? WorkflowHistory.Of(stored) : null;

    /// <summary>Has a failed or stopped instance go on, once what was wrong is mended. False where there is none, or where it would fail again at once.</summary>
    public async Task<bool> RetryAsync(string instanceId, CancellationToken cancel)
    {
        MustRun();
        cancel.ThrowIfCancellationRequested();
        var inMemory = _instances.TryGetValue(instanceId, out var entry);
        if (inMemory && !entry!.Instance.HasStopped || history.Read(instanceId) is not { Row.State: not WorkflowState.Completed } found) return false;
        var stored = found with { Row = found.Row with { State = WorkflowState.Running, Fault = null } };
        // First as it is: the code may have been mended. Then without the step's fault that ended it.
        var instance = Load(stored);
        var struck = HistoryEntry.NoPlace;
        if (instance.HasStopped || instance.Context!.HasEnded)
        {
            struck = stored.Entries.ToList().FindLastIndex(each => each.Kind == EntryKind.Faulted);
            if (struck < 0) return false;
            instance = Load(stored with { Entries = [.. stored.Entries, Retry(struck)] });
            if (instance.HasStopped || instance.Context!.HasEnded) return false;
        }
        Entry mine = new(instance, Task.FromResult(true));
        if (inMemory ? !_instances.TryUpdate(instanceId, mine, entry!) : !_instances.TryAdd(instanceId, mine)) return false;
        try
        {
            if (struck >= 0 || found.Row.State == WorkflowState.Failed) await history.AppendAsync(instance.Number, [Retry(struck)], new StateChange(WorkflowState.Running, Now, null));
        }
        catch
        {
            _instances.TryRemove(instanceId, out _);
            throw;
        }
        LogRetried(instanceId);
        instance.Post(new InstanceEvent.GoOn());
        return true;
    }

    /// <summary>Completes when nothing runs and nothing can run before a time or a signal comes.</summary>
    public Task IdleAsync(CancellationToken cancel)
    {
        lock (_idleGate)
        {
            if (Volatile.Read(ref _busy) == 0) return Task.CompletedTask;
            TaskCompletionSource waiter = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _idleWaiters.Add(waiter);
            return waiter.Task.WaitAsync(cancel);
        }
    }

    /// <summary>Starts no more steps, asks the running ones to end, and waits until their answers are written.</summary>
    public async Task StopAsync(CancellationToken cancel)
    {
        if (_stopping.IsCancellationRequested) return;
        _scheduler.Dispose();
        await _stopping.CancelAsync();
        lock (_stepGate)
        {
            for (; _waitingSteps.TryDequeue(out _);) Done();
        }
        await IdleAsync(cancel);
        LogStopped(_instances.Count);
    }

    Task IHostedService.StartAsync(CancellationToken cancellationToken) => ResumeAsync(cancellationToken);

    public void Dispose()
    {
        _scheduler.Dispose();
        _stopping.Dispose();
    }

    internal static string Say(Exception fault)
    {
        var said = fault is WorkflowFaultException ? fault.Message : $"{fault.GetType().Name}: {fault.Message}";
        return said.Length <= 500 ? said : said[..500];
    }

    internal void Busy() => Interlocked.Increment(ref _busy);

    internal void Done()
    {
        if (Interlocked.Decrement(ref _busy) > 0) return;
        List<TaskCompletionSource> waiters;
        lock (_idleGate)
        {
            if (Volatile.Read(ref _busy) > 0) return;
            waiters = _idleWaiters;
            _idleWaiters = [];
        }
        foreach (var waiter in waiters) waiter.SetResult();
    }

    /// <summary>Sees to what the code asked for.</summary>
    internal void Carry(LocalInstance instance, List<Pending> asked)
    {
        foreach (var call in asked)
        {
            if (!instance.Context!.Awaits(call)) continue;
            if (call is PendingCall step)
            {
                Run(instance, step, attempt: 1);
            }
            else if (call is PendingTimer timer && timer.Due < DateTimeOffset.MaxValue)
            {
                timer.Alarm = new InstanceAlarm(timer.Due, instance, new InstanceEvent.Due(timer));
                _scheduler.Add(timer.Alarm);
            }
        }
    }

    internal void Ended(LocalInstance instance)
    {
        foreach (var timer in instance.Context!.Waiting.OfType<PendingTimer>()) timer.Alarm?.TurnOff();
        _instances.TryRemove(instance.Id, out _);
        if (instance.Status is { State: WorkflowState.Failed } failed) LogFailed(instance.Id, failed.Workflow, failed.Fault ?? "");
    }

    internal void Stopped(LocalInstance instance, Exception fault) => LogHasStopped(instance.Id, instance.Status.Workflow, fault.Message);

    internal void TryAgainLater(LocalInstance instance, int failedWrites, Exception fault)
    {
        instance.Note(Say(fault));
        if (failedWrites == 1) LogNotWritten(instance.Id, Say(fault));
        if (!_stopping.IsCancellationRequested) _scheduler.Add(new InstanceAlarm(Now + Pause(failedWrites), instance, new InstanceEvent.GoOn()));
    }

    private void MustRun()
    {
        if (!_resumed) throw new InvalidOperationException("ResumeAsync comes first: the engine does not know its instances yet.");
        if (_stopping.IsCancellationRequested) throw new StorageUnavailableException("The workflow engine is shutting down.");
    }

    private HistoryEntry Retry(int struck) => new(EntryKind.Retried, struck, "", Now, []);

    private LocalInstance Load(StoredInstance stored)
    {
        var instance = Load(stored.Row);
        foreach (var entry in HistoryEntry.Counting(stored.Entries)) Show(instance, entry);
        return instance;
    }

    /// <summary>Begins an instance's code; its entries are to be shown to it next.</summary>
    private LocalInstance Load(InstanceRow row)
    {
        if (catalog.Find(row.Workflow) is not { } workflow)
        {
            LocalInstance unknown = new(this, row, null);
            HistoryMismatchException fault = new($"{row.Id}: workflow '{row.Workflow}' is unknown to this program. A workflow stays in the catalog until its last instance has ended.");
            unknown.Stop(fault.Message);
            Stopped(unknown, fault);
            return unknown;
        }
        LocalInstance instance = new(this, row, new LocalContext(workflow, row.Id, row.StartedAt));
        Begin(instance, row.Input);
        return instance;
    }

    /// <summary>Shows a stored entry to the code.</summary>
    private void Show(LocalInstance instance, HistoryEntry entry)
    {
        if (instance.HasStopped) return;
        try
        {
            instance.Show(entry);
        }
        catch (HistoryMismatchException fault)
        {
            instance.Stop(fault.Message);
            Stopped(instance, fault);
        }
    }

    private void Begin(LocalInstance instance, byte[] input)
    {
        try
        {
            instance.Context!.Begin(input);
        }
        catch (HistoryMismatchException fault)
        {
            instance.Stop(fault.Message);
            Stopped(instance, fault);
        }
    }

    private void Run(LocalInstance instance, PendingCall call, int attempt)
    {
        Busy();
        lock (_stepGate)
        {
            if (_stopping.IsCancellationRequested)
            {
                Done();
                return;
            }
            if (_runningSteps >= stepsAtOnce)
            {
                _waitingSteps.Enqueue((instance, call, attempt));
                return;
            }
            _runningSteps++;
        }
        ThreadPool.UnsafeQueueUserWorkItem(static step => _ = step.engine.RunAsync(step.instance, step.call, step.attempt), (engine: this, instance, call, attempt), preferLocal: false);
    }

    private async Task RunAsync(LocalInstance instance, PendingCall call, int attempt)
    {
        while (true)
        {
            await RunStepAsync(instance, call, attempt);
            Done();
            lock (_stepGate)
            {
                if (!_waitingSteps.TryDequeue(out var next))
                {
                    _runningSteps--;
                    return;
                }
                (instance, call, attempt) = next;
            }
        }
    }

    private async Task RunStepAsync(LocalInstance instance, PendingCall call, int attempt)
    {
        using var span = Instruments.StartStep(instance.Id, call.Name, instance.StartedBy);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var body = await call.RunAsync(scope.ServiceProvider, _stopping.Token);
            instance.Post(new InstanceEvent.Answer(call, EntryKind.Answered, body));
        }
        catch (WorkflowFaultException fault)
        {
            instance.Post(new InstanceEvent.Answer(call, EntryKind.Faulted, JsonSerializer.SerializeToUtf8Bytes(fault.Message, StoredJson.Options)));
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Not answered: it runs again after the restart.
        }
        catch (Exception fault)
        {
            span?.SetStatus(ActivityStatusCode.Error, fault.GetType().Name);
            instance.Note(Say(fault));
            LogStepFailed(instance.Id, call.Name, attempt, Say(fault));
            if (!_stopping.IsCancellationRequested) _scheduler.Add(new StepAlarm(Now + Pause(attempt), this, instance, call, attempt + 1));
        }
    }

    /// <summary>One second, then twice as long each time, up to five minutes.</summary>
    private static TimeSpan Pause(int attempt) => attempt > 8 ? LongestPause : TimeSpan.FromSeconds(1 << (attempt - 1));

    /// <param name="Started">True once the start is written, false where it came out that the id was there already.</param>
    private sealed record Entry(LocalInstance Instance, Task<bool> Started);

    private sealed class InstanceAlarm(DateTimeOffset due, LocalInstance instance, InstanceEvent brings) : Alarm(due)
    {
        private LocalInstance? _instance = instance;

        public override void Ring() => _instance?.Post(brings);

        public override void TurnOff()
        {
            base.TurnOff();
            // The alarm may lie in the queue for weeks; the instance need not.
            _instance = null;
        }
    }

    private sealed class StepAlarm(DateTimeOffset due, LocalWorkflows engine, LocalInstance instance, PendingCall call, int attempt) : Alarm(due)
    {
        public override void Ring() => engine.Run(instance, call, attempt);
    }

    [LoggerMessage(1200, LogLevel.Information, "Workflows resumed: {Unfinished} unfinished, {Stopped} of them stand still")]
    private partial void LogResumed(int unfinished, int stopped);

    [LoggerMessage(1201, LogLevel.Information, "Workflows stopped: {Unfinished} go on at the next start")]
    private partial void LogStopped(int unfinished);

    [LoggerMessage(1202, LogLevel.Warning, "{Instance}: step {Step} failed, try {Attempt}: {Reason}")]
    private partial void LogStepFailed(string instance, string step, int attempt, string reason);

    [LoggerMessage(1203, LogLevel.Error, "{Instance} ({Workflow}) has failed: {Reason}")]
    private partial void LogFailed(string instance, string workflow, string reason);

    [LoggerMessage(1204, LogLevel.Error, "{Instance} ({Workflow}) stands still: {Reason}")]
    private partial void LogHasStopped(string instance, string workflow, string reason);

    [LoggerMessage(1205, LogLevel.Warning, "{Instance}: what happened could not be written, tried again later: {Reason}")]
    private partial void LogNotWritten(string instance, string reason);

    [LoggerMessage(1206, LogLevel.Information, "{Instance} goes on after an operator's retry")]
    private partial void LogRetried(string instance);
}

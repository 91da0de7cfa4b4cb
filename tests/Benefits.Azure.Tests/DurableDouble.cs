using System.Text.Json;
using Benefits.Storage;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Benefits.Azure.Tests;

/// <summary>
/// Durable Functions in memory, for what the app sees of it: orchestrations replayed from their history at every event, activities by name, everything through JSON,
/// timers up to a second early, events kept until they are asked for, a finished id started again, an event to nobody dropped.
/// </summary>
/// <param name="clock">The real one.</param>
/// <param name="orchestrations">By name: the function.</param>
/// <param name="activities">By name: the function, from input to answer, both as JSON.</param>
internal sealed class DurableDouble(TimeProvider clock, Func<string, Func<TaskOrchestrationContext, Task>?> orchestrations, Func<DurableDouble, string, string, Task<string>> activities) : UnusedClient
{
    /// <summary>Timers fire this much before their time.</summary>
    public static readonly TimeSpan Early = TimeSpan.FromMilliseconds(900);

    private int _turns;
    private readonly Dictionary<string, Instance> _instances = [];

    /// <summary>When the next timer or retry fires, by the real clock; null where there is none.</summary>
    public DateTimeOffset? NextDue => Waits().Select(wait => (DateTimeOffset?)wait.At).Min();

    public int Started { get; private set; }

    /// <summary>How often an orchestration was woken and replayed.</summary>
    public int WakeUps { get; private set; }

    public override Task<OrchestrationMetadata?> GetInstanceAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        lock (_instances)
        {
            return Task.FromResult(_instances.TryGetValue(instanceId, out var found)
                ? new OrchestrationMetadata(found.Name, instanceId) { RuntimeStatus = found.Status, CreatedAt = found.StartedAt, LastUpdatedAt = clock.GetUtcNow() }
                : null);
        }
    }

    public override async Task<string> ScheduleNewOrchestrationInstanceAsync(TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default)
    {
        var id = options!.InstanceId!;
        lock (_instances)
        {
            if (_instances.TryGetValue(id, out var there) && options.DedupeStatuses?.Contains($"{there.Status}") == true) throw new DurableTask.Core.Exceptions.OrchestrationAlreadyExistsException("There is one.");
            _instances[id] = new Instance(id, orchestratorName.Name, JsonSerializer.Serialize(input, input!.GetType(), StoredJson.Options), clock.GetUtcNow());
            Started++;
        }
        await RunAsync();
        return id;
    }

    public override async Task RaiseEventAsync(string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        lock (_instances)
        {
            if (!_instances.TryGetValue(instanceId, out var instance) || instance.Status != OrchestrationRuntimeStatus.Running) return;
            instance.History.Add(new Happening.Raised(clock.GetUtcNow(), eventName, JsonSerializer.Serialize(eventPayload, eventPayload!.GetType(), StoredJson.Options)));
            instance.IsDirty = true;
        }
        await RunAsync();
    }

    public void SetStatus(string instanceId, OrchestrationRuntimeStatus status) => _instances[instanceId].Status = status;

    /// <summary>Runs all that is due, until every instance waits for time or for a signal.</summary>
    public async Task RunAsync()
    {
        // An activity that starts or signals another instance leaves the work to the turn that is under way.
        if (Interlocked.Exchange(ref _turns, 1) == 1) return;
        try
        {
            while (Next() is { } instance) await TurnAsync(instance);
        }
        finally
        {
            Volatile.Write(ref _turns, 0);
        }
    }

    private Instance? Next()
    {
        var now = clock.GetUtcNow();
        lock (_instances)
        {
            foreach (var instance in _instances.Values.Where(instance => instance.Status == OrchestrationRuntimeStatus.Running))
            {
                foreach (var timer in instance.Timers.Where(timer => timer.Value <= now).ToList())
                {
                    instance.Timers.Remove(timer.Key);
                    instance.History.Add(new Happening.Fired(now, timer.Key));
                    instance.IsDirty = true;
                }
                if (instance.IsDirty || instance.Calls.Any(call => call.Value.At <= now)) return instance;
            }
            return null;
        }
    }

    private async Task TurnAsync(Instance instance)
    {
        if (instance.IsDirty)
        {
            instance.IsDirty = false;
            Assert.True(++WakeUps < 1000, "An orchestration is woken again and again.");
            Happening[] history;
            lock (_instances) history = [.. instance.History];
            OrchestrationDouble.Replay(instance, history, orchestrations(instance.Name) ?? throw new InvalidOperationException($"There is no orchestrator function '{instance.Name}'."));
        }
        foreach (var (number, call) in instance.Calls.Where(call => call.Value.At <= clock.GetUtcNow()).ToList()) await CallAsync(instance, number, call);
    }

    private async Task CallAsync(Instance instance, int number, Call call)
    {
        Happening happening;
        try
        {
            happening = new Happening.Answered(clock.GetUtcNow(), number, await activities(this, call.Name, call.Input));
        }
        catch (Exception fault)
        {
            TaskFailureDetails details = new(fault.GetType().FullName!, fault.Message, fault.StackTrace, null, null);
            var policy = call.Options?.Retry?.Policy;
            if (policy is not null && policy.Handle(AsCore(number, call.Name, fault)) && call.Attempt < policy.MaxNumberOfAttempts)
            {
                var pause = TimeSpan.FromSeconds(Math.Min(policy.FirstRetryInterval.TotalSeconds * Math.Pow(policy.BackoffCoefficient, call.Attempt - 1), policy.MaxRetryInterval.TotalSeconds));
                instance.Calls[number] = call with { Attempt = call.Attempt + 1, At = clock.GetUtcNow() + pause };
                return;
            }
            happening = new Happening.Broke(clock.GetUtcNow(), number, details);
        }
        lock (_instances)
        {
            instance.Calls.Remove(number);
            instance.History.Add(happening);
            instance.IsDirty = true;
        }
    }

    /// <summary>The failure as the engine hands it to a retry policy.</summary>
    private static DurableTask.Core.Exceptions.TaskFailedException AsCore(int number, string name, Exception fault) =>
        new(number, number, name, null, fault.Message, null) { FailureDetails = new DurableTask.Core.FailureDetails(fault) };

    private IEnumerable<(DateTimeOffset At, Instance Instance)> Waits()
    {
        lock (_instances)
        {
            return [.. _instances.Values.Where(instance => instance.Status == OrchestrationRuntimeStatus.Running)
                .SelectMany(instance => instance.Timers.Values.Select(at => (at, instance)).Concat(instance.Calls.Values.Select(call => (call.At, instance))))];
        }
    }

    internal sealed record Call(string Name, string Input, TaskOptions? Options, int Attempt, DateTimeOffset At);

    internal sealed class Instance(string id, string name, string input, DateTimeOffset startedAt)
    {
        public string Id => id;

        public string Name => name;

        public string Input => input;

        public DateTimeOffset StartedAt => startedAt;

        public OrchestrationRuntimeStatus Status { get; set; } = OrchestrationRuntimeStatus.Running;

        public bool IsDirty { get; set; } = true;

        public List<Happening> History { get; } = [];

        public Dictionary<int, DateTimeOffset> Timers { get; } = [];

        public Dictionary<int, Call> Calls { get; } = [];
    }

    internal abstract record Happening(DateTimeOffset At)
    {
        public sealed record Answered(DateTimeOffset At, int Number, string Json) : Happening(At);

        public sealed record Broke(DateTimeOffset At, int Number, TaskFailureDetails Details) : Happening(At);

        public sealed record Fired(DateTimeOffset At, int Number) : Happening(At);

        public sealed record Raised(DateTimeOffset At, string Name, string Json) : Happening(At);
    }

    /// <summary>One replay of an orchestration from its beginning.</summary>
    private sealed class OrchestrationDouble : TaskOrchestrationContext
    {
        private readonly Instance _instance;
        private readonly int _thread = Environment.CurrentManagedThreadId;
        private readonly HashSet<int> _known;
        private readonly Dictionary<int, (Action<string> Answer, Action<TaskFailureDetails> Break)> _calls = [];
        private readonly Dictionary<int, TaskCompletionSource> _timers = [];
        private readonly Dictionary<string, Queue<Action<string>>> _waiters = [];
        private readonly Dictionary<string, Queue<string>> _unheard = [];
        private DateTimeOffset _now;
        private int _numbers;

        private OrchestrationDouble(Instance instance, Happening[] history)
        {
            _instance = instance;
            _now = instance.StartedAt;
            _known = [.. history.OfType<Happening.Answered>().Select(happening => happening.Number), .. history.OfType<Happening.Broke>().Select(happening => happening.Number), .. history.OfType<Happening.Fired>().Select(happening => happening.Number)];
        }

        public override string InstanceId => _instance.Id;

        public override DateTime CurrentUtcDateTime
        {
            get
            {
                // The real context refuses any other thread: an await that left it would never come back.
                Assert.Equal(_thread, Environment.CurrentManagedThreadId);
                return _now.UtcDateTime;
            }
        }

        public static void Replay(Instance instance, Happening[] history, Func<TaskOrchestrationContext, Task> orchestration)
        {
            var before = SynchronizationContext.Current;
            // Continuations run where their event is delivered, as the real dispatcher does it.
            SynchronizationContext.SetSynchronizationContext(null);
            try
            {
                OrchestrationDouble context = new(instance, history);
                var run = orchestration(context);
                foreach (var happening in history) context.Deliver(happening);
                if (!run.IsCompleted) return;
                instance.Status = run.IsCompletedSuccessfully ? OrchestrationRuntimeStatus.Completed : OrchestrationRuntimeStatus.Failed;
                Assert.Empty(instance.Timers);
                Assert.Empty(instance.Calls);
            }
            finally
            {
                SynchronizationContext.SetSynchronizationContext(before);
            }
        }

        public override T? GetInput<T>()
            where T : default => JsonSerializer.Deserialize<T>(_instance.Input, StoredJson.Options);

        public override Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
        {
            var number = ++_numbers;
            TaskCompletionSource<TResult> answer = new();
            _calls[number] = (json => answer.SetResult(JsonSerializer.Deserialize<TResult>(json, StoredJson.Options)!), details => answer.SetException(new TaskFailedException(name.Name, number, details)));
            if (!_known.Contains(number)) _instance.Calls.TryAdd(number, new Call(name.Name, JsonSerializer.Serialize(input, input!.GetType(), StoredJson.Options), options, 1, DateTimeOffset.MinValue));
            return answer.Task;
        }

        public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
        {
            Assert.Equal(DateTimeKind.Utc, fireAt.Kind);
            var number = ++_numbers;
            TaskCompletionSource fired = new();
            _timers[number] = fired;
            DateTimeOffset due = new(fireAt);
            if (!_known.Contains(number)) _instance.Timers.TryAdd(number, due - Early);
            cancellationToken.Register(() =>
            {
                Assert.Equal(_thread, Environment.CurrentManagedThreadId);
                _instance.Timers.Remove(number);
                fired.TrySetCanceled(cancellationToken);
            });
            return fired.Task;
        }

        public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
        {
            if (_unheard.TryGetValue(eventName, out var unheard) && unheard.TryDequeue(out var json)) return Task.FromResult(JsonSerializer.Deserialize<T>(json, StoredJson.Options)!);
            TaskCompletionSource<T> came = new();
            if (!_waiters.TryGetValue(eventName, out var waiters)) _waiters[eventName] = waiters = new();
            // A waiter that was given up stays in the queue and swallows the next event, as in the published versions.
            waiters.Enqueue(payload => came.TrySetResult(JsonSerializer.Deserialize<T>(payload, StoredJson.Options)!));
            cancellationToken.Register(() => came.TrySetCanceled(cancellationToken));
            return came.Task;
        }

        public override TaskName Name => _instance.Name;

        public override ParentOrchestrationInstance? Parent => null;

        public override bool IsReplaying => throw new NotSupportedException();

        protected override ILoggerFactory LoggerFactory => throw new NotSupportedException();

        public override Guid NewGuid() => throw new NotSupportedException();

        public override void SendEvent(string instanceId, string eventName, object payload) => throw new NotSupportedException();

        public override void SetCustomStatus(object? customStatus) => throw new NotSupportedException();

        public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true) => throw new NotSupportedException();

        public override Task<TResult> CallSubOrchestratorAsync<TResult>(TaskName orchestratorName, object? input = null, TaskOptions? options = null) => throw new NotSupportedException();

        private void Deliver(Happening happening)
        {
            _now = happening.At;
            switch (happening)
            {
                case Happening.Answered answered:
                    _calls[answered.Number].Answer(answered.Json);
                    break;
                case Happening.Broke broke:
                    _calls[broke.Number].Break(broke.Details);
                    break;
                case Happening.Fired fired:
                    _timers[fired.Number].TrySetResult();
                    break;
                case Happening.Raised raised when _waiters.TryGetValue(raised.Name, out var waiters) && waiters.TryDequeue(out var waiter):
                    waiter(raised.Json);
                    break;
                case Happening.Raised raised:
                    if (!_unheard.TryGetValue(raised.Name, out var unheard)) _unheard[raised.Name] = unheard = new();
                    unheard.Enqueue(raised.Json);
                    break;
                default:
                    throw new InvalidOperationException($"{happening.GetType().Name} is nothing that happens.");
            }
        }
    }
}

using Benefits.Demo;
using Benefits.Workflows;
using Microsoft.DurableTask;

namespace Benefits.Azure;

/// <summary>The five members a workflow may touch, on Durable Functions.</summary>
/// <remarks>
/// Nothing here looks at a clock, a setting or a service: an orchestration is replayed from its history, perhaps on another machine, and must take the same way.
/// Awaits stay on the orchestrator's own thread.
/// </remarks>
/// <param name="clock">The line of the demo's clock, from the instance's input; null where the real one counts.</param>
internal sealed class DurableWorkflowContext(TaskOrchestrationContext durable, ClockAnchor? clock) : IWorkflowContext
{
    /// <summary>A step that throws is tried again without end, later and later: what cannot be mended says so with <see cref="WorkflowFaultException"/>.</summary>
    private static readonly TaskOptions Retries = TaskOptions.FromRetryPolicy(new RetryPolicy(
        maxNumberOfAttempts: int.MaxValue,
        firstRetryInterval: TimeSpan.FromSeconds(1),
        backoffCoefficient: 2,
        maxRetryInterval: TimeSpan.FromMinutes(5))
    {
        HandleFailure = failure => !IsFinal(failure),
    });

    /// <summary>Waits that were given up at their deadline and not answered yet. The next wait for the same signal takes over: a second one beside it could lose a signal to the one that nobody awaits.</summary>
    private readonly Dictionary<string, Task> _waiting = [];

    public string InstanceId => durable.InstanceId;

    public DateTimeOffset UtcNow
    {
        get
        {
            DateTimeOffset real = new(DateTime.SpecifyKind(durable.CurrentUtcDateTime, DateTimeKind.Utc));
            return clock?.VirtualAt(real) ?? real;
        }
    }

    public async Task<TOut> CallAsync<TIn, TOut>(Step<TIn, TOut> step, TIn input)
    {
        try
        {
            return await durable.CallActivityAsync<TOut>(step.Name, input, Retries);
        }
        catch (TaskFailedException fault) when (IsFinal(fault.FailureDetails))
        {
            throw new WorkflowFaultException(fault.FailureDetails.ErrorMessage, fault);
        }
    }

    public async Task SleepUntilAsync(DateTimeOffset due)
    {
        while (UtcNow < due) await durable.CreateTimer(RealTime(due), CancellationToken.None);
    }

    public async Task<T?> WaitForAsync<T>(Signal<T> signal, DateTimeOffset deadline)
        where T : class
    {
        var came = _waiting.Remove(signal.Name, out var left) ? (Task<T>)left : durable.WaitForExternalEvent<T>(signal.Name, CancellationToken.None);
        while (!came.IsCompleted && UtcNow < deadline)
        {
            using CancellationTokenSource off = new();
            var timer = durable.CreateTimer(RealTime(deadline), off.Token);
            if (await Task.WhenAny(came, timer) == timer) continue;
            // A timer that still runs would hold the instance open until it fires. Cancelled here and now: CancelAsync would go on another thread.
            off.Cancel();
        }
        if (came.IsCompleted) return await came;
        _waiting[signal.Name] = came;
        return null;
    }

    /// <summary>When to have a timer fire: a whole second later than asked, since Durable's queues count in whole seconds and its timers may fire up to one early. Set again for what is left of a second, such a timer would fire at once, over and over.</summary>
    private DateTime RealTime(DateTimeOffset due) => (clock?.RealAt(due) ?? due).AddSeconds(1).UtcDateTime;

    /// <summary>The extension hands the kind over as text, and keeps it in the message where it could not tell the two apart.</summary>
    private static bool IsFinal(TaskFailureDetails failure) =>
        failure.ErrorType == typeof(WorkflowFaultException).FullName || failure.ErrorMessage.StartsWith(typeof(WorkflowFaultException).FullName!, StringComparison.Ordinal);
}

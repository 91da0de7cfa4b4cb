namespace Benefits.Workflows;

/// <summary>All that a workflow (业务流程) may touch. Its code runs again from the start after every restart, and must take the same way.</summary>
/// <remarks>
/// No clock, Guid, random number, configuration, pack or storage inside a workflow: all of these are results of steps.
/// Calls are numbered in the order in which they are made, so several steps may be called before they are awaited, but nothing else may run side by side.
/// Inputs, answers and signals are kept as readable history: references and small results only, nothing personal.
/// </remarks>
public interface IWorkflowContext
{
    string InstanceId { get; }

    /// <summary>The time of the last thing that happened to the instance; the same on every replay.</summary>
    DateTimeOffset UtcNow { get; }

    /// <summary>Runs the step, at least once; once its answer is written it is not run again. A step that throws is tried again, later and later.</summary>
    Task<TOut> CallAsync<TIn, TOut>(Step<TIn, TOut> step, TIn input);

    Task SleepUntilAsync(DateTimeOffset due);

    /// <summary>The next signal of that name that was not taken yet, in the order in which they came; null where the deadline came first.</summary>
    Task<T?> WaitForAsync<T>(Signal<T> signal, DateTimeOffset deadline)
        where T : class;
}

/// <summary>Something outside that a workflow waits for, named in the past tense.</summary>
public sealed record Signal<T>(string Name)
    where T : class;

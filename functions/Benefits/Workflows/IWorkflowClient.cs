namespace Benefits.Workflows;

/// <summary>Starts workflows and speaks to the running ones.</summary>
public interface IWorkflowClient
{
    /// <summary>Starts the instance once: an id that was ever started, running or finished, is not started again. When it answers, the start survives a power cut.</summary>
    Task<StartOutcome> StartAsync<TIn>(Workflow<TIn> workflow, string instanceId, TIn input, CancellationToken cancel);

    /// <summary>Raises a signal; it is kept until the workflow asks for it. A signal to an instance that is not running is dropped and answers false.</summary>
    Task<bool> RaiseAsync<T>(string instanceId, Signal<T> signal, T payload, CancellationToken cancel)
        where T : class;

    /// <summary>How the instance stands, or null where it was never started. Holds nothing personal.</summary>
    Task<WorkflowStatus?> FindAsync(string instanceId, CancellationToken cancel);
}

public enum StartOutcome
{
    Started,
    AlreadyThere,
}

public enum WorkflowState
{
    Running,
    Completed,
    Failed,
}

/// <param name="Fault">Why it failed, or what its current step last failed with while it is being tried again; null too on a host that keeps no such word.</param>
public sealed record WorkflowStatus(string InstanceId, string Workflow, WorkflowState State, DateTimeOffset StartedAt, DateTimeOffset UpdatedAt, string? Fault);

using Benefits.Demo;
using Benefits.Storage;
using Benefits.Workflows;
using DurableTask.Core.Exceptions;
using Grpc.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Benefits.Azure;

/// <summary>What an instance is started with: its workflow's input, and in demo mode the line of the demo's clock, decided here once so that every replay keeps to it.</summary>
public sealed record WorkflowStart<TIn>(TIn Input, ClockAnchor? Clock);

/// <summary>Starts and signals workflows on Durable Functions.</summary>
/// <param name="clock">The demo's clock; null where the real one counts.</param>
internal sealed class DurableWorkflowClient(DurableCalls calls, ClockAnchor? clock) : IWorkflowClient
{
    public async Task<StartOutcome> StartAsync<TIn>(Workflow<TIn> workflow, string instanceId, TIn input, CancellationToken cancel)
    {
        var durable = calls.Client;
        try
        {
            // Spares a repeat the input's way to the host. It is no guard: who starts at the same moment is told by Durable itself, below.
            if (await durable.GetInstanceAsync(instanceId, getInputsAndOutputs: false, cancel) is not null) return StartOutcome.AlreadyThere;
            await durable.ScheduleNewOrchestrationInstanceAsync(workflow.Name, new WorkflowStart<TIn>(input, clock), Once(instanceId), cancel);
            return StartOutcome.Started;
        }
        catch (Exception fault) when (SaysAlreadyThere(fault))
        {
            return StartOutcome.AlreadyThere;
        }
        catch (RpcException fault) when (IsPassing(fault))
        {
            throw Unavailable(fault);
        }
    }

    public async Task<bool> RaiseAsync<T>(string instanceId, Signal<T> signal, T payload, CancellationToken cancel)
        where T : class
    {
        var durable = calls.Client;
        try
        {
            // Durable takes an event for any id and drops it in silence where nothing runs.
            if (await durable.GetInstanceAsync(instanceId, getInputsAndOutputs: false, cancel) is not { } found || StateOf(found) != WorkflowState.Running) return false;
            await durable.RaiseEventAsync(instanceId, signal.Name, payload, cancel);
            return true;
        }
        catch (RpcException fault) when (fault.StatusCode is StatusCode.NotFound or StatusCode.FailedPrecondition)
        {
            return false;
        }
        catch (RpcException fault) when (IsPassing(fault))
        {
            throw Unavailable(fault);
        }
    }

    public async Task<WorkflowStatus?> FindAsync(string instanceId, CancellationToken cancel)
    {
        try
        {
            if (await calls.Client.GetInstanceAsync(instanceId, getInputsAndOutputs: false, cancel) is not { } found) return null;
            // Azure Storage keeps of a failure its message alone, which may hold what must not be shown: why it failed stands in the host's log.
            return new WorkflowStatus(found.InstanceId, found.Name, StateOf(found), Shown(found.CreatedAt), Shown(found.LastUpdatedAt), Fault: null);
        }
        catch (RpcException fault) when (IsPassing(fault))
        {
            throw Unavailable(fault);
        }
    }

    /// <summary>The instance's id, taken once and for ever: Durable terminates or restarts an instance in any state that is not named here.</summary>
    private static StartOrchestrationOptions Once(string instanceId) =>
        new StartOrchestrationOptions(instanceId).WithDedupeStatuses([.. StartOrchestrationOptionsExtensions.ValidDedupeStatuses]);

    /// <summary>The client throws its own exception for the host's gRPC status; either may come wrapped by whoever carried it.</summary>
    private static bool SaysAlreadyThere(Exception fault) => fault switch
    {
        OrchestrationAlreadyExistsException => true,
        RpcException { StatusCode: StatusCode.AlreadyExists } => true,
        AggregateException many => many.InnerExceptions.Any(SaysAlreadyThere),
        _ => fault.InnerException is { } inner && SaysAlreadyThere(inner),
    };

    /// <summary>A terminated instance did not do its work: it counts as failed. A suspended one goes on when an operator lets it.</summary>
    private static WorkflowState StateOf(OrchestrationMetadata found) => found.RuntimeStatus switch
    {
        OrchestrationRuntimeStatus.Completed => WorkflowState.Completed,
        OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated => WorkflowState.Failed,
        _ => WorkflowState.Running,
    };

    private DateTimeOffset Shown(DateTimeOffset real) => clock?.VirtualAt(real) ?? real;

    private static bool IsPassing(RpcException fault) => fault.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.ResourceExhausted or StatusCode.Aborted;

    private static StorageUnavailableException Unavailable(RpcException fault) => new($"Durable Functions does not answer: {fault.StatusCode}.", fault);
}

using Benefits.Workflows;
using Microsoft.DurableTask;

namespace Benefits.Azure.Tests;

/// <summary>A workflow's function as the worker runs it, which wants to know its input's type.</summary>
internal sealed class Orchestrator(Workflow workflow, Func<TaskOrchestrationContext, Task> function) : ITaskOrchestrator
{
    public Type InputType => typeof(WorkflowStart<>).MakeGenericType(workflow.Input);

    public Type OutputType => typeof(object);

    public async Task<object?> RunAsync(TaskOrchestrationContext context, object? input)
    {
        await function(context);
        return null;
    }
}

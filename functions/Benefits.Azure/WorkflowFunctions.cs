using Benefits.Workflows;
using Microsoft.DurableTask;

namespace Benefits.Azure;

/// <summary>The workflows (业务流程), one orchestrator function for each, under the workflow's own name, which carries its version: an old one stays until its last instance has ended.</summary>
internal static partial class WorkflowFunctions
{
    private static readonly WorkflowCatalog Catalog = new(Platform.Workflows);

    private static Task RunAsync<TIn>(string name, TaskOrchestrationContext durable) => RunAsync((Workflow<TIn>)Catalog.Find(name)!, durable);

    internal static Task RunAsync<TIn>(Workflow<TIn> workflow, TaskOrchestrationContext durable)
    {
        var start = durable.GetInput<WorkflowStart<TIn>>() ?? throw new InvalidOperationException($"{durable.InstanceId} was started without an input.");
        return workflow.RunAsync(new DurableWorkflowContext(durable, start.Clock), start.Input);
    }
}

using System.Collections.Frozen;
using System.Diagnostics;
using Benefits.Telemetry;
using Benefits.Workflows;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Benefits.Azure;

/// <summary>The workflows' steps (办理步骤), one activity function for each, under the step's own name.</summary>
internal sealed partial class StepFunctions(DurableCalls calls)
{
    private static readonly FrozenDictionary<string, Step> ByName = Platform.Workflows.SelectMany(workflow => workflow.Steps).DistinctBy(step => step.Name).ToFrozenDictionary(step => step.Name);

    private async Task<TOut> RunAsync<TIn, TOut>(string name, TIn input, DurableTaskClient durable, FunctionContext call)
    {
        calls.Enter(durable);
        var step = (Step<TIn, TOut>)ByName[name];
        using var span = Instruments.StartStep(call.InvocationId, name, Activity.Current?.Context);
        return await step.RunAsync(call.InstanceServices, input, call.CancellationToken);
    }
}

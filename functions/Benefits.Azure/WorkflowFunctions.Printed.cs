using Benefits.Cases;
using Benefits.Jobs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Benefits.Azure;

// Printed from the platform's catalogues by the tests of this app, which fail where the two differ.
internal static partial class WorkflowFunctions
{
    [Function("payout-1")]
    public static Task Payout1([OrchestrationTrigger] TaskOrchestrationContext durable) => RunAsync<CaseId>("payout-1", durable);

    [Function("job-1")]
    public static Task Job1([OrchestrationTrigger] TaskOrchestrationContext durable) => RunAsync<JobStretch>("job-1", durable);
}

using System.Diagnostics;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace Benefits.Azure;

/// <summary>Each call goes on in the trace (跟踪) that the host began for it: its id is what a problem tells the caller, and what the steps' spans belong to.</summary>
/// <remarks>The worker hands the trace over with the call and makes nothing of it unless its own spans are listened to. Outside of all other middleware, since answers are written there.</remarks>
internal sealed class CallTrace : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        using var call = Start(context);
        await next(context);
    }

    private static Activity? Start(FunctionContext context)
    {
        if (!ActivityContext.TryParse(context.TraceContext.TraceParent, context.TraceContext.TraceState, out var parent)) return null;
        Activity call = new(context.FunctionDefinition.Name);
        // Recorded whatever the host samples of its own: the platform's spans go wherever an exporter is set up.
        call.SetParentId(parent.TraceId, parent.SpanId, ActivityTraceFlags.Recorded);
        call.TraceStateString = parent.TraceState;
        return call.Start();
    }
}

using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Benefits.Http.Access;
using Benefits.Http.Bodies;
using Benefits.Storage;
using Benefits.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Benefits.Http;

/// <summary>Runs one call from token to answer. Both hosts call this and nothing else, so that no rule hangs on a middleware that one of them lacks.</summary>
public static class EndpointRunner
{
    public static async Task<IResult> RunAsync(Endpoint endpoint, HttpContext context)
    {
        // The route's template, never the path: that may hold ids.
        using var span = Instruments.Source.StartActivity(endpoint.Name, ActivityKind.Server);
        span?.SetTag("http.request.method", context.Request.Method).SetTag("http.route", endpoint.Route);
        var answer = await AnswerAnyAsync(endpoint, context);
        span?.SetTag("http.response.status_code", (answer as IStatusCodeHttpResult)?.StatusCode ?? endpoint.Success);
        return answer;
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "The last place that can turn a fault into an answer.")]
    private static async Task<IResult> AnswerAnyAsync(Endpoint endpoint, HttpContext context)
    {
        var log = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Benefits.Http");
        try
        {
            return await AnswerAsync(endpoint, context);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            return Results.StatusCode(StatusCodes.Status499ClientClosedRequest);
        }
        catch (BodyStoppedException stopped)
        {
            // Who is too slow is not waited for again. Whoever is still sending must be heard out for a while, or loses the answer with the connection.
            if (stopped.Answer is IStatusCodeHttpResult { StatusCode: StatusCodes.Status408RequestTimeout }) context.Response.Headers.Connection = "close";
            return stopped.Answer;
        }
        // A body's own faults are out by here: what is left of input and output is the disk's.
        catch (Exception fault) when (fault is StorageUnavailableException or IOException or UnauthorizedAccessException)
        {
            log.StoreUnavailable(endpoint.Name, ApiCall.TraceIdOf(context), KindOf(fault));
            return Problems.Unavailable("数据暂时无法读写，本次请求没有生效，请稍后用相同内容重试");
        }
        catch (Exception fault)
        {
            log.Unexpected(endpoint.Name, ApiCall.TraceIdOf(context), KindOf(fault), PlaceOf(fault));
            return Problems.Of(ProblemKind.Unexpected, "请稍后重试；如仍不成功，请将跟踪编号（traceId）告知运维人员");
        }
    }

    private static async Task<IResult> AnswerAsync(Endpoint endpoint, HttpContext context)
    {
        var settings = context.RequestServices.GetRequiredService<AuthSettings>();
        AnswerHeaders.Set(context.Response.Headers, endpoint, settings.Demo);
        if (endpoint.DemoOnly && !settings.Demo) return Problems.NotFound("没有这个地址");
        var limits = context.RequestServices.GetRequiredService<RequestLimits>();
        var throttle = context.RequestServices.GetRequiredService<Throttle>();
        var address = CallerAddress.Of(context, limits.ForwardedHops);
        if (throttle.RefuseAddress(address) is { } crowded) return crowded;

        Caller? caller = null;
        if (endpoint.Roles.Count > 0 || (endpoint.MaySignIn && context.Request.Headers.Authorization.Count > 0))
        {
            var gate = await Gate.PassAsync(endpoint, context);
            if (gate.Refusal is { } refusal) return refusal;
            caller = gate.Caller!;
            if (throttle.RefuseCaller(caller) is { } hasty) return hasty;
        }
        if (RequestBody.IsStray(endpoint, context)) return Problems.BadRequest(new Fault("", "此接口没有请求内容，请去掉后重新提交", FaultCodes.Unknown));
        if (RequestBody.Unsupported(endpoint, context.Request) is { } reason) return Problems.Of(ProblemKind.UnsupportedMedia, reason);
        using BodyMeter meter = new(endpoint, context.RequestServices.GetRequiredService<BodyBudget>(), address, limits.BodyTime(endpoint));
        if (context.Request.ContentLength > endpoint.MaxBytes) return meter.TooLarge();

        RequestFaults faults = new();
        ParameterCheck.Run(endpoint, context.Request, faults);
        var body = endpoint.Request is { } type ? await RequestBody.ReadAsync(type, context.Request, meter, faults) : null;
        if (faults.Total > 0) return Problems.BadRequest(faults);
        var actor = caller is null ? Actor.Public : new Actor(caller.Subject, caller.Role.ToString().ToLowerInvariant());
        return await actor.RunAsync(() => endpoint.Handle.AnswerAsync(new ApiCall(endpoint, context, caller, body, meter)));
    }

    /// <summary>Types only: a message may hold what a person typed.</summary>
    private static string KindOf(Exception fault) =>
        fault.InnerException is { } inner ? $"{fault.GetType().FullName} <- {KindOf(inner)}" : fault.GetType().FullName ?? "";

    private static string PlaceOf(Exception fault) =>
        fault.InnerException is { } inner ? $"{fault.StackTrace}{Environment.NewLine}{PlaceOf(inner)}" : fault.StackTrace ?? "";
}

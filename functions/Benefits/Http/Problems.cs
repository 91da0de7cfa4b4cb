using System.Globalization;
using Benefits.Storage;
using Microsoft.AspNetCore.Http;

namespace Benefits.Http;

/// <summary>Refusals that handlers and the runner answer with.</summary>
public static class Problems
{
    public const string MediaType = "application/problem+json";

    /// <summary>400: the request itself is wrong; every fault is named.</summary>
    public static IResult BadRequest(params IReadOnlyList<Fault> faults) => Of(ProblemKind.BadRequest, $"共有{faults.Count}处错误，请按提示更正后重新提交", faults);

    public static IResult Forbidden(string detail) => Of(ProblemKind.Forbidden, detail);

    public static IResult NotFound(string detail) => Of(ProblemKind.NotFound, detail);

    /// <summary>409: right in itself, but things stand otherwise now.</summary>
    public static IResult Conflict(string detail) => Of(ProblemKind.Conflict, detail);

    /// <summary>422: well formed, but the rules do not allow it; every fault is named.</summary>
    public static IResult Unprocessable(string detail, params IReadOnlyList<Fault> faults) => Of(ProblemKind.Unprocessable, detail, faults);

    /// <summary>503 with Retry-After: nothing was written; the same request may be sent again.</summary>
    public static IResult Unavailable(string detail, int retryAfterSeconds = 5) => Later(ProblemKind.Unavailable, detail, retryAfterSeconds);

    /// <summary>With Retry-After: nothing is wrong with the request but its time.</summary>
    public static IResult Later(ProblemKind kind, string detail, int retryAfterSeconds) => new ProblemResult(kind, detail, null, null) { RetryAfterSeconds = retryAfterSeconds };

    /// <summary>Any kind, such as a use case's own.</summary>
    public static IResult Of(ProblemKind kind, string detail, IReadOnlyList<Fault>? faults = null) => new ProblemResult(kind, detail, faults, null);

    internal static IResult BadRequest(RequestFaults faults) =>
        new ProblemResult(ProblemKind.BadRequest, $"共有{faults.Total}处错误，请按提示更正后重新提交", faults.Faults, faults.Total > faults.Faults.Count ? faults.Total : null);
}

/// <summary>Writes a problem without help from the host's own JSON settings.</summary>
internal sealed class ProblemResult(ProblemKind kind, string detail, IReadOnlyList<Fault>? faults, int? count) : IResult, IStatusCodeHttpResult
{
    public int? RetryAfterSeconds { get; init; }

    public int? StatusCode => kind.Status;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var answer = httpContext.Response;
        answer.StatusCode = kind.Status;
        answer.Headers.CacheControl = "no-store";
        if (RetryAfterSeconds is { } seconds) answer.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        Problem problem = new()
        {
            Type = kind.Type,
            Title = kind.Title,
            Status = kind.Status,
            Detail = detail,
            TraceId = ApiCall.TraceIdOf(httpContext),
            Errors = faults is { Count: > 0 } ? faults : null,
            Count = count,
        };
        return answer.WriteAsJsonAsync(problem, StoredJson.Options, Problems.MediaType, httpContext.RequestAborted);
    }
}

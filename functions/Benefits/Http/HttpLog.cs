using Microsoft.Extensions.Logging;

namespace Benefits.Http;

internal static partial class HttpLog
{
    [LoggerMessage(1, LogLevel.Error, "{Endpoint} failed, trace {TraceId}: {Kind}\n{Place}")]
    public static partial void Unexpected(this ILogger log, string endpoint, string traceId, string kind, string place);

    [LoggerMessage(2, LogLevel.Warning, "{Endpoint} was refused since the store cannot be used, trace {TraceId}: {Kind}")]
    public static partial void StoreUnavailable(this ILogger log, string endpoint, string traceId, string kind);

    [LoggerMessage(5, LogLevel.Error, "Readiness probe {Probe} failed: {Kind}")]
    public static partial void ProbeFailed(this ILogger log, string probe, string kind);

    [LoggerMessage(4, LogLevel.Error, "The identity provider's keys cannot be read, trace {TraceId}: {Kind}")]
    public static partial void IdentityUnavailable(this ILogger log, string traceId, string kind);
}

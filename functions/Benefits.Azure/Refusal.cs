using Azure;

namespace Benefits.Azure;

/// <summary>What the storage account's clients throw, for all that speak to it.</summary>
internal static class Refusal
{
    /// <summary>Throttled, busy, timed out or not connected: the same request may go through in a moment. The client throws all its attempts together where it has tried by itself.</summary>
    public static bool IsPassing(Exception fault, CancellationToken cancel) => fault switch
    {
        RequestFailedException failed => failed.Status is 0 or 408 or 429 or 500 or 502 or 503 or 504,
        OperationCanceledException => !cancel.IsCancellationRequested,
        IOException => true,
        AggregateException many => many.InnerExceptions.All(inner => IsPassing(inner, cancel)),
        _ => false,
    };

    /// <summary>What a message calls it: status and code. A proxy's answer has no code, and a lost connection neither.</summary>
    public static string Named(Exception fault) => fault switch
    {
        RequestFailedException { Status: 0 } => "no answer",
        RequestFailedException { ErrorCode: { Length: > 0 } code } failed => $"{failed.Status} {code}",
        RequestFailedException failed => $"{failed.Status}",
        AggregateException { InnerExceptions: [.., var last] } => Named(last),
        _ => fault.GetType().Name,
    };
}

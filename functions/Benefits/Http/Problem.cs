using System.Text.Json.Serialization;

namespace Benefits.Http;

/// <summary>What every refusal looks like (problem+json, RFC 9457).</summary>
public sealed record Problem
{
    public required string Type { get; init; }

    public required string Title { get; init; }

    public required int Status { get; init; }

    /// <summary>This refusal in a Chinese sentence.</summary>
    public string? Detail { get; init; }

    /// <summary>Finds the call in the log.</summary>
    public string? TraceId { get; init; }

    /// <summary>Everything that is wrong with the request, all at once.</summary>
    public IReadOnlyList<Fault>? Errors { get; init; }

    /// <summary>How many faults there are, where they are more than <see cref="Errors"/> lists.</summary>
    [JsonPropertyName("errorCount")]
    public int? Count { get; init; }
}

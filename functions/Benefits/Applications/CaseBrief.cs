using System.Globalization;

namespace Benefits.Applications;

/// <summary>One entry of a firm's list of applications (申请列表), written with the header and never changed.</summary>
public sealed record CaseBrief
{
    public const string RowPrefix = "case-";

    public required CaseId Id { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    public required DistrictCode District { get; init; }

    public required int Workers { get; init; }

    public required IReadOnlyList<string> Measures { get; init; }

    /// <summary>By the time of receipt, so that a firm's applications lie in their order.</summary>
    public static string RowOf(ApplicationRow header) => string.Create(CultureInfo.InvariantCulture, $"{RowPrefix}{header.ReceivedAt.UtcDateTime:yyyyMMddHHmmss}-{header.Id.Suffix}");

    public static CaseBrief Of(ApplicationRow header) => new()
    {
        Id = header.Id,
        ReceivedAt = header.ReceivedAt,
        District = header.District,
        Workers = header.Workers,
        Measures = header.Measures,
    };
}

using Benefits.Cases;

namespace Benefits.Applications;

/// <summary>One entry of a firm's list of applications (申请列表).</summary>
public sealed record ApplicationBrief
{
    public required CaseId Id { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    public required DistrictCode District { get; init; }

    public required int Workers { get; init; }

    public required IReadOnlyList<string> Measures { get; init; }

    public static ApplicationBrief Of(CaseHeader header) => new()
    {
        Id = header.Id,
        ReceivedAt = header.ReceivedAt,
        District = header.District,
        Workers = header.Workers,
        Measures = header.Measures,
    };
}

namespace Benefits.Http;

/// <summary>Every operation of the interface. A host maps these and nothing else.</summary>
public static class Endpoints
{
    /// <summary>Those under <c>/api/</c>.</summary>
    public static IReadOnlyList<Endpoint> All { get; } =
    [
        .. PolicyEndpoints.All,
        .. EnterpriseEndpoints.All,
        .. RegisterEndpoints.All,
        .. ApplicationEndpoints.All,
        .. NoticeEndpoints.All,
        .. FundEndpoints.All,
        .. JobEndpoints.All,
        .. DemoEndpoints.All,
    ];

    /// <summary>Those at the root: health and the OpenAPI document.</summary>
    public static IReadOnlyList<Endpoint> Root { get; } = [.. HealthEndpoints.All, OpenApiEndpoint.Document];
}

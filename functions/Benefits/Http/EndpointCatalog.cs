using Benefits.Http.Access;
using Benefits.Http.OpenApi;

namespace Benefits.Http;

/// <summary>The endpoints that this host has: demo endpoints in demo mode only.</summary>
public sealed class EndpointCatalog(IReadOnlyList<Endpoint> endpoints, AuthSettings settings, IServiceProvider services)
{
    /// <summary>Those under <c>/api/</c>.</summary>
    public IReadOnlyList<Endpoint> Api { get; } = [.. endpoints.Where(endpoint => !endpoint.DemoOnly || settings.Demo)];

    /// <summary>Those at the root, the same on every host: health and the description of the interface.</summary>
    public static IReadOnlyList<Endpoint> AtRoot { get; } = [.. HealthEndpoints.All, OpenApiEndpoint.Document];

    /// <summary>The OpenAPI document of these, as UTF-8.</summary>
    internal ReadOnlyMemory<byte> Document => _document ??= OpenApiDocument.Write(this, services, settings.Demo);

    private byte[]? _document;
}

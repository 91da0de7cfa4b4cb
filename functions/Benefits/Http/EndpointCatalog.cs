using Benefits.Policy;

namespace Benefits.Http;

/// <summary>The endpoints that this host has: demo endpoints in demo mode only.</summary>
public sealed class EndpointCatalog(IReadOnlyList<Endpoint> endpoints, AuthSettings settings, PolicyLibrary library)
{
    /// <summary>Those under <c>/api/</c>.</summary>
    public IReadOnlyList<Endpoint> Api { get; } = [.. endpoints.Where(endpoint => !endpoint.DemoOnly || settings.Demo)];

    /// <summary>Those at the root.</summary>
    public IReadOnlyList<Endpoint> Root { get; } = Endpoints.Root;

    /// <summary>The OpenAPI document of these, as UTF-8.</summary>
    internal ReadOnlyMemory<byte> Document => _document ??= OpenApiDocument.Write(this, library, settings.Demo);

    private byte[]? _document;
}

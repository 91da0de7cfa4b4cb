using Microsoft.AspNetCore.Http;

namespace Benefits.Http.OpenApi;

/// <summary>Hands out the description of the interface (接口文档).</summary>
internal static class OpenApiEndpoint
{
    public static Endpoint Document { get; } = new()
    {
        Name = "OpenApi",
        Verb = Verb.Get,
        Route = Routes.OpenApi,
        Tag = "运行",
        Summary = "本接口的 OpenAPI 3.1 文档",
        Response = typeof(System.Text.Json.Nodes.JsonObject),
        Handle = Handler.Of<EndpointCatalog>((_, catalog) => Task.FromResult<IResult>(TypedResults.Bytes(catalog.Document, "application/json; charset=utf-8"))),
    };
}

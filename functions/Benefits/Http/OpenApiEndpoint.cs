using Microsoft.AspNetCore.Http;

namespace Benefits.Http;

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
        Handle = call => Task.FromResult<IResult>(TypedResults.Text("{}", "application/json")),
    };
}

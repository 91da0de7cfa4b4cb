using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Benefits.Storage;

namespace Benefits.Http.OpenApi;

/// <summary>Writes the OpenAPI 3.1 document from the endpoints themselves, so that every host hands out the same one.</summary>
internal static class OpenApiDocument
{
    private const string About = "专精特新企业人才政策兑现平台。金额一律以分为单位的整数；日期写作 2022-09-01，为北京时间；"
        + "请求为 UTF-8 的 JSON，不得含未知或重复的成员；有误时以 application/problem+json 一次列出全部错误。";

    private const string DemoAbout = "【演示模式】任何人都能以任何演示身份登录，数据均为虚构，切勿录入真实信息。";

    public static byte[] Write(EndpointCatalog catalog, IServiceProvider services, bool demo)
    {
        SchemaBook schemas = new();
        JsonObject paths = [];
        foreach (var endpoint in catalog.Api) Add(paths, $"/{Routes.Prefix}/{endpoint.Route}", endpoint, services, schemas);
        foreach (var endpoint in EndpointCatalog.AtRoot) Add(paths, $"/{endpoint.Route}", endpoint, services, schemas);
        JsonObject document = new()
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject { ["title"] = "企才通接口", ["version"] = "1", ["description"] = demo ? DemoAbout + About : About },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["tags"] = new JsonArray([.. catalog.Api.Concat(EndpointCatalog.AtRoot).Select(endpoint => endpoint.Tag).Distinct().Select(tag => new JsonObject { ["name"] = tag })]),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["schemas"] = schemas.Components,
                ["securitySchemes"] = new JsonObject
                {
                    ["bearer"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["bearerFormat"] = "JWT", ["description"] = "身份服务签发的令牌；含 sub、name、role，企业经办人另含 credit_code，工作人员另含 district。" },
                },
            },
        };
        return JsonSerializer.SerializeToUtf8Bytes(document, StoredJson.Options);
    }

    private static void Add(JsonObject paths, string path, Endpoint endpoint, IServiceProvider services, SchemaBook schemas)
    {
        if (paths[path] is not JsonObject operations) paths[path] = operations = [];
        operations[endpoint.Verb.ToString().ToLowerInvariant()] = Operation(endpoint, services, schemas);
    }

    private static JsonObject Operation(Endpoint endpoint, IServiceProvider services, SchemaBook schemas)
    {
        JsonObject operation = new()
        {
            ["operationId"] = endpoint.Name,
            ["tags"] = new JsonArray(endpoint.Tag),
            ["summary"] = endpoint.Summary,
            ["security"] = Security(endpoint),
        };
        if (Describe(endpoint, services) is { Length: > 0 } description) operation["description"] = description;
        if (endpoint.Parameters.Count > 0) operation["parameters"] = new JsonArray([.. endpoint.Parameters.Select(Describe)]);
        if (Body(endpoint, schemas) is { } body) operation["requestBody"] = body;
        operation["responses"] = Answers(endpoint, schemas);
        return operation;
    }

    /// <summary>An empty requirement beside the token's says that either will do.</summary>
    private static JsonArray Security(Endpoint endpoint)
    {
        JsonObject bearer = new() { ["bearer"] = new JsonArray() };
        if (endpoint.MaySignIn) return new JsonArray(new JsonObject(), bearer);
        return endpoint.Roles.Count == 0 ? [] : new JsonArray(bearer);
    }

    private static string Describe(Endpoint endpoint, IServiceProvider services)
    {
        var roles = endpoint.Roles.Count == 0 ? null : $"可用角色：{string.Join('、', endpoint.Roles.Select(role => JsonNamingPolicy.CamelCase.ConvertName(role.ToString())))}。";
        var size = HasBody(endpoint) ? $"内容最多{endpoint.MaxBytes / 1024}KB。" : null;
        return $"{endpoint.Description}{endpoint.DescriptionInUse?.Invoke(services)}{roles}{size}";
    }

    private static JsonNode Describe(Parameter parameter) => new JsonObject
    {
        ["name"] = parameter.Name,
        ["in"] = parameter.Place.ToString().ToLowerInvariant(),
        ["required"] = parameter.Required,
        ["description"] = parameter.Says,
        ["schema"] = parameter.Schema.DeepClone(),
        ["example"] = parameter.Schema["type"]?.GetValue<string>() == "integer" ? int.Parse(parameter.Example, CultureInfo.InvariantCulture) : parameter.Example,
    };

    private static bool HasBody(Endpoint endpoint) => endpoint.Request is not null || endpoint.Accepts == BodyKind.Csv;

    private static JsonObject? Body(Endpoint endpoint, SchemaBook schemas)
    {
        if (!HasBody(endpoint)) return null;
        if (endpoint.Accepts == BodyKind.Csv) return new JsonObject { ["required"] = true, ["content"] = new JsonObject { ["text/csv"] = new JsonObject { ["schema"] = new JsonObject { ["type"] = "string" } } } };
        JsonObject media = new() { ["schema"] = schemas.OfRequest(endpoint.Request!) };
        if (endpoint.Example is { } example) media["example"] = JsonSerializer.SerializeToNode(example, endpoint.Request!, StoredJson.Options);
        return new JsonObject { ["required"] = true, ["content"] = new JsonObject { ["application/json"] = media } };
    }

    private static JsonObject Answers(Endpoint endpoint, SchemaBook schemas)
    {
        JsonObject good = new() { ["description"] = endpoint.Summary };
        if (endpoint.Response is { } type) good["content"] = new JsonObject { [endpoint.Produces] = new JsonObject { ["schema"] = schemas.OfAnswer(type) } };
        else if (endpoint.Produces != "application/json") good["content"] = new JsonObject { [endpoint.Produces] = new JsonObject { ["schema"] = new JsonObject { ["type"] = "string" } } };
        JsonObject answers = new() { [endpoint.Success.ToString(CultureInfo.InvariantCulture)] = good };
        if (endpoint.Job is { } job)
        {
            answers["202"] = new JsonObject
            {
                ["description"] = "需要较长时间，已转为长任务；进度见Location所指地址",
                ["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = schemas.OfAnswer(job) } },
            };
        }
        foreach (var status in ProblemsOf(endpoint).GroupBy(kind => kind.Status).OrderBy(group => group.Key))
        {
            JsonObject answer = new()
            {
                ["description"] = string.Join('；', status.Select(kind => $"{kind.Title}（{kind.Type}）").Distinct()),
                ["content"] = new JsonObject { [Problems.MediaType] = new JsonObject { ["schema"] = schemas.OfAnswer(typeof(Problem)) } },
            };
            if (status.Any(kind => kind.Passes)) answer["headers"] = new JsonObject { ["Retry-After"] = new JsonObject { ["description"] = "多少秒后可用相同内容重试", ["schema"] = new JsonObject { ["type"] = "integer" } } };
            answers[status.Key.ToString(CultureInfo.InvariantCulture)] = answer;
        }
        return answers;
    }

    private static IEnumerable<ProblemKind> ProblemsOf(Endpoint endpoint)
    {
        IEnumerable<ProblemKind> kinds = [ProblemKind.BadRequest, ProblemKind.TooManyRequests, ProblemKind.Unexpected, ProblemKind.Unavailable, .. endpoint.Problems];
        if (endpoint.Roles.Count > 0 || endpoint.MaySignIn) kinds = [.. kinds, ProblemKind.Unauthenticated, ProblemKind.Forbidden];
        if (HasBody(endpoint)) kinds = [.. kinds, ProblemKind.BodyTooSlow, ProblemKind.TooLarge];
        return kinds.Append(ProblemKind.UnsupportedMedia).Distinct();
    }
}

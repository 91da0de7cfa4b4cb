using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Benefits.Http;
using Benefits.Storage;
using Benefits.Tests.Http.Bodies;
using Endpoint = Benefits.Http.Endpoint;

namespace Benefits.Tests.Http;

/// <summary>Sends an endpoint everything it must refuse. Runs over any list of endpoints, the real interface among them.</summary>
/// <param name="client">Its address is the host's.</param>
/// <param name="tokenFor">A token that the endpoint lets in; null for an anonymous one.</param>
/// <param name="valueOf">A good value for a parameter.</param>
public sealed class Attack(HttpClient client, Func<Endpoint, Task<string?>> tokenFor, Func<Parameter, string> valueOf)
{
    /// <summary>Every hostile body gets a 400 that names its places, or for its form a 413 or 415; never a 5xx.</summary>
    public async Task WithBodiesAsync(Endpoint endpoint)
    {
        foreach (var body in HostileBodies.Of(endpoint).Where(body => body.Bytes.Length <= endpoint.MaxBytes))
        {
            using var answer = await SendAsync(endpoint, new ByteArrayContent(body.Bytes) { Headers = { ContentType = new("application/json") } });
            await ProblemAssert.NamesAsync(answer, body.Pointers, $"{endpoint.Name}, {body.Says}");
        }
    }

    public async Task WithFalseFormsAsync(Endpoint endpoint)
    {
        var good = JsonSerializer.SerializeToUtf8Bytes(endpoint.Example!, endpoint.Request!, StoredJson.Options);
        await RefusedAsync(endpoint, good, "text/plain", null, HttpStatusCode.UnsupportedMediaType);
        await RefusedAsync(endpoint, good, null, null, HttpStatusCode.UnsupportedMediaType);
        await RefusedAsync(endpoint, good, "application/json; charset=gbk", null, HttpStatusCode.UnsupportedMediaType);
        await RefusedAsync(endpoint, good, "application/json; charset=utf-16", null, HttpStatusCode.UnsupportedMediaType);
        await RefusedAsync(endpoint, good, "application/json", "gzip", HttpStatusCode.UnsupportedMediaType);
        await RefusedAsync(endpoint, good, "application/json", "identity, br", HttpStatusCode.UnsupportedMediaType);
        await RefusedAsync(endpoint, new byte[Math.Max(10_000_000, endpoint.MaxBytes + 1)], "application/json", null, HttpStatusCode.RequestEntityTooLarge);
        await RefusedAsync(endpoint, new byte[Math.Max(10_000_000, endpoint.MaxBytes + 1)], "application/json", null, HttpStatusCode.RequestEntityTooLarge, chunked: true);
    }

    /// <summary>Every parameter that has a rule is refused where it breaks it, and so is one that nobody declared.</summary>
    public async Task WithParametersAsync(Endpoint endpoint)
    {
        foreach (var parameter in endpoint.Parameters)
        {
            var bad = parameter.Place == Place.Header ? new string('x', 300) : new string('坏', 150);
            using var answer = await SendAsync(endpoint, Example(endpoint), parameter, bad);
            await ProblemAssert.NamesAsync(answer, [$"{parameter.Place.ToString().ToLowerInvariant()}:{parameter.Name}"], $"{endpoint.Name}, {parameter.Name}");
        }
        using var stray = await SendAsync(endpoint, Example(endpoint), query: "unheardOf=1");
        await ProblemAssert.NamesAsync(stray, ["query:unheardOf"], endpoint.Name);
    }

    /// <summary>Every hostile file is refused with what is wrong with it, or where the endpoint only looks, answered with it.</summary>
    public async Task WithFilesAsync(Endpoint endpoint, IEnumerable<HostileFile> files, string said = "")
    {
        foreach (var file in files)
        {
            using var answer = await SendAsync(endpoint, Csv(file.Bytes));
            await ProblemAssert.NamesFileFaultsAsync(answer, $"{endpoint.Name} {said}, {file.Says}");
        }
    }

    /// <summary>A file that says it is something else, or that is longer than any.</summary>
    public async Task WithFalseFilesAsync(Endpoint endpoint)
    {
        var good = "x"u8.ToArray();
        await RefusedAsync(endpoint, good, "application/json", null, HttpStatusCode.UnsupportedMediaType);
        await RefusedAsync(endpoint, good, "application/vnd.ms-excel", null, HttpStatusCode.UnsupportedMediaType);
        await RefusedAsync(endpoint, good, null, null, HttpStatusCode.UnsupportedMediaType);
        await RefusedAsync(endpoint, good, "text/csv; charset=gb18030", null, HttpStatusCode.UnsupportedMediaType);
        await RefusedAsync(endpoint, good, "text/csv; charset=utf-16", null, HttpStatusCode.UnsupportedMediaType);
        await RefusedAsync(endpoint, good, "text/csv", "gzip", HttpStatusCode.UnsupportedMediaType);
        var huge = new byte[endpoint.MaxBytes + 1];
        Array.Fill(huge, (byte)'\n');
        await RefusedAsync(endpoint, huge, "text/csv", null, HttpStatusCode.RequestEntityTooLarge);
        await RefusedAsync(endpoint, huge, "text/csv", null, HttpStatusCode.RequestEntityTooLarge, chunked: true);
    }

    /// <summary>Bodies and parameters that are well formed and at the edge: anything but a 5xx, and a refusal is a problem.</summary>
    public async Task WithExtremesAsync(Endpoint endpoint)
    {
        if (endpoint.Request is not null)
        {
            foreach (var (says, bytes) in ExtremeBodies.Of(endpoint))
            {
                using var answer = await SendAsync(endpoint, new ByteArrayContent(bytes) { Headers = { ContentType = new("application/json") } });
                await ProblemAssert.IsNoFaultOfOursAsync(answer, $"{endpoint.Name}, {says}");
            }
        }
        foreach (var parameter in endpoint.Parameters)
        {
            foreach (var value in ExtremesOf(parameter))
            {
                using var answer = await SendAsync(endpoint, Example(endpoint), parameter, value);
                await ProblemAssert.IsNoFaultOfOursAsync(answer, $"{endpoint.Name}, {parameter.Name}={value}");
            }
        }
    }

    private static IEnumerable<string> ExtremesOf(Parameter parameter)
    {
        string[] all = ["0001-01-01", "1900-01-01", "9999-12-31", "0", "1", "99", "200", "2147483647", "-1", "43", "4301", "430104", "999999", "440000", "a", ".", "..", "_", "NaN", new('a', 100), new('9', 60), "%00", "æ", "𠮷", "'--", " "];
        return all.Where(value => parameter.Place != Place.Header || value.All(char.IsAscii));
    }

    private async Task RefusedAsync(Endpoint endpoint, byte[] body, string? type, string? encoding, HttpStatusCode status, bool chunked = false)
    {
        ByteArrayContent content = new(body);
        content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        if (encoding is not null) content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        using var answer = await SendAsync(endpoint, content, chunked: chunked);
        await ProblemAssert.IsAsync(answer, status, $"{endpoint.Name}, {type} {encoding}");
    }

    private static ByteArrayContent Csv(byte[] bytes) => new(bytes) { Headers = { ContentType = new("text/csv") } };

    private static ByteArrayContent? Example(Endpoint endpoint) => endpoint.Accepts == BodyKind.Csv ? Csv("x"u8.ToArray())
        : endpoint.Request is null ? null
        : new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(endpoint.Example!, endpoint.Request, StoredJson.Options)) { Headers = { ContentType = new("application/json") } };

    private async Task<HttpResponseMessage> SendAsync(Endpoint endpoint, HttpContent? content, Parameter? twisted = null, string? value = null, string query = "", bool chunked = false)
    {
        string Value(Parameter parameter) => parameter == twisted ? value! : valueOf(parameter);
        var path = endpoint.Parameters.Where(parameter => parameter.Place == Place.Path)
            .Aggregate(endpoint.Route, (route, parameter) => route.Replace($"{{{parameter.Name}}}", Uri.EscapeDataString(Value(parameter)), StringComparison.Ordinal));
        var asked = endpoint.Parameters.Where(parameter => parameter.Place == Place.Query).Select(parameter => $"{parameter.Name}={Uri.EscapeDataString(Value(parameter))}");
        var queries = string.Join('&', query.Length > 0 ? asked.Append(query) : asked);
        using HttpRequestMessage request = new(new HttpMethod(endpoint.Verb.ToString().ToUpperInvariant()), $"/{Routes.Prefix}/{path}{(queries.Length > 0 ? $"?{queries}" : "")}") { Content = content };
        foreach (var parameter in endpoint.Parameters.Where(parameter => parameter.Place == Place.Header)) request.Headers.TryAddWithoutValidation(parameter.Name, Value(parameter));
        if (chunked) request.Headers.TransferEncodingChunked = true;
        if (await tokenFor(endpoint) is { } token) request.Headers.Authorization = new("Bearer", token);
        return await client.SendAsync(request);
    }
}

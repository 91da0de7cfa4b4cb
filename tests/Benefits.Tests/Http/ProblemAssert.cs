using System.Net;
using System.Text.Json;

namespace Benefits.Tests.Http;

/// <summary>Holds answers against what every refusal must look like.</summary>
public static class ProblemAssert
{
    /// <summary>A problem+json with the status, a stable type, a Chinese title and a trace id; answers its errors' pointers.</summary>
    public static async Task<IReadOnlyList<string>> IsAsync(HttpResponseMessage answer, HttpStatusCode status, string said = "")
    {
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == status, $"{said}: {(int)answer.StatusCode} instead of {(int)status}: {body}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        using var problem = JsonDocument.Parse(body);
        var root = problem.RootElement;
        Assert.StartsWith("urn:qicaitong:problem:", root.GetProperty("type").GetString(), StringComparison.Ordinal);
        Assert.Equal((int)status, root.GetProperty("status").GetInt32());
        Assert.Contains(root.GetProperty("title").GetString()!, character => character is >= '\u4E00' and <= '\u9FFF');
        Assert.False(string.IsNullOrEmpty(root.GetProperty("traceId").GetString()));
        return root.TryGetProperty("errors", out var errors) ? [.. errors.EnumerateArray().Select(error => error.GetProperty("pointer").GetString()!)] : [];
    }

    /// <summary>A 400 that names all of these places.</summary>
    public static async Task NamesAsync(HttpResponseMessage answer, IEnumerable<string> pointers, string said = "")
    {
        var named = await IsAsync(answer, HttpStatusCode.BadRequest, said);
        Assert.NotEmpty(named);
        foreach (var pointer in pointers) Assert.True(named.Contains(pointer), $"{said}: '{pointer}' is not among {string.Join(' ', named.Take(20))}");
    }

    /// <summary>A refusal that names what is wrong with the file; or a report that does, where the endpoint only looks at it.</summary>
    public static async Task NamesFileFaultsAsync(HttpResponseMessage answer, string said)
    {
        if (answer.StatusCode == HttpStatusCode.OK)
        {
            using var report = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
            Assert.True(report.RootElement.GetProperty("faults").GetArrayLength() > 0, $"{said}: no fault is named");
            return;
        }
        var named = await IsAsync(answer, HttpStatusCode.UnprocessableEntity, said);
        Assert.True(named.Count > 0, $"{said}: no fault is named");
    }

    /// <summary>Never a 5xx; and what is refused is refused as a problem, without the number of a person.</summary>
    public static async Task IsNoFaultOfOursAsync(HttpResponseMessage answer, string said)
    {
        Assert.True((int)answer.StatusCode < 500, $"{said}: {(int)answer.StatusCode}");
        if (answer.IsSuccessStatusCode) return;
        await IsAsync(answer, answer.StatusCode, said);
        Assert.DoesNotContain(TestWorld.ResidentIdOfExample, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}

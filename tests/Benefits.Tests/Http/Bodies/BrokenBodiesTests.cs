using Benefits.Demo;
using Benefits.Http;
using Endpoint = Benefits.Http.Endpoint;

namespace Benefits.Tests.Http.Bodies;

/// <summary>Bodies that the server's own reader chokes on, before any check of ours.</summary>
public sealed class BrokenBodiesTests(TestApi api) : IClassFixture<TestApi>
{
    private static readonly IReadOnlyList<Endpoint> All = [.. DemoServices.Endpoints, .. EndpointCatalog.AtRoot, .. TestApi.Own];

    public static TheoryData<string> Every => [.. All.Select(endpoint => endpoint.Name)];

    [Theory, MemberData(nameof(Every))]
    public async Task A_chunk_that_is_no_chunk_is_a_400_without_a_trace(string name)
    {
        var endpoint = All.Single(endpoint => endpoint.Name == name);
        var token = TestWorld.SubjectFor(endpoint) is { } subject ? await api.SignInAsync(subject) : null;
        var before = api.Log.Count;
        foreach (var chunk in (string[])["7FFFFFFF0", "80000000", "FFFFFFFF", "100000000", "FFFFFFFFFFFFFFFFFFFF", "zz", "-1", "1;x\r\n{\r\nzz"])
        {
            using var request = await RawRequest.OpenAsync(api.Client.BaseAddress!, RawRequest.HeadOf(endpoint, api.World.ValueOf, token, "Transfer-Encoding: chunked"));
            await request.SendAsync($"{chunk}\r\n{{}}\r\n0\r\n\r\n");
            var (status, head, body) = await request.ReadAsync();
            Assert.True(status == 400, $"{chunk}: {head}\n{body}");
            Assert.Contains("application/problem+json", head, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", body, StringComparison.Ordinal);
        }
        Assert.DoesNotContain(api.Log.Skip(before), line => line.StartsWith("Error", StringComparison.Ordinal) || line.StartsWith("Critical", StringComparison.Ordinal) || line.Contains("   at Benefits", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/nowhere")]
    [InlineData("/api/nowhere")]
    public async Task Where_no_endpoint_is_a_broken_chunk_leaves_no_trace_either(string path)
    {
        var before = api.Log.Count;
        using var request = await RawRequest.OpenAsync(api.Client.BaseAddress!, $"GET {path} HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n80000000\r\n");
        var (status, head, _) = await request.ReadAsync();
        Assert.True(status is 200 or 404, head);
        Assert.DoesNotContain(api.Log.Skip(before), line => line.StartsWith("Error", StringComparison.Ordinal) || line.StartsWith("Warning", StringComparison.Ordinal));
    }
}

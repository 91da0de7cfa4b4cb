using System.Net;
using System.Text;
using System.Text.Json;
using Benefits.Http;
using Benefits.Http.Access;
using Benefits.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Benefits.Tests.Http;

public sealed class EndpointRunnerTests(TestApi api) : IClassFixture<TestApi>
{
    [Fact]
    public async Task A_good_call_reaches_its_handler_and_its_body_comes_back_as_it_was()
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(TestForm.Example, StoredJson.Options);
        using HttpRequestMessage request = new(HttpMethod.Post, "/api/forms/app-1?on=2022-09-01") { Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } } };
        request.Headers.Add("Idempotency-Key", "k-1");
        request.Headers.Authorization = new("Bearer", await api.SignInAsync("agent"));
        using var answer = await api.Client.SendAsync(request);
        Assert.Equal(StoredJson.Write(TestForm.Example), await answer.Content.ReadAsStringAsync());
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("true", answer.Headers.GetValues(AnswerHeaders.DemoMode).Single());
    }

    [Fact]
    public async Task Without_a_token_of_ours_nobody_comes_in()
    {
        foreach (var token in (string?[])[null, "x", "a.b.c", Foreign(new byte[32], TestApi.Now), await Unsigned()])
        {
            using var answer = await api.GetAsync("/api/review", token);
            await ProblemAssert.IsAsync(answer, HttpStatusCode.Unauthorized);
            Assert.StartsWith("Bearer", answer.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Tokens_live_by_the_demo_clock()
    {
        var key = api.Services.GetRequiredService<AuthSettings>().DemoKey.ToArray();
        using var today = await api.GetAsync("/api/review", Foreign(key, TestApi.Now));
        Assert.Equal(HttpStatusCode.OK, today.StatusCode);
        using var stale = await api.GetAsync("/api/review", Foreign(key, TestApi.Now.AddDays(-2)));
        await ProblemAssert.IsAsync(stale, HttpStatusCode.Unauthorized);
        using var early = await api.GetAsync("/api/review", Foreign(key, TestApi.Now.AddYears(4)));
        await ProblemAssert.IsAsync(early, HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("agent")]
    [InlineData("lost")]
    public async Task Another_role_or_a_reviewer_of_nowhere_is_forbidden(string subject)
    {
        using var answer = await api.GetAsync("/api/review", await api.SignInAsync(subject));
        await ProblemAssert.IsAsync(answer, HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("full")]
    [InlineData("contended")]
    public async Task A_store_that_takes_no_writes_is_a_503_with_a_time_to_come_back(string route)
    {
        using var answer = await api.GetAsync($"/api/{route}");
        await ProblemAssert.IsAsync(answer, HttpStatusCode.ServiceUnavailable);
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    [Fact]
    public async Task An_unexpected_fault_is_logged_without_what_it_said()
    {
        using var answer = await api.GetAsync("/api/break");
        var body = await answer.Content.ReadAsStringAsync();
        await ProblemAssert.IsAsync(answer, HttpStatusCode.InternalServerError);
        Assert.DoesNotContain("张三", body, StringComparison.Ordinal);
        Assert.Contains(api.Log, line => line.Contains("InvalidOperationException", StringComparison.Ordinal) && line.Contains("Break", StringComparison.Ordinal));
        Assert.DoesNotContain(api.Log, line => line.Contains("张三", StringComparison.Ordinal) || line.Contains("430102199001011234", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1000, "text/csv", HttpStatusCode.OK, false)]
    [InlineData(1000, "text/csv; charset=\"UTF-8\"", HttpStatusCode.OK, true)]
    [InlineData(1001, "text/csv", HttpStatusCode.RequestEntityTooLarge, false)]
    [InlineData(1001, "text/csv", HttpStatusCode.RequestEntityTooLarge, true)]
    [InlineData(10, "application/json", HttpStatusCode.UnsupportedMediaType, false)]
    public async Task A_file_is_read_up_to_its_limit(int length, string type, HttpStatusCode status, bool chunked)
    {
        using HttpRequestMessage request = new(HttpMethod.Put, "/api/lists") { Content = new ByteArrayContent(Encoding.ASCII.GetBytes(new string('a', length))) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        if (chunked) request.Headers.TransferEncodingChunked = true;
        using var answer = await api.Client.SendAsync(request);
        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task Demo_mode_is_loud_at_start_and_in_health()
    {
        Assert.Contains(api.Log, line => line.StartsWith("Warning DEMO MODE", StringComparison.Ordinal));
        Assert.Contains("\"demo\":true", await api.Client.GetStringAsync("/health"), StringComparison.Ordinal);
        Assert.Contains("演示模式", await api.Client.GetStringAsync("/"), StringComparison.Ordinal);
    }

    private static string Foreign(byte[] key, DateTimeOffset signedAt) => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = "qicaitong-demo",
        Audience = "qicaitong-demo",
        Claims = new Dictionary<string, object> { ["sub"] = "r", ["role"] = "reviewer", ["district"] = "43" },
        NotBefore = signedAt.UtcDateTime,
        IssuedAt = signedAt.UtcDateTime,
        Expires = signedAt.AddDays(1).UtcDateTime,
        SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(key), SecurityAlgorithms.HmacSha256),
    });

    private async Task<string> Unsigned()
    {
        var parts = (await api.SignInAsync("reviewer")).Split('.');
        return $"{Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""")}.{parts[1]}.";
    }
}

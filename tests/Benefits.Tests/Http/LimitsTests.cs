using System.Net;
using Benefits.Demo;
using Benefits.Http;
using Benefits.Http.Access;
using Benefits.Http.Bodies;
using Benefits.Local;
using Benefits.Local.Commands;
using Benefits.Tests.Registers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Endpoint = Benefits.Http.Endpoint;

namespace Benefits.Tests.Http;

/// <summary>What one address, one caller and all together may ask, on a host of small limits.</summary>
public sealed class LimitsTests : IAsyncDisposable
{
    private const int Large = 2 * 1024 * 1024;

    private static readonly Endpoint Large1 = new()
    {
        Name = "TakeLarge",
        Verb = Verb.Post,
        Route = "large",
        Tag = "测试",
        Summary = "大内容",
        Accepts = BodyKind.Csv,
        MaxBytes = Large,
        Handle = Handler.Of(async call =>
        {
            await call.OpenFile().CopyToAsync(Stream.Null, call.Cancel);
            return TypedResults.Ok();
        }),
    };

    private readonly List<WebApplication> _hosts = [];

    [Fact]
    public async Task A_body_that_does_not_end_in_its_time_is_a_408()
    {
        var host = await StartAsync(("BodySeconds", "1"));
        using var request = await OpenAsync(host, TestApi.Own[1], "Content-Length: 100");
        await request.SendAsync("{");

        var (status, head, body) = await request.ReadAsync();

        Assert.True(status == 408, head);
        Assert.Contains("Connection: close", head, StringComparison.Ordinal);
        Assert.Contains("Retry-After", head, StringComparison.Ordinal);
        Assert.Contains(ProblemKind.BodyTooSlow.Type, body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sender_who_drips_gets_no_more_time_than_one_who_is_silent()
    {
        var host = await StartAsync(("BodySeconds", "1"));
        using var request = await OpenAsync(host, TestApi.Own[1], "Content-Length: 100");
        var answer = request.ReadAsync();
        for (var drip = 0; drip < 40 && !answer.IsCompleted; drip++)
        {
            try
            {
                await request.SendAsync(" ");
            }
            catch (IOException)
            {
                break;
            }
            await Task.WhenAny(answer, Task.Delay(100));
        }

        Assert.Equal(408, (await answer).Status);
    }

    /// <summary>Each holds 15 of the 16 KiB steps of a MiB, that is one MiB with the step to come: two addresses' worth is all that the process has.</summary>
    [Fact]
    public async Task Unfinished_bodies_of_an_address_hold_no_more_than_its_share()
    {
        var host = await StartAsync(("AddressBodyMegabytes", "1"), ("BodyMegabytes", "2"));
        using var first = await OpenAsync(host, Large1, $"Content-Length: {Large}");
        await first.SendAsync(new string('a', 15 * BodyBudget.StepBytes));
        // Else the second may be first at the budget, and the first the one to be refused.
        await FreeAsync(host, 128 - 16);
        using var second = await OpenAsync(host, Large1, $"Content-Length: {Large}");
        await second.SendAsync(new string('a', 60 * BodyBudget.StepBytes));

        var (status, head, body) = await second.ReadAsync();

        Assert.True(status == 429, head);
        Assert.Contains("Retry-After: 5", head, StringComparison.Ordinal);
        Assert.Contains("未完成", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unfinished_bodies_of_all_addresses_hold_no_more_than_the_process_may()
    {
        var host = await StartAsync(("AddressBodyMegabytes", "1"), ("BodyMegabytes", "2"), ("ForwardedHops", "1"));
        List<RawRequest> open = [];
        for (var caller = 1; caller <= 2; caller++)
        {
            var held = await OpenAsync(host, Large1, $"X-Forwarded-For: 9.9.9.9, 192.0.2.{caller}\r\nContent-Length: {Large}");
            open.Add(held);
            await held.SendAsync(new string('a', 63 * BodyBudget.StepBytes));
        }
        await FreeAsync(host, 0);

        using (var late = await OpenAsync(host, Large1, "X-Forwarded-For: 192.0.2.77\r\nContent-Length: 10"))
        {
            var (status, head, _) = await late.ReadAsync();
            Assert.True(status == 503, head);
            Assert.Contains("Retry-After: 5", head, StringComparison.Ordinal);
        }
        // What is held is given back when its sender goes.
        open.ForEach(request => request.Dispose());
        await FreeAsync(host, 128);
    }

    /// <summary>Waits until the process has so many of its 128 steps left.</summary>
    private static async Task FreeAsync(WebApplication host, int steps)
    {
        var budget = host.Services.GetRequiredService<BodyBudget>();
        for (var wait = 0; wait < 100 && budget.FreeSteps != steps; wait++) await Task.Delay(50);
        Assert.Equal(steps, budget.FreeSteps);
    }

    [Fact]
    public void An_address_has_its_burst_to_the_request_and_others_have_theirs()
    {
        using Throttle throttle = new(new RequestLimits { AddressPerSecond = 1 });
        for (var request = 0; request < RequestLimits.BurstSeconds; request++) Assert.Null(throttle.RefuseAddress("192.0.2.1"));
        Assert.Equal(429, Assert.IsType<IStatusCodeHttpResult>(throttle.RefuseAddress("192.0.2.1"), exactMatch: false).StatusCode);
        Assert.Null(throttle.RefuseAddress("192.0.2.2"));
    }

    [Fact]
    public async Task Too_many_requests_are_a_429_that_says_when_to_come_back()
    {
        var host = await StartAsync(("CallerPerSecond", "1"));
        using HttpClient client = new() { BaseAddress = new Uri(host.Urls.First()) };
        var (token, _) = host.Services.GetRequiredService<DemoTokens>().Sign(TestWorld.Staff.First(one => one.Role == Role.Reviewer));
        List<HttpStatusCode> said = [];
        for (var request = 0; request < 30; request++)
        {
            using HttpRequestMessage review = new(HttpMethod.Get, "/api/review");
            review.Headers.Authorization = new("Bearer", token);
            using var answer = await client.SendAsync(review);
            said.Add(answer.StatusCode);
            if (answer.StatusCode != HttpStatusCode.TooManyRequests) continue;
            await ProblemAssert.IsAsync(answer, HttpStatusCode.TooManyRequests);
            Assert.NotNull(answer.Headers.RetryAfter);
        }
        Assert.Equal(HttpStatusCode.OK, said[0]);
        Assert.Contains(HttpStatusCode.TooManyRequests, said);
        // Whoever asks without that token is none of it.
        using var other = await client.GetAsync("/api/demo/staff");
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Theory]
    [InlineData("Limits:AddressPerSecond", "0")]
    [InlineData("Limits:BodySeconds", "x")]
    [InlineData("Limits:Bodyseconds2", "1")]
    public void A_limit_that_is_misspelt_or_no_number_stops_the_start(string name, string value) =>
        Assert.Throws<BadSettingsException>(() => RequestLimits.Read(new ConfigurationBuilder().AddInMemoryCollection([new(name, value)]).Build()));

    [Theory]
    [InlineData(0, "192.0.2.1, 192.0.2.2", "127.0.0.1")]
    [InlineData(1, "192.0.2.1, 192.0.2.2", "192.0.2.2")]
    [InlineData(1, "192.0.2.1, 192.0.2.2:4711", "192.0.2.2")]
    [InlineData(2, "192.0.2.1, 192.0.2.2", "192.0.2.1")]
    [InlineData(3, "192.0.2.1, 192.0.2.2", "127.0.0.1")]
    [InlineData(1, "nobody", "127.0.0.1")]
    [InlineData(1, "[2001:db8:1:2:3:4:5:6]:99", "20010DB800010002")]
    [InlineData(1, "::ffff:192.0.2.9", "192.0.2.9")]
    public void A_forwarded_address_is_believed_from_proxies_of_ours_only(int hops, string forwarded, string address)
    {
        DefaultHttpContext context = new();
        context.Connection.RemoteIpAddress = IPAddress.Loopback;
        context.Request.Headers["X-Forwarded-For"] = forwarded;
        Assert.Equal(address, CallerAddress.Of(context, hops));
    }

    [Fact]
    public void Whoever_needs_no_token_sends_small_bodies_only() =>
        Assert.All(DemoServices.Endpoints.Where(endpoint => endpoint.Roles.Count == 0 && (endpoint.Request is not null || endpoint.Accepts == BodyKind.Csv)), endpoint => Assert.True(endpoint.MaxBytes <= Endpoint.SmallBytes, endpoint.Name));

    [Fact]
    public async Task Nobody_without_a_token_is_waited_for_where_one_is_needed()
    {
        var host = await StartAsync(("BodySeconds", "60"));
        using var request = await OpenAsync(host, TestApi.Submit, "Content-Length: 1000");
        Assert.Equal(401, (await request.ReadAsync()).Status);
        Assert.Equal(host.Services.GetRequiredService<RequestLimits>().BodyMegabytes * 64, host.Services.GetRequiredService<BodyBudget>().FreeSteps);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts) await host.DisposeAsync();
    }

    private static Task<RawRequest> OpenAsync(WebApplication host, Endpoint endpoint, string headers) =>
        RawRequest.OpenAsync(new Uri(host.Urls.First()), RawRequest.HeadOf(endpoint, parameter => parameter.Example, null, headers));

    private async Task<WebApplication> StartAsync(params (string Name, string Value)[] limits)
    {
        var host = LocalHost.Build(new ServeOptions { Urls = "http://127.0.0.1:0", Demo = true }, (builder, _) => builder.Services
            .AddSingleton<TimeProvider>(new ManualClock(TestApi.Now))
            .AddSingleton(Office.Library)
            .AddDemo(_ => TestWorld.Staff)
            .AddSingleton(RequestLimits.Read(new ConfigurationBuilder().AddInMemoryCollection(limits.Select(limit => KeyValuePair.Create($"Limits:{limit.Name}", (string?)limit.Value))).Build())), [.. DemoServices.Endpoints, .. TestApi.Own, Large1]);
        _hosts.Add(host);
        await host.StartAsync();
        return host;
    }
}

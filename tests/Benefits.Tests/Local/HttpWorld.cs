using System.Net.Http.Headers;
using System.Net.Http.Json;
using Benefits.Applications;
using Benefits.Demo;
using Benefits.Http;
using Benefits.Http.Access;
using Benefits.Local;
using Benefits.Local.Commands;
using Benefits.Local.Workflows;
using Benefits.Storage;
using Benefits.Tests.Payouts;
using Benefits.Tests.Registers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Benefits.Tests.Local;

/// <summary>The embedded host on a free port, on the stores that it is given.</summary>
internal sealed class HttpWorld : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http;

    private HttpWorld(WebApplication app, Remains remains)
    {
        _app = app;
        _http = new HttpClient { BaseAddress = new Uri(app.Urls.First() + "/api/") };
        World = new PayoutWorld(app.Services, remains);
    }

    public PayoutWorld World { get; }

    public Uri Root => new(_app.Urls.First());

    public HttpClient Http => _http;

    public static async Task<HttpWorld> StartAsync(Remains remains, IReadOnlyCollection<Hire> hires, Seams? seams = null)
    {
        await remains.ClaimAsync(Office.Keys("k1"));
        var app = LocalHost.Build(new ServeOptions { Urls = "http://127.0.0.1:0", Demo = true }, (builder, _) =>
        {
            PayoutWorld.Register(builder.Services, remains, seams ?? new Seams());
            builder.Services.AddHostedService(provider => provider.GetRequiredService<LocalWorkflows>());
            builder.Services.AddDemo(_ => Staff());
        });
        await app.StartAsync();
        HttpWorld world = new(app, remains);
        await world.World.LoadAsync(hires);
        await world.World.SetBudgetsAsync(1_000_000, 1_000_000);
        return world;
    }

    /// <summary>The agent of firm 1, and those who sign.</summary>
    public static IReadOnlyList<DemoIdentity> Staff() =>
    [
        new() { Subject = "agent", Name = "企业经办", Role = Role.Agent, CreditCode = Office.Code(1) },
        new() { Subject = "caseworker", Name = "经办", Role = Role.Caseworker, District = PayoutWorld.County },
        new() { Subject = "reviewer", Name = "复核", Role = Role.Reviewer, District = PayoutWorld.County },
        new() { Subject = "operator", Name = "运维", Role = Role.Operator },
    ];

    public async Task SignInAsync(string subject) => await SignInAsync(_http, subject);

    public static async Task SignInAsync(HttpClient http, string subject)
    {
        using var answer = await http.PostAsJsonAsync(DemoEndpoints.SignIn, new DemoSignIn { Subject = subject }, StoredJson.Options);
        var token = StoredJson.Read<DemoToken>(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync()).Token;
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public Task<HttpResponseMessage> SubmitAsync(ApplicationForm form, string key) => SubmitAsync(_http, form, key);

    public static async Task<HttpResponseMessage> SubmitAsync(HttpClient http, ApplicationForm form, string key)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, Routes.Applications) { Content = JsonContent.Create(form, options: StoredJson.Options) };
        request.Headers.Add("Idempotency-Key", key);
        return await http.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}

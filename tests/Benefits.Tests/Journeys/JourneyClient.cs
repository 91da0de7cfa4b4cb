using System.Net.Http.Headers;
using System.Net.Http.Json;
using Benefits.Demo;
using Benefits.Http;
using Benefits.Storage;
using Benefits.Tests.Http;

namespace Benefits.Tests.Journeys;

/// <summary>Speaks to a host as people do: with a token of the demo's.</summary>
internal sealed class JourneyClient(Uri address) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = address, Timeout = TimeSpan.FromMinutes(2) };

    public static JourneyClient To(IJourneyHost host) => new(host.Address);

    public async Task<T> GetAsync<T>(string? subject, string path) => await ReadAsync<T>(await SendAsync(subject, HttpMethod.Get, path));

    public async Task<T> PostAsync<T>(string subject, string path, object? body, string? key = null) => await ReadAsync<T>(await SendAsync(subject, HttpMethod.Post, path, body, key));

    public async Task PostAsync(string subject, string path, object body)
    {
        using var answer = await SendAsync(subject, HttpMethod.Post, path, body);
        await ThrowAsync(answer);
    }

    /// <summary>The bare answer, whatever it is.</summary>
    public async Task<HttpResponseMessage> SendAsync(string? subject, HttpMethod verb, string path, object? body = null, string? key = null)
    {
        using HttpRequestMessage request = new(verb, path);
        if (subject is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(subject));
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        if (body is not null) request.Content = JsonContent.Create(body, body.GetType(), options: StoredJson.Options);
        return await _http.SendAsync(request);
    }

    /// <summary>An attack on the host, let in by whoever of the demo's people an endpoint is for.</summary>
    public Attack Attack(IReadOnlyList<DemoStaff> staff) => new(
        _http,
        async endpoint => endpoint.Roles.Count == 0 ? null : await TokenAsync(staff.First(one => one.Role.Equals(endpoint.Roles[0].ToString(), StringComparison.OrdinalIgnoreCase)).Subject),
        parameter => parameter.Example);

    public void Dispose() => _http.Dispose();

    /// <summary>Signed in anew each time: the clock jumps by weeks.</summary>
    private async Task<string> TokenAsync(string subject)
    {
        using var answer = await _http.PostAsJsonAsync($"{Routes.Prefix}/{DemoEndpoints.SignIn}", new DemoSignIn { Subject = subject }, StoredJson.Options);
        return (await ReadAsync<DemoToken>(answer)).Token;
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage answer)
    {
        await ThrowAsync(answer);
        return StoredJson.Read<T>(await answer.Content.ReadAsStringAsync());
    }

    private static async Task ThrowAsync(HttpResponseMessage answer)
    {
        if (!answer.IsSuccessStatusCode) throw new HttpRequestException($"{answer.RequestMessage!.Method} {answer.RequestMessage.RequestUri!.AbsolutePath} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
    }
}

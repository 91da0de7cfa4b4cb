using System.Net;
using Benefits.Http;
using Endpoint = Benefits.Http.Endpoint;

namespace Benefits.Tests.Http;

public sealed class HostileBodiesTests(TestApi api) : IClassFixture<TestApi>
{
    private static readonly IReadOnlyList<Endpoint> All = [.. Endpoints.All, .. TestApi.Own];

    private Attack Attack => new(api.Client, async endpoint => endpoint.Roles.Count == 0 ? null : await api.SignInAsync(endpoint.Roles.Contains(Role.Agent) ? "agent" : "reviewer"));

    public static TheoryData<string> WithBody => [.. All.Where(endpoint => endpoint.Request is not null).Select(endpoint => endpoint.Name)];

    public static TheoryData<string> Every => [.. All.Select(endpoint => endpoint.Name)];

    [Theory, MemberData(nameof(WithBody))]
    public Task Every_fault_of_a_hostile_body_is_named(string name) => Attack.WithBodiesAsync(Named(name));

    [Theory, MemberData(nameof(WithBody))]
    public Task False_encodings_charsets_and_sizes_are_refused(string name) => Attack.WithFalseFormsAsync(Named(name));

    [Theory, MemberData(nameof(Every))]
    public async Task Bad_and_unknown_parameters_are_named(string name)
    {
        if (Named(name).Accepts == BodyKind.Json) await Attack.WithParametersAsync(Named(name));
    }

    [Theory]
    [InlineData("PATCH", "/api/search", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "/api/search", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "/api/nowhere", HttpStatusCode.NotFound)]
    [InlineData("GET", "/nowhere", HttpStatusCode.NotFound)]
    public async Task Wrong_verbs_and_addresses_are_problems_too(string verb, string path, HttpStatusCode status)
    {
        using HttpRequestMessage request = new(new HttpMethod(verb), path);
        using var answer = await api.Client.SendAsync(request);
        await ProblemAssert.IsAsync(answer, status);
    }

    [Fact]
    public async Task Huge_addresses_and_headers_are_refused()
    {
        using var address = await api.Client.GetAsync($"/api/demo/staff?{new string('a', 20_000)}");
        Assert.Equal(HttpStatusCode.RequestUriTooLong, address.StatusCode);
        using HttpRequestMessage request = new(HttpMethod.Get, "/api/demo/staff");
        request.Headers.Add("X-Long", new string('a', 100_000));
        using var header = await api.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, header.StatusCode);
    }

    private static Endpoint Named(string name) => All.Single(endpoint => endpoint.Name == name);
}

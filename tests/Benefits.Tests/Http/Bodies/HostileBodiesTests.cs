using System.Net;
using Benefits.Demo;
using Benefits.Http;
using Endpoint = Benefits.Http.Endpoint;

namespace Benefits.Tests.Http.Bodies;

public sealed class HostileBodiesTests(TestApi api) : IClassFixture<TestApi>
{
    private static readonly IReadOnlyList<Endpoint> All = [.. DemoServices.Endpoints, .. TestApi.Own];

    private Attack Attack => new(api.Client, async endpoint => TestWorld.SubjectFor(endpoint) is { } subject ? await api.SignInAsync(subject) : null, api.World.ValueOf);

    public static TheoryData<string> WithBody => [.. All.Where(endpoint => endpoint.Request is not null).Select(endpoint => endpoint.Name)];

    public static TheoryData<string> Every => [.. All.Select(endpoint => endpoint.Name)];

    public static TheoryData<string> WithFile => [.. DemoServices.Endpoints.Where(endpoint => endpoint.Accepts == BodyKind.Csv).Select(endpoint => endpoint.Name)];

    [Theory, MemberData(nameof(WithBody))]
    public Task Every_fault_of_a_hostile_body_is_named(string name) => NothingIsWrittenAsync(() => Attack.WithBodiesAsync(Named(name)));

    [Theory, MemberData(nameof(WithBody))]
    public Task False_encodings_charsets_and_sizes_are_refused(string name) => NothingIsWrittenAsync(() => Attack.WithFalseFormsAsync(Named(name)));

    [Theory, MemberData(nameof(Every))]
    public Task Bad_and_unknown_parameters_are_named(string name) => NothingIsWrittenAsync(() => Attack.WithParametersAsync(Named(name)));

    [Theory, MemberData(nameof(WithFile))]
    public Task Every_hostile_file_is_refused(string name) => NothingIsWrittenAsync(async () =>
    {
        var endpoint = Named(name);
        if (endpoint.Parameters.FirstOrDefault(parameter => parameter.Name == "register") is not { } register)
        {
            await Attack.WithFilesAsync(endpoint, HostileFiles.Of("code,name,title,from,to,district", "91430100MA4TEXT00G,湖南示例精密制造有限公司,专精特新中小企业,2021-10-01,2024-09-30,430104"));
            return;
        }
        foreach (var kind in TestWorld.Policies.Registers)
        {
            Attack one = new(api.Client, async _ => await api.SignInAsync("operator"), parameter => parameter == register ? kind.Name : api.World.ValueOf(parameter));
            List<string> columns = [.. kind.Subjects.Select(subject => subject.Column), .. kind.Columns.Select(column => column.Name)];
            await one.WithFilesAsync(endpoint, HostileFiles.Of(string.Join(',', columns), string.Join(',', columns.Select(GoodCell))), kind.Name);
        }
    });

    [Theory, MemberData(nameof(WithFile))]
    public Task False_types_and_sizes_of_files_are_refused(string name) => NothingIsWrittenAsync(() => Attack.WithFalseFilesAsync(Named(name)));

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

    /// <summary>Nothing half-written: the store is to the row and version what it was.</summary>
    private async Task NothingIsWrittenAsync(Func<Task> attack)
    {
        var before = api.Digest();
        await attack();
        await api.IdleAsync();
        Assert.Equal(before, api.Digest());
        Assert.DoesNotContain(api.Log, line => line.Contains(TestWorld.ResidentIdOfExample, StringComparison.Ordinal));
    }

    private static string GoodCell(string column) => column switch
    {
        "residentId" => TestWorld.ResidentIdOfExample,
        "creditCode" => TestWorld.Firm,
        "school" => "湖南大学",
        "degree" => "本科",
        "fullTime" or "backPayment" or "insured" => "是",
        "kind" => "失业保险",
        "month" => "2022-07",
        "level" => "高级工",
        "paid" or "employerPaid" => "100.00",
        _ => "2022-07-18",
    };

    private static Endpoint Named(string name) => All.Single(endpoint => endpoint.Name == name);
}

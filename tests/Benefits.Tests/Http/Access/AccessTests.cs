using System.Net.Http.Headers;
using System.Text.Json;
using Benefits.Demo;
using Benefits.Http;
using Benefits.Storage;
using Endpoint = Benefits.Http.Endpoint;

namespace Benefits.Tests.Http.Access;

/// <summary>Who may do what (权限矩阵): every endpoint, everybody, about a firm of county 430104 and its application.</summary>
public sealed class AccessTests(TestApi api) : IClassFixture<TestApi>
{
    /// <remarks>
    /// "in" is let in: 2xx, or where the example's act was done before, 409 or 422. Nobody's token is the first column; the others are here and elsewhere,
    /// the agent of the firm and of another, the caseworker of the county and of another prefecture's, and so on. What one may not see is not there: 404, never 403.
    /// </remarks>
    private const string Table = """
        endpoint                nobody  agent agent-other caseworker caseworker-other reviewer reviewer-other supervisor supervisor-other auditor operator
        ListPolicies            in      in    in          in         in               in       in             in         in               in      in
        GetPolicy               in      in    in          in         in               in       in             in         in               in      in
        GetEnterprise           401     in    404         in         404              in       404            in         404              in      in
        ListEnterpriseMessages  401     in    404         in         404              in       404            in         404              in      403
        PreviewEnterpriseList   401     403   403         403        403              403      403            403        403              403     in
        ImportEnterpriseList    401     403   403         403        403              403      403            403        403              403     in
        LoadRegister            401     403   403         403        403              403      403            403        403              403     in
        PreviewApplication      401     in    403         403        403              403      403            403        403              403     403
        SubmitApplication       401     in    403         403        403              403      403            403        403              403     403
        ListApplications        401     in    in          in         in               in       in             in         in               in      403
        GetApplication          401     in    404         in         404              in       404            in         404              in      403
        CorrectAccount          401     in    404         403        403              403      403            403        403              403     403
        SignApplication         401     403   403         in         404              in       404            403        403              403     403
        ListQueue               401     403   403         in         403              in       403            in         403              in      403
        ListNotices             in      in    in          in         in               in       in             in         in               in      in
        GetNotice               in      in    in          in         in               in       in             in         in               in      in
        RaiseObjection          in      in    in          in         in               in       in             in         in               in      in
        DecideObjection         401     403   403         in         404              in       404            403        403              403     403
        ListFunds               401     403   403         in         in               in       in             in         in               in      in
        RaiseBudget             401     403   403         403        403              403      403            403        403              403     in
        ListLedger              401     in    404         in         404              in       404            in         404              in      403
        Reconcile               401     403   403         403        403              403      403            403        403              in      in
        ListDifferences         401     403   403         403        403              403      403            403        403              in      in
        VerifyAudit             401     403   403         403        403              403      403            403        403              in      403
        ListJobRuns             401     403   403         403        403              403      403            403        403              in      in
        GetJob                  401     403   403         403        403              403      403            403        403              404     404
        RunJob                  401     403   403         403        403              403      403            403        403              403     in
        Tick                    401     403   403         403        403              403      403            403        403              403     in
        DemoSignIn              in      in    in          in         in               in       in             in         in               in      in
        ListDemoStaff           in      in    in          in         in               in       in             in         in               in      in
        """;

    private static readonly string[][] Rows = [.. Table.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))];

    /// <summary>In the order of the catalogue: whoever has objected to a case is kept from signing it, which is not the table's matter.</summary>
    [Fact]
    public async Task Everybody_gets_what_the_table_says()
    {
        List<string> wrong = [];
        foreach (var endpoint in DemoServices.Endpoints)
        {
            var row = Rows.Single(cells => cells[0] == endpoint.Name);
            for (var column = 1; column < row.Length; column++)
            {
                var who = Rows[0][column];
                var said = await SendAsync(endpoint, who == "nobody" ? null : await api.SignInAsync(who));
                if (said != row[column]) wrong.Add($"{endpoint.Name}: {who}: {said} instead of {row[column]}");
            }
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void The_table_names_every_endpoint_once() =>
        Assert.Equal(DemoServices.Endpoints.Select(endpoint => endpoint.Name).Order(), Rows.Skip(1).Select(cells => cells[0]).Order());

    [Fact]
    public async Task A_list_of_applications_is_empty_for_whom_they_do_not_concern()
    {
        Assert.Equal("in", await SendAsync(Named("GetApplication"), await api.SignInAsync("agent")));
        var path = $"/api/applications?enterprise={Examples.Enterprise}";
        Assert.Contains(Examples.Enterprise, await ReadAsync(path, "agent"), StringComparison.Ordinal);
        Assert.Contains(Examples.Enterprise, await ReadAsync(path, "caseworker"), StringComparison.Ordinal);
        Assert.Equal("""{"items":[]}""", await ReadAsync(path, "agent-other"));
        Assert.Equal("""{"items":[]}""", await ReadAsync(path, "caseworker-other"));
    }

    [Fact]
    public async Task A_list_of_funds_holds_those_of_ones_own_district_only()
    {
        Assert.Equal("in", await SendAsync(Named("ListFunds"), await api.SignInAsync("caseworker")));
        Assert.Contains("430104", await ReadAsync("/api/funds", "caseworker"), StringComparison.Ordinal);
        Assert.DoesNotContain("430104", await ReadAsync("/api/funds", "caseworker-other"), StringComparison.Ordinal);
        Assert.DoesNotContain("430104", await ReadAsync("/api/funds", "supervisor-other"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_public_names_nobody()
    {
        var notice = await ReadAsync($"/api/notices/{api.World.Case}", null);
        Assert.DoesNotContain("张三", notice, StringComparison.Ordinal);
        Assert.DoesNotContain("王五", notice, StringComparison.Ordinal);
        Assert.DoesNotContain(TestWorld.ResidentIdOfExample, notice, StringComparison.Ordinal);
        var file = await ReadAsync($"/api/applications/{api.World.Case}", "agent");
        Assert.DoesNotContain(TestWorld.ResidentIdOfExample, file, StringComparison.Ordinal);
        Assert.DoesNotContain("1901001009200012345", file, StringComparison.Ordinal);
    }

    private async Task<string> ReadAsync(string path, string? subject)
    {
        using var answer = await api.GetAsync(path, subject is null ? null : await api.SignInAsync(subject));
        Assert.True(answer.IsSuccessStatusCode, $"{path} for {subject}: {answer.StatusCode}");
        return await answer.Content.ReadAsStringAsync();
    }

    private async Task<string> SendAsync(Endpoint endpoint, string? token)
    {
        string Filled(Parameter parameter) => parameter.Name == "district" ? "430104" : api.World.ValueOf(parameter);
        var path = endpoint.Parameters.Where(parameter => parameter.Place == Place.Path).Aggregate(endpoint.Route, (route, parameter) => route.Replace($"{{{parameter.Name}}}", Filled(parameter), StringComparison.Ordinal));
        var query = string.Join('&', endpoint.Parameters.Where(parameter => parameter.Place == Place.Query).Select(parameter => $"{parameter.Name}={Uri.EscapeDataString(Filled(parameter))}"));
        using HttpRequestMessage request = new(new HttpMethod(endpoint.Verb.ToString().ToUpperInvariant()), $"/api/{path}{(query.Length > 0 ? $"?{query}" : "")}");
        foreach (var parameter in endpoint.Parameters.Where(parameter => parameter.Place == Place.Header)) request.Headers.TryAddWithoutValidation(parameter.Name, Filled(parameter));
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (endpoint.Request is not null) request.Content = Json(endpoint.Name == "DemoSignIn" ? new DemoSignIn { Subject = "agent" } : endpoint.Example!, endpoint.Request);
        if (endpoint.Accepts == BodyKind.Csv) request.Content = new StringContent("x", MediaTypeHeaderValue.Parse("text/csv"));
        using var answer = await api.Client.SendAsync(request);
        var status = (int)answer.StatusCode;
        if (status is 401 or 403 or 404) await ProblemAssert.IsAsync(answer, answer.StatusCode, endpoint.Name);
        return answer.IsSuccessStatusCode || status is 409 or 422 ? "in" : $"{status}";
    }

    private static ByteArrayContent Json(object body, Type type) => new(JsonSerializer.SerializeToUtf8Bytes(body, type, StoredJson.Options)) { Headers = { ContentType = new("application/json") } };

    private static Endpoint Named(string name) => DemoServices.Endpoints.Single(endpoint => endpoint.Name == name);
}

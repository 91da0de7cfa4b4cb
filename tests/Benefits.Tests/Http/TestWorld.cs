using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Benefits.Applications;
using Benefits.Cases;
using Benefits.Cases.Notices;
using Benefits.Demo;
using Benefits.Enterprises.Lists;
using Benefits.Funds;
using Benefits.Http;
using Benefits.Http.Access;
using Benefits.Payouts;
using Benefits.Policy;
using Benefits.Registers;
using Benefits.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Benefits.Tests.Http;

/// <summary>Two firms in two counties, one of which has an application with a line on public notice and an objection to it; and somebody of every role here and there.</summary>
internal sealed record TestWorld(CaseId Case, LineId Line, string Report)
{
    /// <summary>The firm of the examples, in 430104.</summary>
    public const string Firm = Examples.Enterprise;

    /// <summary>In another prefecture.</summary>
    public const string OtherFirm = "91430200MA4TEXT11A";

    public static readonly DistrictCode County = Typed.Parse<DistrictCode>("430104");

    public static readonly PolicyLibrary Policies = PolicyLibrary.LoadBuiltIn();

    public static readonly IReadOnlyList<DemoIdentity> Staff =
    [
        new() { Subject = "agent", Name = "企业甲", Role = Role.Agent, CreditCode = Typed.Parse<CreditCode>(Firm) },
        new() { Subject = "agent-other", Name = "企业乙", Role = Role.Agent, CreditCode = Code(OtherFirm) },
        new() { Subject = "caseworker", Name = "经办甲", Role = Role.Caseworker, District = Typed.Parse<DistrictCode>("430104") },
        new() { Subject = "caseworker-other", Name = "经办乙", Role = Role.Caseworker, District = Typed.Parse<DistrictCode>("430204") },
        new() { Subject = "reviewer", Name = "复核员", Role = Role.Reviewer, District = Typed.Parse<DistrictCode>("4301") },
        new() { Subject = "reviewer-other", Name = "复核乙", Role = Role.Reviewer, District = Typed.Parse<DistrictCode>("4302") },
        new() { Subject = "supervisor", Name = "监督甲", Role = Role.Supervisor, District = Typed.Parse<DistrictCode>("43") },
        new() { Subject = "supervisor-other", Name = "监督乙", Role = Role.Supervisor, District = Typed.Parse<DistrictCode>("44") },
        new() { Subject = "auditor", Name = "审计", Role = Role.Auditor },
        new() { Subject = "operator", Name = "运维", Role = Role.Operator },
        new() { Subject = "lost", Name = "无辖区", Role = Role.Reviewer },
    ];

    /// <summary>The number of the worker on the examples' form: must not be in any answer or log line.</summary>
    public static string ResidentIdOfExample => FormExample.Form.Workers[0].ResidentId;

    /// <summary>Whose token an endpoint lets in; null where it asks for none.</summary>
    public static string? SubjectFor(Endpoint endpoint) =>
        endpoint.Roles.Count == 0 ? null
        : Staff.First(one => endpoint.Roles.Contains(one.Role) && !one.Subject.Contains("other", StringComparison.Ordinal)
            && (one.Role != Role.Caseworker || !endpoint.Roles.Contains(Role.Reviewer))).Subject;

    /// <summary>A value of this world for a parameter, so that the endpoint finds what it is asked for.</summary>
    public string ValueOf(Parameter parameter) => parameter.Name switch
    {
        "id" when parameter == CaseAnswers.Number => Case.Text,
        "line" => Line.Text,
        "report" => Report,
        "job" => "docket-sweep",
        _ => parameter.Example,
    };

    public static async Task<TestWorld> MakeAsync(TestApi api)
    {
        var services = api.Services;
        var worker = FormExample.Form.Workers[0];
        var list = $"""
            code,name,title,from,to,district
            {Firm},{FormExample.Form.Account.Name},专精特新中小企业,2021-10-01,2024-09-30,430104
            {Code(OtherFirm)},株洲另一家精密制造有限公司,专精特新中小企业,2021-10-01,2024-09-30,430204
            """;
        var import = await services.GetRequiredService<EnterpriseListImport>().ApplyAsync(Csv(list), default);
        Assert.IsType<ListImport.Applied>(import);
        await LoadAsync(services, "graduates", $"residentId,school,degree,fullTime,graduatedOn\n{worker.ResidentId},湖南大学,本科,是,2022-06-20");
        await LoadAsync(services, "contracts", $"residentId,creditCode,from,to,filedOn\n{worker.ResidentId},{Firm},2022-07-01,2024-06-30,2022-07-06");
        await services.GetRequiredService<FundStore>().SetBudgetAsync(new FundKey("employment", Typed.Parse<DistrictCode>("430104"), 2022), Money.FromYuan(1_000_000), "test", default);

        using HttpRequestMessage request = new(HttpMethod.Post, "/api/applications") { Content = JsonContent.Create(FormExample.Form, options: StoredJson.Options) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await api.SignInAsync("agent"));
        request.Headers.Add("Idempotency-Key", "2022-09-01-0001");
        using var answer = await api.Client.SendAsync(request);
        var said = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, said);
        var id = StoredJson.Read<Receipt>(said).Id;
        await api.IdleAsync();
        LineId line = new(id, 1, 1);
        Assert.Equal(LineStage.InNotice, (await services.GetRequiredService<CaseStore>().FindLineAsync(line, default))?.State);
        await services.GetRequiredService<Objections>().RaiseAsync(line, new ObjectionForm { Name = "王五", Phone = "0731-80000001", Grounds = "请核查" }, null, default);
        await api.IdleAsync();
        var report = await services.GetRequiredService<BooksCheck>().ReconcileAsync(new DateOnly(2022, 9, 1), default);
        return new TestWorld(id, line, report.File!);
    }

    public static MemoryStream Csv(string text) => new(Encoding.UTF8.GetBytes(text));

    private static async Task LoadAsync(IServiceProvider services, string register, string csv)
    {
        var report = await services.GetRequiredService<RegisterLoader>().LoadAsync(new RegisterLoad { Register = register, AsOf = new DateOnly(2022, 8, 31) }, Csv(csv), default);
        Assert.Empty(report.Faults);
    }

    /// <summary>The code with its check character put right.</summary>
    private static CreditCode Code(string text) => Typed.Parse<CreditCode>($"{text[..17]}{CreditCode.CheckCharacter(text.AsSpan(0, 17))}");
}

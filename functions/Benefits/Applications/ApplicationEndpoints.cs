using System.Diagnostics;
using Benefits.Cases;
using Benefits.Http;
using Benefits.Http.Access;
using Benefits.Storage;
using Microsoft.AspNetCore.Http;

namespace Benefits.Applications;

/// <summary>Applications (申请) from the first look to the last payment.</summary>
internal static class ApplicationEndpoints
{
    private const string Tag = "申请";

    private static readonly Parameter IdempotencyKey = new Parameter
    {
        Name = "Idempotency-Key",
        Says = "幂等键：同一份申请重复提交时不变，1至100个可见ASCII字符",
        Example = "2022-09-01-0001",
        Schema = new() { ["type"] = "string", ["minLength"] = 1, ["maxLength"] = 100 },
        FaultOf = text => text.Length is >= 1 and <= 100 && text.All(character => character is > ' ' and < '\u007F') ? null : "应为1至100个可见ASCII字符",
    }.InHeader().Needed();

    public static IReadOnlyList<Endpoint> All { get; } =
    [
        new()
        {
            Name = "PreviewApplication",
            Verb = Verb.Post,
            Route = Routes.ApplicationPreview,
            Tag = Tag,
            Summary = "预审：逐人逐项告知可兑现、待到期、待核实或不符合，以及理由和依据",
            Description = "不占用资格，不构成承诺。每次最多500人；合计为全部人员，逐人结果分页答复，续页时再次提交同一份表。",
            Roles = [Role.Agent],
            Request = typeof(ApplicationForm),
            Example = FormExample.Form,
            MaxBytes = Endpoint.LargeFormBytes,
            Pages = Paging.Detailed,
            Response = typeof(PreviewResult),
            Problems = [ProblemKind.Unprocessable],
            Handle = Handler.Of<Preview, FourEyes>(PreviewAsync),
        },
        new()
        {
            Name = "SubmitApplication",
            Verb = Verb.Post,
            Route = Routes.Applications,
            Tag = Tag,
            Summary = "提交申请：一张表申请多项补贴，受理后自动办理",
            Description = "相同幂等键、相同内容重复提交，得到同一回执；相同幂等键、不同内容，答复422。",
            Roles = [Role.Agent],
            Parameters = [IdempotencyKey],
            Request = typeof(ApplicationForm),
            Example = FormExample.Form,
            MaxBytes = Endpoint.LargeFormBytes,
            Response = typeof(Receipt),
            Success = StatusCodes.Status202Accepted,
            Problems = [ProblemKind.Unprocessable],
            Handle = Handler.Of<Intake>(SubmitAsync),
        },
        new()
        {
            Name = "ListApplications",
            Verb = Verb.Get,
            Route = Routes.Applications,
            Tag = Tag,
            Summary = "企业的全部申请，由远及近；只列出您有权查看的",
            Roles = [Role.Agent, .. RoleSets.Readers],
            Parameters = [Parameter.Typed<CreditCode>("enterprise", "统一社会信用代码", Examples.Enterprise).Needed()],
            Pages = Paging.Brief,
            Response = typeof(Page<ApplicationBrief>),
            Handle = Handler.Of<CaseStore>(ListAsync),
        },
        new()
        {
            Name = "GetApplication",
            Verb = Verb.Get,
            Route = Routes.Application,
            Tag = Tag,
            Summary = "办件详情：每一步及日期，每一项认定及依据",
            Roles = [Role.Agent, .. RoleSets.Readers],
            Description = "逐人的认定分页答复，合计为全部人员。",
            Parameters = [CaseAnswers.Number],
            Pages = Paging.Detailed,
            Response = typeof(ApplicationView),
            Problems = [ProblemKind.NotFound],
            Handle = Handler.Of<CaseAnswers, CaseReader>(GetAsync),
        },
    ];

    private static async Task<IResult> PreviewAsync(ApiCall call, Preview preview, FourEyes eyes)
    {
        var form = call.Body<ApplicationForm>();
        if (!call.Caller.MayActFor(form.Enterprise)) return Problems.Forbidden("只能为本企业办理");
        var (result, faults) = await preview.RunAsync(form, call.Page, call.Cancel);
        if (result is null) return Problems.Unprocessable($"申请表有{faults.Count}处需要更正", faults);
        return await eyes.ActForAsync(form.Enterprise, call.Caller.Subject, call.Cancel) is { } reason ? Problems.Forbidden(reason) : TypedResults.Ok(result);
    }

    private static async Task<IResult> SubmitAsync(ApiCall call, Intake intake)
    {
        var form = call.Body<ApplicationForm>();
        if (!call.Caller.MayActFor(form.Enterprise)) return Problems.Forbidden("只能为本企业办理");
        return await intake.SubmitAsync(form, call.Header("Idempotency-Key")!, call.Caller.Subject, call.Cancel) switch
        {
            IntakeResult.Received received => TypedResults.Accepted($"/{Routes.Prefix}/{Routes.Applications}/{received.Receipt.Id}", received.Receipt),
            IntakeResult.SamePerson barred => Problems.Forbidden(barred.Reason),
            IntakeResult.KeyReused => Problems.Unprocessable("该幂等键已用于另一份申请，请更换幂等键", new Fault("header:Idempotency-Key", "已用于内容不同的申请")),
            IntakeResult.Faulty faulty => Problems.Unprocessable($"申请表有{faulty.Faults.Count}处需要更正", faulty.Faults),
            _ => throw new UnreachableException(),
        };
    }

    private static async Task<IResult> ListAsync(ApiCall call, CaseStore cases)
    {
        var enterprise = call.Query<CreditCode>("enterprise")!.Value;
        var own = await cases.ListAsync(enterprise, call.Cancel).Where(header => call.Caller.MayRead(enterprise, header.District)).ToListAsync(call.Cancel);
        return TypedResults.Ok(call.Page.Of(own, header => $"{header.ReceivedAt.UtcTicks:0000000000000000000}-{header.Id}", ApplicationBrief.Of));
    }

    private static async Task<IResult> GetAsync(ApiCall call, CaseAnswers answers, CaseReader reader) =>
        await answers.FindAsync(call) is { } header && call.Caller.MayRead(header.Id.Enterprise, header.District)
            ? TypedResults.Ok(await reader.ViewAsync(header, call.Page, call.Cancel))
            : CaseAnswers.NoSuchCase();
}

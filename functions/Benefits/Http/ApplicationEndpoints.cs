using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Diagnostics;
using Benefits.Applications;
using Benefits.Cases;
using Benefits.Payouts;
using Benefits.Storage;
using Microsoft.AspNetCore.Http;

namespace Benefits.Http;

/// <summary>Applications (申请) from the first look to the last payment.</summary>
internal static class ApplicationEndpoints
{
    private const string Tag = "申请";

    public static readonly Parameter CaseNumber = Parameter.Typed<CaseId>("id", "申请编号", $"{Examples.Enterprise}-0123456789ab").InPath();

    private static readonly Parameter IdempotencyKey = new Parameter
    {
        Name = "Idempotency-Key",
        Says = "幂等键：同一份申请重复提交时不变，1至100个可见ASCII字符",
        Example = "2022-09-01-0001",
        Schema = new() { ["type"] = "string", ["minLength"] = 1, ["maxLength"] = 100 },
        FaultOf = text => text.Length is >= 1 and <= 100 && text.All(sign => sign is > ' ' and < '\u007F') ? null : "应为1至100个可见ASCII字符",
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
            Example = Examples.Form,
            MaxBytes = Endpoint.LargeFormBytes,
            Pages = Paging.Detailed,
            Response = typeof(PreviewResult),
            Problems = [ProblemKind.Unprocessable],
            Handle = PreviewAsync,
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
            Example = Examples.Form,
            MaxBytes = Endpoint.LargeFormBytes,
            Response = typeof(Receipt),
            Success = StatusCodes.Status202Accepted,
            Problems = [ProblemKind.Unprocessable],
            Handle = SubmitAsync,
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
            Handle = ListAsync,
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
            Parameters = [CaseNumber],
            Pages = Paging.Detailed,
            Response = typeof(ApplicationView),
            Problems = [ProblemKind.NotFound],
            Handle = GetAsync,
        },
        new()
        {
            Name = "CorrectAccount",
            Verb = Verb.Post,
            Route = Routes.ApplicationAccount,
            Tag = Tag,
            Summary = "退票后更正收款账户，随后自动重新发放",
            Description = "同一人再次提交相同账户，答复不变；同时提交不同账户的只计一个，其余答复409。",
            Roles = [Role.Agent],
            Parameters = [CaseNumber],
            Request = typeof(AccountForm),
            Example = Examples.Form.Account,
            Success = StatusCodes.Status202Accepted,
            Problems = [ProblemKind.NotFound, ProblemKind.Conflict, ProblemKind.Unprocessable],
            Handle = CorrectAccountAsync,
        },
        new()
        {
            Name = "SignApplication",
            Verb = Verb.Post,
            Route = Routes.ApplicationSignature,
            Tag = "审核",
            Summary = "签批：通过、部分通过或不予通过",
            Description = "代企业办理过业务的人和已签批的人不得签批；第二次及以后的签批由复核人员办理。同时签批的只计一人，其余答复409。",
            Roles = RoleSets.Deciders,
            Parameters = [CaseNumber],
            Request = typeof(SignatureForm),
            Example = new SignatureForm { Approved = true, Without = [], Reason = "" },
            Success = StatusCodes.Status202Accepted,
            Problems = [ProblemKind.NotFound, ProblemKind.Conflict, ProblemKind.Unprocessable],
            Handle = SignAsync,
        },
        new()
        {
            Name = "ListQueue",
            Verb = Verb.Get,
            Route = Routes.Queue,
            Tag = "审核",
            Summary = "待办：按法定时限由近及远",
            Roles = RoleSets.Readers,
            Parameters = [Parameter.Typed<DistrictCode>("district", "经办地行政区划代码", "430104").Needed()],
            Pages = Paging.Brief,
            Response = typeof(Page<QueueRow>),
            Handle = QueueAsync,
        },
    ];

    private static async Task<IResult> PreviewAsync(ApiCall call)
    {
        var form = call.Body<ApplicationForm>();
        if (!call.Caller.MayActFor(form.Enterprise)) return Problems.Forbidden("只能为本企业办理");
        var (result, faults) = await call.Get<Preview>().RunAsync(form, call.Page, call.Cancel);
        if (result is null) return Problems.Unprocessable($"申请表有{faults.Count}处需要更正", faults);
        return await call.Get<FourEyes>().ActForAsync(form.Enterprise, call.Caller.Subject, call.Cancel) is { } reason ? Problems.Forbidden(reason) : TypedResults.Ok(result);
    }

    private static async Task<IResult> SubmitAsync(ApiCall call)
    {
        var form = call.Body<ApplicationForm>();
        if (!call.Caller.MayActFor(form.Enterprise)) return Problems.Forbidden("只能为本企业办理");
        return await call.Get<Intake>().SubmitAsync(form, call.Header("Idempotency-Key")!, call.Caller.Subject, call.Cancel) switch
        {
            IntakeResult.Received received => TypedResults.Accepted($"/{Routes.Prefix}/{Routes.Applications}/{received.Receipt.Id}", received.Receipt),
            IntakeResult.SamePerson barred => Problems.Forbidden(barred.Reason),
            IntakeResult.KeyReused => Problems.Unprocessable("该幂等键已用于另一份申请，请更换幂等键", new Fault("header:Idempotency-Key", "已用于内容不同的申请")),
            IntakeResult.Faulty faulty => Problems.Unprocessable($"申请表有{faulty.Faults.Count}处需要更正", faulty.Faults),
            _ => throw new UnreachableException(),
        };
    }

    private static async Task<IResult> ListAsync(ApiCall call)
    {
        var enterprise = call.Query<CreditCode>("enterprise")!.Value;
        var own = await call.Get<CaseStore>().ListAsync(enterprise, call.Cancel).Where(header => call.Caller.MayRead(enterprise, header.District)).ToListAsync(call.Cancel);
        return TypedResults.Ok(call.Page.Of(own, header => $"{header.ReceivedAt.UtcTicks:0000000000000000000}-{header.Id}", ApplicationBrief.Of));
    }

    private static async Task<IResult> GetAsync(ApiCall call) =>
        await FindAsync(call) is { } header && call.Caller.MayRead(header.Id.Enterprise, header.District)
            ? TypedResults.Ok(await call.Get<CaseReader>().ViewAsync(header, call.Page, call.Cancel))
            : NoSuchCase();

    private static async Task<IResult> CorrectAccountAsync(ApiCall call)
    {
        if (await FindAsync(call) is not { } header || !call.Caller.MayActFor(header.Id.Enterprise)) return NoSuchCase();
        return await call.Get<ReturnedPayments>().CorrectAsync(header, call.Body<AccountForm>(), call.Caller.Subject, call.Cancel) switch
        {
            CorrectionResult.Corrected => TypedResults.Accepted($"/{Routes.Prefix}/{Routes.Applications}/{header.Id}"),
            CorrectionResult.NotWaiting => Problems.Conflict($"该申请当前没有待更正的退票。{await StandsAsync(call, header.Id)}"),
            CorrectionResult.SamePerson barred => Problems.Forbidden(barred.Reason),
            CorrectionResult.Faulty faulty => Problems.Unprocessable("账户信息需要更正", faulty.Faults),
            _ => throw new UnreachableException(),
        };
    }

    private static async Task<IResult> SignAsync(ApiCall call)
    {
        if (await FindAsync(call) is not { } header || !call.Caller.MayHandle(header.District)) return NoSuchCase();
        var form = call.Body<SignatureForm>();
        if ((!form.Approved || form.Without.Count > 0) && string.IsNullOrWhiteSpace(form.Reason)) return Problems.Unprocessable("请说明理由", new Fault("/reason", "不予通过或部分通过须说明理由"));
        var result = await call.Get<Review>().SignAsync(header, call.Caller.Subject, call.Caller.Role == Role.Reviewer, form.Approved, form.Without, form.Reason, call.Cancel);
        return result switch
        {
            SignResult.Done => TypedResults.Accepted($"/{Routes.Prefix}/{Routes.Applications}/{header.Id}"),
            SignResult.NotWaiting => Problems.Conflict($"该申请当前不待签批，或已由他人签批。{await StandsAsync(call, header.Id)}"),
            SignResult.SamePerson => Problems.Forbidden(await WhyNotAsync(call, new Involvement(Part.SignedCase, header.Id))),
            SignResult.ReviewerNeeded => Problems.Forbidden("第二次及以后的签批须由复核人员办理"),
            SignResult.NoSuchLine => Problems.Unprocessable("剔除的明细不属于该申请", new Fault("/without", "含有不属于该申请的发放明细")),
            _ => throw new UnreachableException(),
        };
    }

    private static async Task<IResult> QueueAsync(ApiCall call)
    {
        var district = call.Query<DistrictCode>("district")!.Value;
        if (!call.Caller.MayOversee(district)) return Problems.Forbidden("不在您的管辖范围内");
        return TypedResults.Ok(await call.Get<Worklist>().ReadAsync(district, call.Page, call.Cancel));
    }

    /// <summary>What the caller did before never goes away, so that the reason asked for after a refusal is still the one.</summary>
    internal static async Task<string> WhyNotAsync(ApiCall call, Involvement act) =>
        (await call.Get<FourEyes>().ReadAsync(act.Case!.Value.Enterprise, call.Caller.Subject, call.Cancel)).WhyNot(act) ?? throw new UnreachableException();

    /// <summary>Where the case stands, for those whom someone else forestalled.</summary>
    internal static async Task<string> StandsAsync(ApiCall call, CaseId id)
    {
        var progress = await call.Get<CaseStore>().ProgressAsync(id, call.Cancel);
        return $"现状：{CaseWords.Of(progress.Stage)}；最近一步：{progress.Steps[^1].Text}（{progress.Steps[^1].At.BusinessDate:yyyy-MM-dd}）";
    }

    /// <summary>What one may not see is not there.</summary>
    private static IResult NoSuchCase() => Problems.NotFound("没有这份申请，或您无权查看");

    private static Task<CaseHeader?> FindAsync(ApiCall call) => call.Get<CaseStore>().FindAsync(call.Route<CaseId>("id"), call.Cancel);
}

/// <summary>A signature (签批) as it arrives.</summary>
public sealed record SignatureForm
{
    [Description("true为通过，false为不予通过")]
    public required bool Approved { get; init; }

    [Description("通过但剔除的发放明细编号")]
    [MaxLength(1000)]
    public required IReadOnlyList<LineId> Without { get; init; }

    [Description("不予通过或剔除的理由；全部通过时可为空")]
    [MinLength(0)]
    [MaxLength(500)]
    public required string Reason { get; init; }
}

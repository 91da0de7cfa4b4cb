using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Diagnostics;
using Benefits.Http;
using Benefits.Http.Access;
using Benefits.Storage;
using Microsoft.AspNetCore.Http;

namespace Benefits.Cases.Notices;

/// <summary>Public notices (公示) and objections (异议).</summary>
internal static class NoticeEndpoints
{
    private const string Tag = "公示";

    private static readonly Parameter LineNumber = Parameter.Typed<LineId>("line", "发放明细编号", $"{Examples.Enterprise}-0123456789ab-00001-01").InPath();

    public static IReadOnlyList<Endpoint> All { get; } =
    [
        new()
        {
            Name = "ListNotices",
            Verb = Verb.Get,
            Route = Routes.Notices,
            Tag = Tag,
            Summary = "公示列表（公开）",
            Parameters = [Parameter.Typed<DistrictCode>("district", "行政区划代码，含下级", "4301").Needed()],
            Pages = Paging.Brief,
            Response = typeof(Page<Notice>),
            Handle = Handler.Of<NoticeBoard>(async (call, board) => TypedResults.Ok(await board.ListAsync(call.Query<DistrictCode>("district")!.Value, call.Page, call.Cancel))),
        },
        new()
        {
            Name = "GetNotice",
            Verb = Verb.Get,
            Route = Routes.Notice,
            Tag = Tag,
            Summary = "公示全文（公开），姓名已脱敏，合计与明细一致",
            Parameters = [CaseAnswers.Number],
            Pages = Paging.Brief,
            Response = typeof(NoticeView),
            Problems = [ProblemKind.NotFound],
            Handle = Handler.Of<NoticeBoard>(GetAsync),
        },
        new()
        {
            Name = "RaiseObjection",
            Verb = Verb.Post,
            Route = Routes.LineObjections,
            Tag = Tag,
            Summary = "对公示中的一笔提出异议；只中止该笔，不影响其他",
            Description = "须实名；姓名、电话和理由加密保存，不公开。登录后提出的，本人不得再办理该申请。同一异议处理前重复提交，答复不变。",
            MaySignIn = true,
            Parameters = [LineNumber],
            Request = typeof(ObjectionForm),
            MaxBytes = Endpoint.SmallBytes,
            Example = new ObjectionForm { Name = "张三", Phone = "0731-80000000", Grounds = "该人员实际未在该企业工作" },
            Success = StatusCodes.Status202Accepted,
            Problems = [ProblemKind.NotFound, ProblemKind.Conflict],
            Handle = Handler.Of<Objections>(RaiseAsync),
        },
        new()
        {
            Name = "DecideObjection",
            Verb = Verb.Post,
            Route = Routes.LineObjection,
            Tag = Tag,
            Summary = "处理异议：成立则该笔不予发放，不成立则恢复",
            Description = "代企业办理过业务、签批过该申请或对其提出过异议的人不得处理。同时处理的只计一个，其余答复409。",
            Roles = RoleSets.Deciders,
            Parameters = [LineNumber, Parameter.Number("number", "该笔的第几个异议", 1, 1, 99).InPath()],
            Request = typeof(ObjectionDecision),
            Example = new ObjectionDecision { Upheld = false, Reason = "经核查，社保与用工备案相符" },
            Success = StatusCodes.Status202Accepted,
            Problems = [ProblemKind.NotFound, ProblemKind.Conflict],
            Handle = Handler.Of<CaseStore, Objections, CaseAnswers>(DecideAsync),
        },
    ];

    private static async Task<IResult> GetAsync(ApiCall call, NoticeBoard board) =>
        await board.FindAsync(call.Route<CaseId>("id"), call.Page, call.Cancel) is var (notice, lines)
            ? TypedResults.Ok(new NoticeView { Notice = notice, Lines = lines.Items, Next = lines.Next })
            : Problems.NotFound("没有这份公示");

    private static async Task<IResult> RaiseAsync(ApiCall call, Objections objections)
    {
        var line = call.Route<LineId>("line");
        var by = call.SignedIn is { } caller ? new Objector(caller.Subject, caller.MayActFor(line.Case.Enterprise)) : null;
        return await objections.RaiseAsync(line, call.Body<ObjectionForm>(), by, call.Cancel) switch
        {
            ObjectionResult.Done => TypedResults.StatusCode(StatusCodes.Status202Accepted),
            ObjectionResult.NoSuchLine => Problems.NotFound("没有这笔发放明细"),
            ObjectionResult.TooLate => Problems.Conflict("该笔不在公示期内"),
            ObjectionResult.TooMany => Problems.Conflict("该笔的异议已足够多，正在核查"),
            ObjectionResult.SamePerson => throw new UnreachableException("Nobody is kept from objecting."),
            _ => throw new UnreachableException(),
        };
    }

    private static async Task<IResult> DecideAsync(ApiCall call, CaseStore cases, Objections objections, CaseAnswers answers)
    {
        var line = call.Route<LineId>("line");
        var header = await cases.FindAsync(line.Case, call.Cancel);
        if (header is null || !call.Caller.MayHandle(header.District)) return Problems.NotFound("没有这份申请，或您无权办理");
        var decision = call.Body<ObjectionDecision>();
        var number = int.Parse(call.Route("number"), null);
        return await objections.DecideAsync(line, number, decision.Upheld, decision.Reason, call.Caller.Subject, call.Cancel) switch
        {
            ObjectionResult.Done => TypedResults.StatusCode(StatusCodes.Status202Accepted),
            ObjectionResult.NoSuchLine => Problems.NotFound("没有这笔发放明细或异议"),
            ObjectionResult.TooLate => Problems.Conflict(await StandsAsync(objections, answers, line, number, call.Cancel)),
            ObjectionResult.SamePerson => Problems.Forbidden(await answers.WhyNotAsync(call, new Involvement(Part.DecidedObjection, line.Case))),
            ObjectionResult.TooMany => throw new UnreachableException("Only raising can be too much."),
            _ => throw new UnreachableException(),
        };
    }

    private static async Task<string> StandsAsync(Objections objections, CaseAnswers answers, LineId line, int number, CancellationToken cancel)
    {
        var objection = (await objections.ReadAsync(line, cancel)).Find(stored => stored.Value.Number == number)?.Value;
        return objection is { Upheld: { } upheld, DecidedAt: { } at }
            ? $"该异议已于{at.BusinessDate:yyyy-MM-dd}处理：{(upheld ? "成立" : "不成立")}"
            : $"该笔当前没有待处理的异议。{await answers.StandsAsync(line.Case, cancel)}";
    }
}

/// <summary>A notice with a page of its lines.</summary>
public sealed record NoticeView : IPage
{
    public required Notice Notice { get; init; }

    public required IReadOnlyList<NoticeLine> Lines { get; init; }

    [Description(PageAsked.NextSays)]
    public string? Next { get; init; }
}

/// <summary>How an objection is decided.</summary>
public sealed record ObjectionDecision
{
    [Description("true为异议成立")]
    public required bool Upheld { get; init; }

    [Description("理由")]
    [MaxLength(500)]
    public required string Reason { get; init; }
}

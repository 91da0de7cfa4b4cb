using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Diagnostics;
using Benefits.Http;
using Benefits.Http.Access;
using Benefits.Storage;
using Microsoft.AspNetCore.Http;

namespace Benefits.Cases;

/// <summary>The queue (待办) and the signatures (签批).</summary>
internal static class ReviewEndpoints
{
    private const string Tag = "审核";

    public static IReadOnlyList<Endpoint> All { get; } =
    [
        new()
        {
            Name = "SignApplication",
            Verb = Verb.Post,
            Route = Routes.ApplicationSignature,
            Tag = Tag,
            Summary = "签批：通过、部分通过或不予通过",
            Description = "代企业办理过业务的人和已签批的人不得签批；第二次及以后的签批由复核人员办理。同时签批的只计一人，其余答复409。",
            Roles = RoleSets.Deciders,
            Parameters = [CaseAnswers.Number],
            Request = typeof(SignatureForm),
            Example = new SignatureForm { Approved = true, Without = [], Reason = "" },
            Success = StatusCodes.Status202Accepted,
            Problems = [ProblemKind.NotFound, ProblemKind.Conflict, ProblemKind.Unprocessable],
            Handle = Handler.Of<CaseAnswers, Review>(SignAsync),
        },
        new()
        {
            Name = "ListQueue",
            Verb = Verb.Get,
            Route = Routes.Queue,
            Tag = Tag,
            Summary = "待办：按法定时限由近及远",
            Roles = RoleSets.Readers,
            Parameters = [Parameter.Typed<DistrictCode>("district", "经办地行政区划代码", "430104").Needed()],
            Pages = Paging.Brief,
            Response = typeof(Page<QueueRow>),
            Handle = Handler.Of<Worklist>(QueueAsync),
        },
    ];

    private static async Task<IResult> SignAsync(ApiCall call, CaseAnswers answers, Review review)
    {
        if (await answers.FindAsync(call) is not { } header || !call.Caller.MayHandle(header.District)) return CaseAnswers.NoSuchCase();
        var form = call.Body<SignatureForm>();
        if ((!form.Approved || form.Without.Count > 0) && string.IsNullOrWhiteSpace(form.Reason)) return Problems.Unprocessable("请说明理由", new Fault("/reason", "不予通过或部分通过须说明理由"));
        var result = await review.SignAsync(header, call.Caller.Subject, call.Caller.Role == Role.Reviewer, form.Approved, form.Without, form.Reason, call.Cancel);
        return result switch
        {
            SignResult.Done => TypedResults.Accepted($"/{Routes.Prefix}/{Routes.Applications}/{header.Id}"),
            SignResult.NotWaiting => Problems.Conflict($"该申请当前不待签批，或已由他人签批。{await answers.StandsAsync(header.Id, call.Cancel)}"),
            SignResult.SamePerson => Problems.Forbidden(await answers.WhyNotAsync(call, new Involvement(Part.SignedCase, header.Id))),
            SignResult.ReviewerNeeded => Problems.Forbidden("第二次及以后的签批须由复核人员办理"),
            SignResult.NoSuchLine => Problems.Unprocessable("剔除的明细不属于该申请", new Fault("/without", "含有不属于该申请的发放明细")),
            _ => throw new UnreachableException(),
        };
    }

    private static async Task<IResult> QueueAsync(ApiCall call, Worklist worklist)
    {
        var district = call.Query<DistrictCode>("district")!.Value;
        if (!call.Caller.MayOversee(district)) return Problems.Forbidden("不在您的管辖范围内");
        return TypedResults.Ok(await worklist.ReadAsync(district, call.Page, call.Cancel));
    }
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

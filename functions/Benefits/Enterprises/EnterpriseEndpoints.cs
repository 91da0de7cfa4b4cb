using System.ComponentModel;
using System.Diagnostics;
using Benefits.Enterprises.Lists;
using Benefits.Http;
using Benefits.Http.Access;
using Benefits.Jobs;
using Benefits.Reference;
using Benefits.Sheets;
using Benefits.Storage;
using Microsoft.AspNetCore.Http;

namespace Benefits.Enterprises;

/// <summary>Enterprises (企业) and the list of those with a title (专精特新企业清单).</summary>
internal static class EnterpriseEndpoints
{
    private static readonly Parameter Code = Parameter.Typed<CreditCode>("code", "统一社会信用代码", Examples.Enterprise).InPath();

    public static IReadOnlyList<Endpoint> All { get; } =
    [
        new()
        {
            Name = "GetEnterprise",
            Verb = Verb.Get,
            Route = Routes.Enterprise,
            Tag = "企业",
            Summary = "企业的登记名称、区划和各项称号；可查任一日的称号",
            Roles = RoleSets.Everyone,
            Parameters = [Code, Parameter.Date("date", "查哪一天的称号；不填为今天", "2022-07-15")],
            Response = typeof(EnterpriseView),
            Problems = [ProblemKind.NotFound],
            Handle = Handler.Of<EnterpriseStore, TimeProvider>(GetAsync),
        },
        new()
        {
            Name = "ListEnterpriseMessages",
            Verb = Verb.Get,
            Route = Routes.EnterpriseMessages,
            Tag = "企业",
            Summary = "给企业的提醒：称号和政策到期等",
            Roles = [Role.Agent, .. RoleSets.Readers],
            Parameters = [Code],
            Pages = Paging.Brief,
            Response = typeof(Page<EnterpriseNote>),
            Problems = [ProblemKind.NotFound],
            Handle = Handler.Of<EnterpriseStore>(MessagesAsync),
        },
        new()
        {
            Name = "PreviewEnterpriseList",
            Verb = Verb.Post,
            Route = Routes.EnterpriseListPreview,
            Tag = "企业",
            Summary = "预览清单文件（CSV）：新增、变更、未变各几家，逐行列出错误；不写入",
            Roles = [Role.Operator],
            Accepts = BodyKind.Csv,
            MaxBytes = (int)EnterpriseListFile.MostBytes,
            Pages = Paging.Brief,
            Response = typeof(EnterpriseListView),
            Handle = Handler.Of<EnterpriseListImport>(async (call, lists) => TypedResults.Ok(EnterpriseListView.Of(await lists.PreviewAsync(call.OpenFile(), call.Cancel), call.Page))),
        },
        new()
        {
            Name = "ImportEnterpriseList",
            Verb = Verb.Post,
            Route = Routes.EnterpriseLists,
            Tag = "企业",
            Summary = "导入清单文件（CSV）：全部无误才生效，同一文件重复导入不再变更",
            Description = "一次只导入一份：另一份正在导入时答复409。超过250家企业的清单先全部检查，再作为长任务导入。",
            Job = typeof(JobView),
            Roles = [Role.Operator],
            Accepts = BodyKind.Csv,
            MaxBytes = (int)EnterpriseListFile.MostBytes,
            Response = typeof(EnterpriseListCounts),
            Problems = [ProblemKind.Conflict, ProblemKind.Unprocessable],
            Handle = Handler.Of<EnterpriseListImport, JobAnswers>(ImportAsync),
        },
    ];

    private static async Task<IResult> GetAsync(ApiCall call, EnterpriseStore store, TimeProvider clock)
    {
        if (await FindAsync(call, store) is not { } enterprise) return NotThere();
        var day = call.Date("date") ?? clock.BusinessDate;
        return TypedResults.Ok(new EnterpriseView
        {
            Code = enterprise.Code,
            Name = enterprise.Name,
            District = enterprise.District,
            DistrictName = enterprise.District is { } district ? Districts.FullName(district) : null,
            Date = day,
            Tier = enterprise.Tier(day),
            ReviewPending = enterprise.IsReviewPending(day),
            Titles = enterprise.Titles,
        });
    }

    private static async Task<IResult> MessagesAsync(ApiCall call, EnterpriseStore store) =>
        await FindAsync(call, store) is { } enterprise
            ? TypedResults.Ok(await store.NotesAsync(enterprise.Code, call.Page, call.Cancel))
            : NotThere();

    private static async Task<IResult> ImportAsync(ApiCall call, EnterpriseListImport lists, JobAnswers jobs)
    {
        var (outcome, job) = await lists.SubmitAsync(call.OpenFile(), call.Cancel);
        return outcome switch
        {
            ListImport.Applied applied => TypedResults.Ok(EnterpriseListCounts.Of(applied.Report)),
            ListImport.Begun => await jobs.StartAsync(job!, call.Cancel),
            ListImport.AppliedBefore before => Problems.Conflict($"同一文件已于{before.On:yyyy-MM-dd}导入，未再变更"),
            ListImport.Busy busy => Problems.Conflict($"另一份清单自{busy.Open.Since.BusinessDate:yyyy-MM-dd}起正在导入，本次没有变更；请待其完成后重新预览、导入"),
            ListImport.Refused refused => Problems.Unprocessable($"清单有{refused.Report.Faults.Count}处错误，未导入任何一行", FileFaults.Of(refused.Report.Faults)),
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>An agent sees its own firm, staff those of their district; firms without a district are seen by all staff.</summary>
    private static async Task<Enterprise?> FindAsync(ApiCall call, EnterpriseStore store)
    {
        var code = call.Route<CreditCode>("code");
        if (call.Caller.Role == Role.Agent && !call.Caller.MayActFor(code)) return null;
        var enterprise = await store.FindAsync(code, call.Cancel);
        return enterprise?.District is not { } district || call.Caller.Role is Role.Agent or Role.Operator || call.Caller.MayOversee(district) ? enterprise : null;
    }

    private static IResult NotThere() => Problems.NotFound("没有这家企业，或您无权查看");
}

/// <summary>What a list changes, in numbers.</summary>
/// <param name="Missing">Firms with a title that the list does not name; nothing is taken from them.</param>
/// <param name="IgnoredColumns">Headers of columns that no list has; they are passed over.</param>
public sealed record EnterpriseListCounts(string Hash, int Added, int Changed, int Unchanged, int Missing, IReadOnlyList<string> IgnoredColumns)
{
    public static EnterpriseListCounts Of(EnterpriseListReport report) => new(report.Hash, report.Added, report.Changed, report.Unchanged, report.Missing.Count, report.IgnoredColumns);
}

/// <summary>What a list would change (导入预览), with a page of its lines.</summary>
public sealed record EnterpriseListView : IPage
{
    public required EnterpriseListCounts Counts { get; init; }

    /// <summary>A page of the file's lines in their order, and behind them the firms that it does not name, as line 0.</summary>
    public required IReadOnlyList<EnterpriseListLine> Lines { get; init; }

    [Description(PageAsked.NextSays)]
    public string? Next { get; init; }

    /// <summary>The first thousand faults; nothing can be imported unless there is none.</summary>
    public required IReadOnlyList<ImportFault> Faults { get; init; }

    public required int FaultCount { get; init; }

    public static EnterpriseListView Of(EnterpriseListReport report, PageAsked page)
    {
        var missing = report.Missing.Select(firm => new EnterpriseListLine(0, firm.Code, firm.Name, ListChange.Missing, "清单中没有这家企业，其称号不变"));
        var lines = page.Of(report.Lines.Concat(missing).Index(), each => $"{each.Index:0000000}", each => each.Item);
        return new EnterpriseListView { Counts = EnterpriseListCounts.Of(report), Lines = lines.Items, Next = lines.Next, Faults = [.. report.Faults.Take(RequestFaults.Max)], FaultCount = report.Faults.Count };
    }
}

/// <summary>A firm as shown (企业).</summary>
public sealed record EnterpriseView
{
    public required CreditCode Code { get; init; }

    public required string Name { get; init; }

    public DistrictCode? District { get; init; }

    public string? DistrictName { get; init; }

    /// <summary>The day that <see cref="Tier"/> is for.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>The highest title held on that day; null where it held none.</summary>
    public Tier? Tier { get; init; }

    /// <summary>The title has run out and its re-check is not finished.</summary>
    public required bool ReviewPending { get; init; }

    public required IReadOnlyList<Title> Titles { get; init; }
}

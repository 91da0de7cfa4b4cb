using Benefits.Http;
using Benefits.Http.Access;
using Benefits.Reconciliation;
using Benefits.Storage;
using Microsoft.AspNetCore.Http;

namespace Benefits.Payouts;

/// <summary>Reconciling on demand (对账).</summary>
internal static class BooksEndpoints
{
    /// <summary>How much of each of its lists a report shows at once.</summary>
    private const int MostShown = 200;

    public static IReadOnlyList<Endpoint> All { get; } =
    [
        new()
        {
            Name = "Reconcile",
            Verb = Verb.Post,
            Route = Routes.Reconciliations,
            Tag = "审计",
            Summary = "立即对账：发放明细、台账、资金与银行四方一致，列出差异",
            Description = $"差异、未达账项和资金各列出前{MostShown}项，全部差异见 {Routes.Prefix}/{Routes.ReconciliationDifferences}。",
            Roles = [Role.Auditor, Role.Operator],
            Response = typeof(ReconciliationReport),
            Handle = Handler.Of<BooksCheck, TimeProvider>(async (call, books, clock) => TypedResults.Ok(Shortened(await books.ReconcileAsync(clock.BusinessDate, call.Cancel)))),
        },
        new()
        {
            Name = "ListDifferences",
            Verb = Verb.Get,
            Route = Routes.ReconciliationDifferences,
            Tag = "审计",
            Summary = "一次对账的全部差异",
            Roles = [Role.Auditor, Role.Operator],
            Parameters = [Parameter.Id("report", "对账报告的文件名（file）", new string('0', 64)).InPath(), Parameter.Choice("side", "差异，或未达账项；不填为差异", DifferenceSide.Differences)],
            Pages = Paging.Brief,
            Response = typeof(Page<Difference>),
            Problems = [ProblemKind.NotFound],
            Handle = Handler.Of<Reconciler>(DifferencesAsync),
        },
    ];

    private static ReconciliationReport Shortened(ReconciliationReport report) =>
        report with { Funds = [.. report.Funds.Take(MostShown)], Differences = [.. report.Differences.Take(MostShown)], Outstanding = [.. report.Outstanding.Take(MostShown)] };

    private static async Task<IResult> DifferencesAsync(ApiCall call, Reconciler reconciler)
    {
        if (await reconciler.OpenAsync(call.Route("report"), call.Cancel) is not { } report) return Problems.NotFound("没有这份对账报告");
        var side = call.Choice<DifferenceSide>("side") == DifferenceSide.Outstanding ? report.Outstanding : report.Differences;
        // A report's file never changes: its order numbers the differences.
        return TypedResults.Ok(call.Page.Of(side.Index(), each => $"{each.Index:0000000}", each => each.Item));
    }
}

/// <summary>Which list of a reconciliation.</summary>
public enum DifferenceSide
{
    [Label("差异")]
    Differences,
    [Label("未达账项")]
    Outstanding,
}

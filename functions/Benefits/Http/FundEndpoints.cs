using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Serialization;
using Benefits.Audit.Verification;
using Benefits.Cases;
using Benefits.Enterprises;
using Benefits.Funds;
using Benefits.Ledger;
using Benefits.Payouts;
using Benefits.Policy;
using Benefits.Reconciliation;
using Benefits.Reference;
using Benefits.Storage;
using Microsoft.AspNetCore.Http;

namespace Benefits.Http;

/// <summary>Budgets (资金预算), the ledger (台账) and the proofs over both (对账、审计).</summary>
internal static class FundEndpoints
{
    /// <summary>Ten thousand billion yuan: what a budget may come to, far from where adding would overflow.</summary>
    private const long MostFen = 1_000_000_000_000_000;

    /// <summary>How much of each of its lists a report shows at once.</summary>
    private const int MostShown = 200;

    private static readonly IReadOnlyList<Parameter> FundParts =
    [
        Parameter.Id("fund", "资金渠道代码", "employment", 40).InPath(),
        Parameter.Typed<DistrictCode>("place", "统筹地区行政区划代码", "430104").InPath(),
        Parameter.Number("year", "预算年度", 2022, 2000, 2100).InPath(),
    ];

    public static IReadOnlyList<Endpoint> All { get; } =
    [
        new()
        {
            Name = "ListFunds",
            Verb = Verb.Get,
            Route = Routes.Funds,
            Tag = "资金",
            Summary = "各项资金的预算、预留、支出与结余",
            Roles = [.. RoleSets.Readers, Role.Operator],
            Pages = Paging.Brief,
            Response = typeof(Page<FundView>),
            Handle = ListAsync,
        },
        new()
        {
            Name = "RaiseBudget",
            Verb = Verb.Post,
            Route = Routes.FundBudget,
            Tag = "资金",
            Summary = "下达或追加预算；等待资金的申请随即继续办理",
            Description = "同一文号、同一金额重复提交不重复追加；同一文号、不同金额，答复409。",
            Roles = [Role.Operator],
            Parameters = FundParts,
            Request = typeof(BudgetForm),
            Example = new BudgetForm { AmountFen = new Money(100_000_000), Reference = "2022-001" },
            Response = typeof(FundView),
            Problems = [ProblemKind.NotFound, ProblemKind.Conflict, ProblemKind.Unprocessable],
            Handle = RaiseAsync,
        },
        new()
        {
            Name = "ListLedger",
            Verb = Verb.Get,
            Route = Routes.Ledger,
            Tag = "资金",
            Summary = "企业的记账分录",
            Roles = [Role.Agent, .. RoleSets.Readers],
            Parameters = [Parameter.Typed<CreditCode>("enterprise", "统一社会信用代码", Examples.Enterprise).Needed()],
            Pages = Paging.Brief,
            Response = typeof(Page<LedgerEntry>),
            Problems = [ProblemKind.NotFound],
            Handle = LedgerAsync,
        },
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
            Handle = async call => TypedResults.Ok(Shortened(await call.Get<BooksCheck>().ReconcileAsync(call.Get<TimeProvider>().BusinessDate, call.Cancel))),
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
            Handle = DifferencesAsync,
        },
        new()
        {
            Name = "VerifyAudit",
            Verb = Verb.Post,
            Route = Routes.AuditVerifications,
            Tag = "审计",
            Summary = "逐行校验全库：每一行与审计链、每日封存的签名与店外根哈希，指出每一处不符与未完事项",
            Roles = [Role.Auditor],
            Description = "断裂处分页答复；续页时重新校验。",
            Pages = Paging.Brief,
            Response = typeof(AuditView),
            Handle = async call => TypedResults.Ok(AuditView.Of(await call.Get<BooksCheck>().VerifyChainsAsync(call.Cancel), call.Page)),
        },
    ];

    private static async Task<IResult> ListAsync(ApiCall call)
    {
        var funds = call.Get<FundStore>();
        var views = funds.ListAsync(call.Cancel)
            .Where(fund => call.Caller.Role is Role.Auditor or Role.Operator || call.Caller.District is not { } own || own.Contains(fund.Place) || fund.Place.Contains(own))
            // Those of earlier pages are passed over by their keys, before their rows are read.
            .Where(fund => call.Page.After is not { } after || string.CompareOrdinal(fund.ToString(), after) > 0)
            .Select(async (FundKey fund, CancellationToken cancel) => await funds.FindAsync(fund, cancel) is { } balance ? await ViewAsync(funds, balance, cancel) : null)
            .Where(view => view is not null);
        return TypedResults.Ok(await call.Page.OfAsync(views, view => view!.Fund.ToString(), view => view!));
    }

    private static ReconciliationReport Shortened(ReconciliationReport report) =>
        report with { Funds = [.. report.Funds.Take(MostShown)], Differences = [.. report.Differences.Take(MostShown)], Outstanding = [.. report.Outstanding.Take(MostShown)] };

    private static async Task<IResult> DifferencesAsync(ApiCall call)
    {
        if (await call.Get<Reconciler>().OpenAsync(call.Route("report"), call.Cancel) is not { } report) return Problems.NotFound("没有这份对账报告");
        var side = call.Choice<DifferenceSide>("side") == DifferenceSide.Outstanding ? report.Outstanding : report.Differences;
        // A report's file never changes: its order numbers the differences.
        return TypedResults.Ok(call.Page.Of(side.Index(), each => $"{each.Index:0000000}", each => each.Item));
    }

    private static async Task<IResult> RaiseAsync(ApiCall call)
    {
        FundKey fund = new(call.Route("fund"), call.Route<DistrictCode>("place"), int.Parse(call.Route("year"), CultureInfo.InvariantCulture));
        if (call.Get<PolicyLibrary>().Funds.FirstOrDefault(terms => terms.Code == fund.Code) is not { } terms) return Problems.NotFound("没有这个资金渠道");
        if (!Districts.Contains(fund.Place) || fund.Place.Text.Length != LengthOf(terms.PoolLevel)) return Problems.NotFound($"“{terms.Title}”不在此地统筹，请核对行政区划代码");
        var form = call.Body<BudgetForm>();
        if (form.AmountFen <= Money.Zero) return Problems.Unprocessable("金额须大于0", new Fault("/amountFen", "金额须大于0"));
        var funds = call.Get<FundStore>();
        var stands = await funds.FindAsync(fund, call.Cancel);
        if (stands is not null && stands.Total.Fen > MostFen - form.AmountFen.Fen) return Problems.Unprocessable("预算总额过大", new Fault("/amountFen", "追加后的预算总额超出上限，请核对金额"));
        var outcome = await funds.RaiseAsync(fund, form.AmountFen, form.Reference, call.Cancel);
        await call.Get<FundsArrival>().TellAsync(fund, call.Cancel);
        return outcome switch
        {
            BudgetOutcome.Done done => TypedResults.Ok(await ViewAsync(funds, done.Balance, call.Cancel)),
            BudgetOutcome.Same same => TypedResults.Ok(await ViewAsync(funds, same.Balance, call.Cancel)),
            BudgetOutcome.Differs differs => Problems.Conflict($"文号“{differs.Stands.Reference}”已登记，金额为{differs.Stands.Amount}，与本次不同；请核对文号和金额"),
            BudgetOutcome.TooLow => throw new UnreachableException("A raise is never too low."),
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>Digits of the codes of the places that hold such a fund: a budget anywhere else would never be spent.</summary>
    private static int LengthOf(PoolLevel level) => level switch
    {
        PoolLevel.Province => 2,
        PoolLevel.Prefecture => 4,
        PoolLevel.County => 6,
        _ => throw new ArgumentOutOfRangeException(nameof(level), level, "No such level."),
    };

    private static async Task<IResult> LedgerAsync(ApiCall call)
    {
        var enterprise = call.Query<CreditCode>("enterprise")!.Value;
        var found = await call.Get<EnterpriseStore>().FindAsync(enterprise, call.Cancel);
        if (found is null || (call.Caller.Role == Role.Agent ? !call.Caller.MayActFor(enterprise) : found.District is not { } place || !call.Caller.MayOversee(place))) return Problems.NotFound("没有这家企业，或您无权查看");
        return TypedResults.Ok(await call.Get<LedgerBook>().PageAsync($"ent-{enterprise}", call.Page, call.Cancel));
    }

    private static async Task<FundView> ViewAsync(FundStore funds, FundBalance balance, CancellationToken cancel) => new()
    {
        Fund = balance.Fund,
        Total = balance.Total,
        Reserved = balance.Reserved,
        Spent = balance.Spent,
        Free = balance.Free,
        Waiting = (await funds.QueueAsync(balance.Fund, cancel)).Count,
    };
}

/// <summary>Which list of a reconciliation.</summary>
public enum DifferenceSide
{
    Differences,
    Outstanding,
}

/// <summary>What a check of all chains found, with a page of the breaks.</summary>
public sealed record AuditView : IPage
{
    public required int Chains { get; init; }

    public required long Records { get; init; }

    public required int Seals { get; init; }

    public required bool Holds { get; init; }

    public required int BreakCount { get; init; }

    public required IReadOnlyList<ChainBreak> Breaks { get; init; }

    [Description(PageAsked.NextSays)]
    public string? Next { get; init; }

    public static AuditView Of(AuditReport report, PageAsked page)
    {
        var breaks = page.Of(report.Breaks.Index(), each => $"{each.Index:0000000}", each => each.Item);
        return new AuditView { Chains = report.Chains, Records = report.Records, Seals = report.Seals, Holds = report.Holds, BreakCount = report.Breaks.Count, Breaks = breaks.Items, Next = breaks.Next };
    }
}

/// <summary>A budget set or raised (预算下达、追加).</summary>
public sealed record BudgetForm
{
    [Description("金额，单位为分，须大于0")]
    public required Money AmountFen { get; init; }

    [Description("下达或追加的文号，同一文号只计一次")]
    [MaxLength(60)]
    [RegularExpression("^[A-Za-z0-9._-]+$")]
    public required string Reference { get; init; }
}

/// <summary>How a fund stands (资金状况).</summary>
public sealed record FundView
{
    public required FundKey Fund { get; init; }

    [JsonPropertyName("totalFen")]
    public required Money Total { get; init; }

    [JsonPropertyName("reservedFen")]
    public required Money Reserved { get; init; }

    [JsonPropertyName("spentFen")]
    public required Money Spent { get; init; }

    [JsonPropertyName("freeFen")]
    public required Money Free { get; init; }

    [Description("排队等待资金的申请数")]
    public required int Waiting { get; init; }
}

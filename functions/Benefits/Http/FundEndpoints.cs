using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Serialization;
using Benefits.Ledger;
using Benefits.Ledger.Verification;
using Benefits.Parties;
using Benefits.Payouts;
using Benefits.Policy;
using Microsoft.AspNetCore.Http;

namespace Benefits.Http;

/// <summary>Budgets (资金预算), the ledger (台账) and the proofs over both (对账、审计).</summary>
internal static class FundEndpoints
{
    /// <summary>Ten thousand billion yuan: what a budget may come to, far from where adding would overflow.</summary>
    private const long MostFen = 1_000_000_000_000_000;

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
            Response = typeof(IReadOnlyList<FundView>),
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
            Response = typeof(IReadOnlyList<LedgerEntry>),
            Problems = [ProblemKind.NotFound],
            Handle = LedgerAsync,
        },
        new()
        {
            Name = "Reconcile",
            Verb = Verb.Post,
            Route = Routes.Reconciliations,
            Tag = "审计",
            Summary = "立即对账：发放明细、台账、资金与银行四方一致，列出每一处差异",
            Roles = [Role.Auditor, Role.Operator],
            Response = typeof(ReconciliationReport),
            Handle = async call => TypedResults.Ok(await call.Get<BooksCheck>().ReconcileAsync(call.Get<TimeProvider>().BusinessDate, call.Cancel)),
        },
        new()
        {
            Name = "VerifyAudit",
            Verb = Verb.Post,
            Route = Routes.AuditVerifications,
            Tag = "审计",
            Summary = "校验全部审计链及每日封存的根，指出第一处断裂",
            Roles = [Role.Auditor],
            Response = typeof(AuditReport),
            Handle = async call => TypedResults.Ok(await call.Get<BooksCheck>().VerifyChainsAsync(call.Cancel)),
        },
    ];

    private static async Task<IResult> ListAsync(ApiCall call)
    {
        var funds = call.Get<Funds>();
        List<FundView> views = [];
        await foreach (var fund in funds.ListAsync(call.Cancel))
        {
            if (call.Caller.Role is not (Role.Auditor or Role.Operator) && call.Caller.District is { } own && !own.Contains(fund.Place) && !fund.Place.Contains(own)) continue;
            if (await funds.FindAsync(fund, call.Cancel) is { } balance) views.Add(await ViewAsync(funds, balance, call.Cancel));
        }
        return TypedResults.Ok(views);
    }

    private static async Task<IResult> RaiseAsync(ApiCall call)
    {
        FundKey fund = new(call.Route("fund"), call.Route<DistrictCode>("place"), int.Parse(call.Route("year"), CultureInfo.InvariantCulture));
        if (call.Get<PolicyLibrary>().Funds.FirstOrDefault(terms => terms.Code == fund.Code) is not { } terms) return Problems.NotFound("没有这个资金渠道");
        if (!Districts.Contains(fund.Place) || fund.Place.Text.Length != LengthOf(terms.PoolLevel)) return Problems.NotFound($"“{terms.Title}”不在此地统筹，请核对行政区划代码");
        var form = call.Body<BudgetForm>();
        if (form.AmountFen <= Money.Zero) return Problems.Unprocessable("金额须大于0", new Fault("/amountFen", "金额须大于0"));
        var funds = call.Get<Funds>();
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
        var found = await call.Get<EnterpriseBook>().FindAsync(enterprise, call.Cancel);
        if (found is null || (call.Caller.Role == Role.Agent ? !call.Caller.MayActFor(enterprise) : found.District is not { } place || !call.Caller.MayOversee(place))) return Problems.NotFound("没有这家企业，或您无权查看");
        return TypedResults.Ok(await call.Get<LedgerBook>().ReadAsync($"ent-{enterprise}", call.Cancel).ToListAsync(call.Cancel));
    }

    private static async Task<FundView> ViewAsync(Funds funds, FundBalance balance, CancellationToken cancel) => new()
    {
        Fund = balance.Fund,
        Total = balance.Total,
        Reserved = balance.Reserved,
        Spent = balance.Spent,
        Free = balance.Free,
        Waiting = (await funds.QueueAsync(balance.Fund, cancel)).Count,
    };
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

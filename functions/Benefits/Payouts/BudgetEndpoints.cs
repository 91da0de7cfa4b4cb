using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Diagnostics;
using System.Globalization;
using Benefits.Cases;
using Benefits.Funds;
using Benefits.Http;
using Benefits.Http.Access;
using Benefits.Policy;
using Benefits.Reference;
using Microsoft.AspNetCore.Http;

namespace Benefits.Payouts;

/// <summary>Budgets (资金预算): money that comes wakes the applications that wait for it.</summary>
internal static class BudgetEndpoints
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
            Name = "RaiseBudget",
            Verb = Verb.Post,
            Route = Routes.FundBudget,
            Tag = "资金",
            Summary = "下达或追加预算；等待资金的申请随即继续办理",
            Description = "同一文号、同一金额重复提交不重复追加；同一文号、不同金额，答复409。",
            Roles = [Role.Operator],
            Parameters = FundParts,
            Request = typeof(BudgetForm),
            Example = new BudgetForm { Amount = new Money(100_000_000), Reference = "2022-001" },
            Response = typeof(FundView),
            Problems = [ProblemKind.NotFound, ProblemKind.Conflict, ProblemKind.Unprocessable],
            Handle = Handler.Of<PolicyLibrary, FundStore, FundsArrival>(RaiseAsync),
        },
    ];

    private static async Task<IResult> RaiseAsync(ApiCall call, PolicyLibrary library, FundStore funds, FundsArrival arrival)
    {
        FundKey fund = new(call.Route("fund"), call.Route<DistrictCode>("place"), int.Parse(call.Route("year"), CultureInfo.InvariantCulture));
        if (library.Funds.FirstOrDefault(terms => terms.Code == fund.Code) is not { } terms) return Problems.NotFound("没有这个资金渠道");
        if (!Districts.Contains(fund.Place) || fund.Place.Text.Length != LengthOf(terms.PoolLevel)) return Problems.NotFound($"“{terms.Title}”不在此地统筹，请核对行政区划代码");
        var form = call.Body<BudgetForm>();
        if (form.Amount <= Money.Zero) return Problems.Unprocessable("金额须大于0", new Fault("/amountFen", "金额须大于0"));
        var stands = await funds.FindAsync(fund, call.Cancel);
        if (stands is not null && stands.Total.Fen > MostFen - form.Amount.Fen) return Problems.Unprocessable("预算总额过大", new Fault("/amountFen", "追加后的预算总额超出上限，请核对金额"));
        var outcome = await funds.RaiseAsync(fund, form.Amount, form.Reference, call.Cancel);
        await arrival.TellAsync(fund, call.Cancel);
        return outcome switch
        {
            BudgetOutcome.Done done => TypedResults.Ok(await FundEndpoints.ViewAsync(funds, done.Balance, call.Cancel)),
            BudgetOutcome.Same same => TypedResults.Ok(await FundEndpoints.ViewAsync(funds, same.Balance, call.Cancel)),
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
}

/// <summary>A budget set or raised (预算下达、追加).</summary>
public sealed record BudgetForm
{
    [Description("金额，单位为分，须大于0")]
    public required Money Amount { get; init; }

    [Description("下达或追加的文号，同一文号只计一次")]
    [MaxLength(60)]
    [RegularExpression("^[A-Za-z0-9._-]+$")]
    public required string Reference { get; init; }
}

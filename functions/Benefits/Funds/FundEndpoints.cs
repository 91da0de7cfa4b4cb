using System.ComponentModel;
using Benefits.Http;
using Benefits.Http.Access;
using Benefits.Storage;
using Microsoft.AspNetCore.Http;

namespace Benefits.Funds;

/// <summary>How the funds stand (资金状况).</summary>
internal static class FundEndpoints
{
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
            Handle = Handler.Of<FundStore>(ListAsync),
        },
    ];

    private static async Task<IResult> ListAsync(ApiCall call, FundStore funds)
    {
        var views = funds.ListAsync(call.Cancel)
            .Where(fund => call.Caller.Role is Role.Auditor or Role.Operator || call.Caller.District is not { } own || own.Contains(fund.Place) || fund.Place.Contains(own))
            // Those of earlier pages are passed over by their keys, before their rows are read.
            .Where(fund => call.Page.After is not { } after || string.CompareOrdinal(fund.ToString(), after) > 0)
            .Select(async (FundKey fund, CancellationToken cancel) => await funds.FindAsync(fund, cancel) is { } balance ? await ViewAsync(funds, balance, cancel) : null)
            .Where(view => view is not null);
        return TypedResults.Ok(await call.Page.OfAsync(views, view => view!.Fund.ToString(), view => view!));
    }

    public static async Task<FundView> ViewAsync(FundStore funds, FundBalance balance, CancellationToken cancel) => new()
    {
        Fund = balance.Fund,
        Total = balance.Total,
        Reserved = balance.Reserved,
        Spent = balance.Spent,
        Free = balance.Free,
        Waiting = (await funds.QueueAsync(balance.Fund, cancel)).Count,
    };
}

/// <summary>How a fund stands (资金状况).</summary>
public sealed record FundView
{
    public required FundKey Fund { get; init; }

    public required Money Total { get; init; }

    public required Money Reserved { get; init; }

    public required Money Spent { get; init; }

    public required Money Free { get; init; }

    [Description("排队等待资金的申请数")]
    public required int Waiting { get; init; }
}

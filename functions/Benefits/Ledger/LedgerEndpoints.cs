using Benefits.Enterprises;
using Benefits.Http;
using Benefits.Http.Access;
using Benefits.Storage;
using Microsoft.AspNetCore.Http;

namespace Benefits.Ledger;

/// <summary>The ledger (台账) of a firm.</summary>
internal static class LedgerEndpoints
{
    public static IReadOnlyList<Endpoint> All { get; } =
    [
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
            Handle = Handler.Of<EnterpriseStore, LedgerBook>(LedgerAsync),
        },
    ];

    private static async Task<IResult> LedgerAsync(ApiCall call, EnterpriseStore enterprises, LedgerBook ledger)
    {
        var enterprise = call.Query<CreditCode>("enterprise")!.Value;
        var found = await enterprises.FindAsync(enterprise, call.Cancel);
        if (found is null || (call.Caller.Role == Role.Agent ? !call.Caller.MayActFor(enterprise) : found.District is not { } place || !call.Caller.MayOversee(place))) return Problems.NotFound("没有这家企业，或您无权查看");
        return TypedResults.Ok(await ledger.PageAsync(Partitions.Firm(enterprise), call.Page, call.Cancel));
    }
}

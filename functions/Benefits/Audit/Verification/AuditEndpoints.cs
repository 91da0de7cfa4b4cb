using System.ComponentModel;
using Benefits.Http;
using Benefits.Http.Access;
using Benefits.Storage;
using Microsoft.AspNetCore.Http;

namespace Benefits.Audit.Verification;

/// <summary>Verifying all audit chains on demand (审计).</summary>
internal static class AuditEndpoints
{
    public static IReadOnlyList<Endpoint> All { get; } =
    [
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
            Handle = Handler.Of<AuditVerification>(async (call, verification) => TypedResults.Ok(AuditView.Of(await verification.VerifyAsync(call.Cancel), call.Page))),
        },
    ];
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

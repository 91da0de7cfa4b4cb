using System.Diagnostics;
using Benefits.Funds;
using Benefits.Ledger;

namespace Benefits.Cases;

/// <summary>Gives up lines that will not be paid (不予发放): the line says why, its reserved money is free again, and the person can be claimed for again.</summary>
public sealed class LineRelease(CaseStore cases, Claims claims, FundStore funds, FundsArrival arrival)
{
    /// <summary>Drops the lines that <paramref name="which"/> names, unless they are paid. Repeatable: what was dropped before is released once more, which changes nothing.</summary>
    /// <param name="textName">Name of the sealed text that a person typed to the reason, or null.</param>
    public async Task DropAsync(CaseId id, Func<LineRow, bool> which, string reason, string? textName, CancellationToken cancel)
    {
        await cases.ChangeAllLinesAsync(
            id,
            CaseFactKinds.LineDropped,
            line => which(line) && line.State is not (LineStage.Paid or LineStage.Dropped) ? line with { State = LineStage.Dropped, Reason = reason, TextName = textName } : null,
            cancel);
        HashSet<FundKey> freed = [];
        await foreach (var line in cases.LinesAsync(id, cancel))
        {
            if (line.State != LineStage.Dropped || !which(line)) continue;
            switch (await funds.ReleaseAsync(line.Fund, [line.Id.Text], "line-dropped", cancel))
            {
                case FundMove.Moved:
                    freed.Add(line.Fund);
                    break;
                case FundMove.Refused { State: null }:
                    // Nothing was reserved for the line yet, which is as good.
                    break;
                case FundMove.Refused refused:
                    throw new InvalidOperationException($"{line.Id} is dropped, and its money is {refused.State}.");
                default:
                    throw new UnreachableException();
            }
            if (await claims.ReleaseAsync(line.Person, line.Id.Text, "line-dropped", null, cancel) is ReleaseOutcome.IsPaid paid) throw new InvalidOperationException($"{line.Id} is dropped, and was paid on {paid.Claim.PaidOn:O}.");
        }
        foreach (var fund in freed) await arrival.TellAsync(fund, cancel);
    }
}

using System.Globalization;
using Benefits.Cases;
using Benefits.Eligibility;
using Benefits.Workflows;

namespace Benefits.Payouts;

/// <summary>The ends of a case (办结): refused, lapsed, or settled.</summary>
public sealed class Closing(CaseStore cases, LineRelease release, Treasury treasury, Worklist queue)
{
    /// <summary>Step: nothing was granted.</summary>
    public async Task<Nothing> RefuseAsync(DatedCase input, CancellationToken cancel)
    {
        await cases.RecordAsync(input.Id, new NewStep(new StepKey.Refused(), Stage.Refused, $"本次没有可兑现的政策，理由见逐人审核结果。{Explanation.Remedies}"), null, cancel);
        return Nothing.AtAll;
    }

    /// <summary>Step: nobody signed, or no money came, not even after the case was escalated. The firm loses nothing: it can apply again.</summary>
    public async Task<Nothing> LapseAsync(LapseRequest request, CancellationToken cancel)
    {
        var reason = request.Reason.Label;
        await treasury.WithdrawAsync(request.Id, "lapsed", cancel);
        await release.DropAsync(request.Id, line => line.State is LineStage.Decided or LineStage.Cleared or LineStage.Dropped, $"{reason}，可重新申请", null, cancel);
        await cases.RecordAsync(request.Id, new NewStep(KeyOf(request.Reason), Stage.Lapsed, $"{reason}，本次办理终止；企业可重新申请"), null, cancel);
        // Last: while the case waits for a signature it is on the queue.
        await queue.TakeAsync(await cases.GetAsync(request.Id, cancel), await cases.ProgressAsync(request.Id, cancel), cancel);
        return Nothing.AtAll;
    }

    /// <summary>Step: says what was paid and what was not. Lines that the bank still owes an answer for keep the case open to the daily sweep.</summary>
    public async Task<Nothing> SettleAsync(DatedCase input, CancellationToken cancel)
    {
        List<LineRow> lines = [];
        await foreach (var line in cases.LinesAsync(input.Id, cancel)) lines.Add(line);
        var paid = lines.Where(line => line.State == LineStage.Paid).ToList();
        var open = lines.Count(line => line.State is not (LineStage.Paid or LineStage.Dropped));
        if (open > 0)
        {
            await cases.RecordAsync(input.Id, new NewStep(new StepKey.BankSilent(), Stage.Paying, $"{open}笔付款银行逾期未回复，每日继续查询"), null, cancel);
            return Nothing.AtAll;
        }
        var text = string.Create(CultureInfo.InvariantCulture, $"已办结：发放{paid.Count}笔，共{paid.Sum(line => line.Amount)}；未发放{lines.Count - paid.Count}笔");
        await cases.RecordAsync(input.Id, new NewStep(new StepKey.Settled(), paid.Count > 0 ? Stage.Settled : Stage.Lapsed, text), null, cancel);
        return Nothing.AtAll;
    }

    private static StepKey KeyOf(LapseReason reason) => reason switch
    {
        LapseReason.NobodySigned => new StepKey.LapsedUnsigned(),
        LapseReason.NoMoney => new StepKey.LapsedUnfunded(),
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "No such reason."),
    };
}

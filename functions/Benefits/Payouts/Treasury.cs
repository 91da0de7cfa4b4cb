using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Benefits.Audit;
using Benefits.Cases;
using Benefits.Funds;
using Benefits.Policy;
using Benefits.Storage;

namespace Benefits.Payouts;

/// <summary>Sets money aside for cleared lines (资金预留), fund by fund; where a fund is short, its lines wait their turn and the others go on.</summary>
public sealed class Treasury(ITable table, Journal journal, CaseStore cases, FundStore funds, FundsArrival arrival, PolicyLibrary library)
{
    private const int LinesAnAsk = 2_000;

    /// <summary>Step. What is asked of a fund is written down before the asking, so that a repeat asks for the same.</summary>
    public async Task<ReservedLines> ReserveAsync(DatedCase input, CancellationToken cancel)
    {
        var asks = await OpenAsksAsync(input.Id, cancel);
        int reserved = 0, waiting = 0;
        foreach (var ask in asks)
        {
            switch (await funds.ReserveAsync(ask.Fund, ask.Id.Text, ask.Lines, cancel))
            {
                case ReserveOutcome.Reserved:
                    await NoteReservedAsync(input.Id, ask, cancel);
                    break;
                case ReserveOutcome.Waits:
                    waiting += ask.Lines.Count;
                    break;
                case ReserveOutcome.LineTaken taken:
                    throw new InvalidOperationException($"{ask.Fund} has money of {taken.ApplicationId} under {taken.LineId}, which {ask.Id} asks for.");
                case ReserveOutcome.AskedDifferently:
                    throw new InvalidOperationException($"{ask.Fund} was asked by {ask.Id} for other lines before.");
                default:
                    throw new UnreachableException();
            }
        }
        // Counted by state: a repeat, whose asks are done, answers the same.
        await foreach (var line in cases.LinesAsync(input.Id, cancel)) if (line.State == LineStage.Reserved) reserved++;
        return new ReservedLines(reserved, waiting);
    }

    private async Task NoteReservedAsync(CaseId id, FundAsk ask, CancellationToken cancel)
    {
        await cases.ChangeLinesAsync(
            id,
            ask.Lines.Select(line => RowOf(line.LineId)),
            PayoutFactKinds.LineReserved,
            line => line.State == LineStage.Cleared ? line with { State = LineStage.Reserved } : null,
            cancel);
        // The next in line may have asked too early, while this one was still before it.
        await arrival.TellAsync(ask.Fund, cancel);
        await KeepAsync(id, PayoutFactKinds.MoneyAskDone, ask with { Done = true }, cancel);
    }

    /// <summary>Step: the case waits for money.</summary>
    public async Task<WaitEnd> AwaitAsync(WaitRequest request, CancellationToken cancel)
    {
        StepKey.FundsAwaited key = new(request.Run, request.Level);
        var progress = await cases.ProgressAsync(request.Id, cancel);
        var due = progress.Steps.FirstOrDefault(step => step.Key == key)?.Due ?? library.Procedure(CaseTerms.BundleProcedure).FundsDue(request.On);
        List<string> queues = [];
        foreach (var ask in await OpenAsksAsync(request.Id, cancel))
        {
            var position = (await funds.QueueAsync(ask.Fund, cancel)).TakeWhile(waiting => waiting.ApplicationId != ask.Id.Text).Count() + 1;
            queues.Add(string.Create(CultureInfo.InvariantCulture, $"{TitleOf(ask.Fund)}（{ask.Fund.Year}年）排队第{position}位"));
        }
        var escalated = request.Level == 0 ? "" : "，已督办";
        await cases.RecordAsync(request.Id, new NewStep(key, Stage.WaitingForFunds, $"资金不足，等待拨款：{string.Join('、', queues)}{escalated}，等候至{due:yyyy-MM-dd}", due), null, cancel);
        return new WaitEnd(due.AddDays(1).StartsAt);
    }

    /// <summary>The funds that the case still waits for.</summary>
    public async Task<IReadOnlyList<FundKey>> AwaitedAsync(CaseId id, CancellationToken cancel) =>
        await AsksAsync(id, cancel).Where(ask => !ask.Done).Select(ask => ask.Fund).ToListAsync(cancel);

    /// <summary>Takes what still waits out of the funds' queues, and tells those who stood behind it. Repeatable.</summary>
    public async Task WithdrawAsync(CaseId id, string reason, CancellationToken cancel)
    {
        await foreach (var ask in AsksAsync(id, cancel))
        {
            if (ask.Done) continue;
            await funds.WithdrawAsync(ask.Fund, ask.Id.Text, reason, cancel);
            await arrival.TellAsync(ask.Fund, cancel);
            await KeepAsync(id, PayoutFactKinds.MoneyAskWithdrawn, ask with { Done = true }, cancel);
        }
    }

    private string TitleOf(FundKey fund) => library.Funds.FirstOrDefault(terms => terms.Code == fund.Code)?.Title ?? fund.Code;

    private async Task<List<FundAsk>> OpenAsksAsync(CaseId id, CancellationToken cancel)
    {
        List<FundAsk> open = [];
        var number = 0;
        HashSet<string> asked = [];
        await foreach (var ask in AsksAsync(id, cancel))
        {
            number = ask.Id.Number;
            if (ask.Done) continue;
            open.Add(ask);
            asked.UnionWith(ask.Lines.Select(line => line.LineId));
        }
        List<LineRow> cleared = [];
        await foreach (var line in cases.LinesAsync(id, cancel)) if (line.State == LineStage.Cleared && !asked.Contains(line.Id.Text)) cleared.Add(line);
        foreach (var fund in cleared.GroupBy(line => line.Fund).OrderBy(fund => fund.Key.ToString(), StringComparer.Ordinal))
        {
            foreach (var some in fund.Chunk(LinesAnAsk))
            {
                number++;
                FundAsk ask = new(new AskId(id, number), fund.Key, [.. some.Select(line => new FundLine(line.Id.Text, line.Amount))], Done: false);
                await KeepAsync(id, PayoutFactKinds.MoneyAsked, ask, cancel);
                open.Add(ask);
            }
        }
        return open;
    }

    private Task<Commit> KeepAsync(CaseId id, FactKind kind, FundAsk ask, CancellationToken cancel) =>
        journal.CommitAsync(new TableBatch(id.Partition).Upsert(id.Keys.Ask(ask.Id.Number), ask), [new BusinessFact(kind, ask.Id.Text, $"{ask.Fund} {ask.Lines.Sum(line => line.Amount).Fen}")], cancel);

    private async IAsyncEnumerable<FundAsk> AsksAsync(CaseId id, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var row in table.ReadAsync(id.Partition, id.Keys.Asks, cancel)) yield return row.Read<FundAsk>();
    }

    private static string RowOf(string lineId) => LineId.TryParse(lineId, out var line, out var fault) ? line.Row : throw new InvalidOperationException($"{lineId}: {fault}");
}

/// <summary>What was asked of one fund for one application (预留申请).</summary>
internal sealed record FundAsk(AskId Id, FundKey Fund, IReadOnlyList<FundLine> Lines, bool Done);

using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Benefits.Audit;
using Benefits.Banking;
using Benefits.Cases;
using Benefits.Funds;
using Benefits.Ledger;
using Benefits.Storage;
using Benefits.Telemetry;

namespace Benefits.Payouts;

/// <summary>Pays reserved lines through the bank (发放): in pages, each line once, each lost reply asked after.</summary>
public sealed class Paymaster(ITable table, Journal journal, CaseStore cases, LedgerBook ledger, FundStore funds, Claims claims, PayeeAccounts accounts, IPaymentGateway bank)
{
    public const int PageSize = 50;

    /// <summary>Pages written in one commit beside the audit rows.</summary>
    private const int PagesACommit = 90;

    /// <summary>Lines booked in one commit: each is two writes, beside the audit rows.</summary>
    private const int BookedACommit = 45;

    /// <summary>Step: fixes which lines the run pays, page by page, so that every repeat sees the same pages.</summary>
    public async Task<PagePlan> PlanAsync(RunRequest request, CancellationToken cancel)
    {
        var id = request.Id;
        if (await table.FindAsync(PlanKey(request), cancel) is { } planned) return planned.Read<PagePlan>();
        if (request.Attempt > 1) await cases.ChangeAllLinesAsync(id, PayoutFactKinds.LineAccountCorrected, line => line.State == LineStage.Returned ? line with { State = LineStage.Reserved, Reason = null } : null, cancel);
        List<string> rows = [];
        await foreach (var line in cases.LinesAsync(id, cancel)) if (line.State == LineStage.Reserved) rows.Add(line.Id.Row);
        List<string[]> pages = [.. rows.Chunk(PageSize)];
        PagePlan plan = new(pages.Count);
        foreach (var some in pages.Index().Chunk(PagesACommit))
        {
            var batch = new TableBatch(id.Partition);
            foreach (var (index, page) in some) batch.Upsert(PageKey(new PageRequest(id, request.Run, request.Attempt, index + 1)).Row, page);
            await journal.CommitAsync(batch, [new BusinessFact(PayoutFactKinds.PagesPlanned, id.Text, $"{request.Run} {request.Attempt} {some[0].Index + 1} {some[^1].Index + 1}")], cancel);
        }
        await cases.RecordAsync(id, new NewStep(new StepKey.PaymentBegun(request.Run, request.Attempt), Stage.Paying, $"开始发放{rows.Count}笔，分{pages.Count}批提交银行"), batch => batch.Upsert(PlanKey(request).Row, plan), cancel);
        return plan;
    }

    /// <summary>Step: hands a page over. The lines say so before the bank hears of them, so that a crash in between is asked after.</summary>
    public async Task<Pending> SubmitAsync(PageRequest page, CancellationToken cancel)
    {
        var rows = await PageAsync(page, cancel);
        await cases.ChangeLinesAsync(
            page.Id,
            rows,
            PayoutFactKinds.LineSubmitted,
            line => line.State == LineStage.Reserved ? line with { State = LineStage.Submitted, Attempt = line.Attempt + 1 } : null,
            cancel);
        var account = await accounts.CurrentAsync(page.Id, cancel);
        var pending = 0;
        await foreach (var line in ReadAsync(page.Id, rows, cancel))
        {
            if (line.State != LineStage.Submitted) continue;
            pending++;
            await SubmitAsync(line, account, cancel);
        }
        return new Pending(pending);
    }

    /// <summary>Step: asks after every line of the page that the bank has not answered for, and books what it paid.</summary>
    public async Task<Pending> AskAfterAsync(PageRequest page, CancellationToken cancel) => await AskAfterAsync(page.Id, await PageAsync(page, cancel), cancel);

    /// <summary>Asks after the lines of these rows, whatever run they belong to.</summary>
    public async Task<Pending> AskAfterAsync(CaseId id, IReadOnlyList<string> rows, CancellationToken cancel)
    {
        var account = await accounts.CurrentAsync(id, cancel);
        Dictionary<string, PaymentState> answers = [];
        var pending = 0;
        await foreach (var line in ReadAsync(id, rows, cancel))
        {
            if (line.State != LineStage.Submitted) continue;
            switch (await bank.FindAsync(line.Id.Instruction(line.Attempt), cancel))
            {
                case PaymentState.Unknown:
                    await SubmitAsync(line, account, cancel);
                    pending++;
                    break;
                case PaymentState.Accepted:
                    pending++;
                    break;
                case (PaymentState.Paid or PaymentState.Returned) and var answer:
                    answers.Add(line.Id.Row, answer);
                    break;
                default:
                    throw new UnreachableException();
            }
        }
        var paid = answers.Where(answer => answer.Value is PaymentState.Paid).ToDictionary(answer => answer.Key, answer => (PaymentState.Paid)answer.Value);
        foreach (var some in paid.Chunk(BookedACommit)) await BookAsync(id, some.ToDictionary(), cancel);
        await cases.ChangeLinesAsync(
            id,
            answers.Keys.Except(paid.Keys),
            PayoutFactKinds.LineReturned,
            line => line.State == LineStage.Submitted && answers[line.Id.Row] is PaymentState.Returned returned ? line with { State = LineStage.Returned, Reason = returned.Reason } : null,
            cancel);
        return new Pending(pending);
    }

    private async Task SubmitAsync(LineRow line, PayeeAccount account, CancellationToken cancel)
    {
        PaymentInstruction instruction = new(line.Id.Instruction(line.Attempt), line.Amount, account, line.Fund.Account, $"{line.Title} {line.Period}");
        try
        {
            await bank.SubmitAsync(instruction, cancel);
        }
        catch (PaymentReplyLostException)
        {
            // Neither paid nor unpaid as far as we know: the next question finds out.
        }
    }

    /// <summary>Fund and claim first, then line and ledger in one commit: a crash in between leaves the line submitted, and the repeat spends nothing twice.</summary>
    private async Task BookAsync(CaseId id, Dictionary<string, PaymentState.Paid> paid, CancellationToken cancel)
    {
        await journal.ChangeAsync<bool>(async () =>
        {
            var batch = new TableBatch(id.Partition);
            List<LedgerEntry> entries = [];
            List<BusinessFact> facts = [];
            foreach (var (rowKey, answer) in paid)
            {
                var row = await table.FindAsync(new TableKey(id.Partition, rowKey), cancel) ?? throw new InvalidOperationException($"{id.Partition}/{rowKey} is gone.");
                var line = row.Read<LineRow>();
                if (line.State != LineStage.Submitted) continue;
                switch (await funds.SpendAsync(line.Fund, [line.Id.Text], answer.On, cancel))
                {
                    case FundMove.Moved:
                        break;
                    case FundMove.Refused refused:
                        throw new InvalidOperationException($"The bank has paid {line.Id}, whose money is {refused.State}, not reserved.");
                    default:
                        throw new UnreachableException();
                }
                var held = await claims.MarkPaidAsync(line.Person, line.Id.Text, answer.On, cancel);
                if (held != line.ClaimKeys.Count) throw new InvalidOperationException($"The bank has paid {line.Id}, which holds {held} of its {line.ClaimKeys.Count} claims.");
                batch.Replace(rowKey, line with { State = LineStage.Paid, PaidOn = answer.On, Reason = null }, row.ETag);
                facts.Add(new BusinessFact(PayoutFactKinds.LinePaid, line.Id.Text, string.Create(CultureInfo.InvariantCulture, $"{line.Amount.Fen} {line.Id.Instruction(line.Attempt)}")));
                entries.Add(new LedgerEntry
                {
                    Id = LedgerEntry.IdOf(line.Id.Text),
                    LineId = line.Id.Text,
                    Debit = Accounts.Enterprise(id.Enterprise),
                    Credit = line.Fund.Account,
                    Amount = line.Amount,
                    On = answer.On,
                    Code = line.Measure,
                });
            }
            if (entries.Count == 0) return false;
            switch (await ledger.PostAsync(id.Partition, entries, batch, facts, cancel))
            {
                case PostOutcome.Posted posted:
                    // What another sweep booked meanwhile, it has counted too.
                    foreach (var (entry, outcome) in entries.Zip(posted.Entries))
                    {
                        if (outcome != EntryOutcome.Created) continue;
                        Instruments.LinesPaid.Add(1, new KeyValuePair<string, object?>("measure", entry.Code));
                        Instruments.AmountPaid.Add(entry.Amount.Fen, new KeyValuePair<string, object?>("measure", entry.Code));
                    }
                    return true;
                case PostOutcome.LinesChanged:
                    return Attempt.Again;
                case PostOutcome.Refused:
                    throw new InvalidOperationException($"The ledger holds other entries for lines of {id}; see reconciliation.");
                default:
                    throw new UnreachableException();
            }
        }, cancel);
    }

    private async Task<IReadOnlyList<string>> PageAsync(PageRequest page, CancellationToken cancel) =>
        (await table.FindAsync(PageKey(page), cancel))?.Read<List<string>>() ?? throw new InvalidOperationException($"Page {page} was never planned.");

    private async IAsyncEnumerable<LineRow> ReadAsync(CaseId id, IReadOnlyList<string> rows, [EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var row in rows)
        {
            if (await table.FindAsync(new TableKey(id.Partition, row), cancel) is { } stored) yield return stored.Read<LineRow>();
        }
    }

    private static TableKey PlanKey(RunRequest request) => new(request.Id.Partition, request.Id.Keys.Run(request.Run, request.Attempt));

    private static TableKey PageKey(PageRequest page) => new(page.Id.Partition, page.Id.Keys.RunPage(page.Run, page.Attempt, page.Page));
}

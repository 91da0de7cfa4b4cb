using System.Globalization;
using System.Text;
using System.Text.Json;
using Benefits.Audit;
using Benefits.Banking;
using Benefits.Funds;
using Benefits.Ledger;
using Benefits.Storage;

namespace Benefits.Reconciliation;

/// <summary>Proves that lines, ledger, funds and bank say the same (对账): bundles = ledger = bank, each yuan once, every difference by name.</summary>
/// <remarks>
/// The sides are read one after the other while work goes on: the bank first, then the ledger, then the lines, so that a later side is never behind an earlier one;
/// what still looks different is looked at a second time. What is dated after the day of the reconciliation is outstanding, not different.
/// </remarks>
public sealed class Reconciler(ITable table, LedgerBook ledger, FundStore funds, IPaymentGateway bank, Journal journal, IFiles files, TimeProvider clock)
{
    /// <summary>Partition of the reports and folder of their files.</summary>
    public const string Place = Partitions.Reconciliations;

    private const int MostInRow = 200;

    private static readonly TableKey StateKey = new(Place, Rows.LastReconciliation);

    private readonly ChainRegistry _registry = new(table);

    /// <summary>Compares and keeps the report, under its date and as a file. A second run of a day takes the first one's place; its file stays.</summary>
    /// <param name="scope">What has moved since the last one; null for everything.</param>
    public async Task<ReconciliationReport> RunAsync(DateOnly on, IAsyncEnumerable<LineState> lines, ReconciliationScope? scope, CancellationToken cancel)
    {
        var last = await LastAsync(cancel);
        var report = await CompareAsync(on, lines, scope, cancel);
        using MemoryStream content = new(Encoding.UTF8.GetBytes(StoredJson.Write(report)));
        var file = await files.PutAsync(Place, content, cancel);
        var kept = report with { File = file.Name, Differences = [.. report.Differences.Take(MostInRow)], Outstanding = [.. report.Outstanding.Take(MostInRow)] };
        BusinessFact fact = new(ReconciliationFactKinds.Reconciled, Rows.Of(on), string.Create(CultureInfo.InvariantCulture, $"{report.LinesPaid.Fen} {report.Booked.Fen} {report.BankPaid.Fen} {report.DifferenceCount} {file.Name}"));
        ReconciliationState state = new(on, scope is null || last is null ? on : last.FullOn, report.DifferenceCount);
        await journal.CommitAsync(new TableBatch(Place).Upsert(Rows.Of(on), kept).Upsert(StateKey.Row, state), [fact], cancel);
        return report with { File = file.Name };
    }

    /// <summary>When was reconciled last; null before the first time.</summary>
    public async Task<ReconciliationState?> LastAsync(CancellationToken cancel) => (await table.FindAsync(StateKey, cancel))?.Read<ReconciliationState>();

    /// <summary>The last report of a date, with the first differences only; the file has all.</summary>
    public async Task<ReconciliationReport?> FindAsync(DateOnly on, CancellationToken cancel) =>
        (await table.FindAsync(new TableKey(Place, Rows.Of(on)), cancel))?.Read<ReconciliationReport>();

    /// <summary>A report as its file has it; null where there is no such file.</summary>
    public async Task<ReconciliationReport?> OpenAsync(string file, CancellationToken cancel)
    {
        await using var content = await files.OpenAsync(Place, file, cancel);
        return content is null ? null : await JsonSerializer.DeserializeAsync<ReconciliationReport>(content, StoredJson.Options, cancel);
    }

    /// <summary>Compares and writes nothing.</summary>
    /// <param name="lines">The payout lines: all of them, or those of the scope's payees. Read twice where there is a scope.</param>
    public async Task<ReconciliationReport> CompareAsync(DateOnly on, IAsyncEnumerable<LineState> lines, ReconciliationScope? scope, CancellationToken cancel)
    {
        SortedDictionary<string, LineBook> books = new(StringComparer.Ordinal);
        List<Difference> differences = [];
        List<Difference> outstanding = [];

        var statement = scope is null ? await bank.StatementAsync(cancel).ToListAsync(cancel) : await AskAfterAsync(lines, cancel);

        HashSet<string> read = [];
        await foreach (var partition in scope?.Payees.ToAsyncEnumerable() ?? _registry.ListAsync(Partitions.FirmPrefix, cancel)) await ReadEntriesAsync(partition);

        Dictionary<string, string> lineOfInstruction = [];
        HashSet<string> partitions = [];
        var count = 0;
        await foreach (var line in lines.WithCancellation(cancel))
        {
            count++;
            var book = BookOf(line.LineId);
            if (book.Line is not null) differences.Add(new(DifferenceKind.LineTwice, line.LineId, $"{book.Line.Partition}与{line.Partition}有同一明细"));
            book.Line = line;
            partitions.Add(line.Partition);
            if (line.InstructionId is { } id) lineOfInstruction[id] = line.LineId;
        }
        foreach (var partition in partitions) await ReadEntriesAsync(partition);

        foreach (var record in statement)
        {
            var lineId = lineOfInstruction.GetValueOrDefault(record.InstructionId) ?? PaymentIds.LineOf(record.InstructionId);
            if (lineId is not null && books.TryGetValue(lineId, out var book)) book.Bank.Add(record);
            else differences.Add(new(DifferenceKind.UnknownInstruction, record.InstructionId, $"银行有此指令{record.Amount}，没有对应的发放明细"));
        }

        foreach (var book in books.Values)
        {
            List<Difference> found = [];
            List<Difference> later = [];
            book.Compare(on, found, later);
            if (found.Count > 0 && await LookAgainAsync(book, cancel))
            {
                found = [];
                later = [];
                book.Compare(on, found, later);
            }
            differences.AddRange(found);
            outstanding.AddRange(later);
        }
        var totals = await new FundComparison(funds, books.Values, on, scope).CompareAsync(differences, outstanding, cancel);

        return new ReconciliationReport
        {
            On = on,
            IsFull = scope is null,
            RanAt = clock.GetUtcNow(),
            Lines = count,
            Entries = books.Values.Sum(book => book.Entries.Count),
            Instructions = statement.Count,
            LinesPaid = books.Values.Sum(book => book.Line is { IsPaid: true } line ? line.Amount : Money.Zero),
            Booked = books.Values.Sum(book => book.Booked),
            BankPaid = statement.Sum(record => record.State is PaymentState.Paid ? record.Amount : Money.Zero),
            Recovered = books.Values.Sum(book => book.Recovered),
            Funds = totals,
            Differences = differences,
            DifferenceCount = differences.Count,
            Outstanding = outstanding,
        };

        LineBook BookOf(string lineId) => books.TryGetValue(lineId, out var book) ? book : books[lineId] = new LineBook(lineId);

        async Task ReadEntriesAsync(string partition)
        {
            if (!read.Add(partition)) return;
            await foreach (var entry in ledger.ReadAsync(partition, cancel)) BookOf(entry.LineId).Entries.Add(entry);
        }
    }

    /// <summary>What the bank says of every instruction of these lines, the earlier attempts among them.</summary>
    private async Task<List<BankRecord>> AskAfterAsync(IAsyncEnumerable<LineState> lines, CancellationToken cancel)
    {
        List<BankRecord> statement = [];
        await foreach (var line in lines.WithCancellation(cancel))
        {
            if (line.InstructionId is not { } latest) continue;
            for (var attempt = 1; attempt <= PaymentIds.AttemptOf(latest); attempt++)
            {
                var id = PaymentIds.Of(line.LineId, attempt);
                if (await bank.FindAsync(id, cancel) is var state and not PaymentState.Unknown) statement.Add(new BankRecord(id, line.Amount, state));
            }
        }
        return statement;
    }

    /// <summary>Reads ledger and bank for one line again; true where either has moved on since.</summary>
    private async Task<bool> LookAgainAsync(LineBook book, CancellationToken cancel)
    {
        if (book.Line is not { } line) return false;
        var before = book.Entries.Count;
        if (book.Entries.Count == 0 && await ledger.FindAsync(line.Partition, LedgerEntry.IdOf(line.LineId), cancel) is { } entry) book.Entries.Add(entry);
        var moved = book.Entries.Count > before;
        if (!book.BankPaid.Any() && line.InstructionId is { } id && await bank.FindAsync(id, cancel) is PaymentState.Paid paid)
        {
            var known = book.Bank.Find(record => record.InstructionId == id);
            book.Bank.RemoveAll(record => record.InstructionId == id);
            book.Bank.Add(new BankRecord(id, known?.Amount ?? line.Amount, paid));
            moved = true;
        }
        return moved;
    }
}

/// <summary>What a reconciliation between two full ones looks at (对账范围).</summary>
/// <param name="Since">The last one's day.</param>
/// <param name="Payees">Partitions of the payees whose lines or bookings may have moved since.</param>
/// <param name="Funds">Funds whose money has moved since.</param>
public sealed record ReconciliationScope(DateOnly Since, IReadOnlySet<string> Payees, IReadOnlySet<FundKey> Funds);

/// <param name="On">The last day that was reconciled.</param>
/// <param name="FullOn">The last day on which everything was.</param>
/// <param name="Differences">What the last one found: while there are any, everything is looked at.</param>
public sealed record ReconciliationState(DateOnly On, DateOnly FullOn, int Differences);

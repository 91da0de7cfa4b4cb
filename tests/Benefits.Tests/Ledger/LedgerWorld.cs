using System.Runtime.CompilerServices;
using Benefits.Audit;
using Benefits.Audit.Verification;
using Benefits.Banking;
using Benefits.Demo;
using Benefits.Funds;
using Benefits.Ledger;
using Benefits.Reconciliation;
using Benefits.Storage;

namespace Benefits.Tests.Ledger;

/// <summary>A store, a bank, and all parts of the ledger on them.</summary>
internal sealed class LedgerWorld
{
    public static readonly DateOnly Today = new(2022, 9, 1);

    public static readonly AuditKey Key = new(new byte[32]);

    public static readonly FundKey Employment = new("employment", District("4301"), 2022);

    /// <summary>What a test tells the journal, whoever it does so as.</summary>
    public static readonly FactKind Tested = new("line-tested", "检验", "明细", Recorders.Anyone);

    public LedgerWorld(ITable? table = null)
    {
        Table = new KeyedTable(table ?? new MemoryTable(), Key);
        Clock = new ManualClock(Today.StartsAt.AddHours(9));
        Journal = new Journal(Table, Clock, Key, RealPauses.Optimistic);
        Book = new LedgerBook(Table, Journal);
        Funds = new FundStore(Table, Journal);
        Claims = new Claims(Table, Journal);
        Bank = new RehearsalBank(new KeyedTable(new MemoryTable(), Key), Clock);
        Roots = new KeptRoots(new MemoryFiles());
        Seal = new AuditSeal(Table, Files, Roots, Key, Clock);
        Audit = new AuditVerification(Table, Files, Roots, Key, [new FundRows()], []);
        Reconciliation = new Reconciler(Table, Book, Funds, Bank, Journal, Files, Clock);
    }

    public ITable Table { get; }

    public MemoryFiles Files { get; } = new();

    public ManualClock Clock { get; }

    public Journal Journal { get; }

    public LedgerBook Book { get; }

    public FundStore Funds { get; }

    public Claims Claims { get; }

    public RehearsalBank Bank { get; }

    public KeptRoots Roots { get; }

    public AuditSeal Seal { get; }

    public AuditVerification Audit { get; }

    public Reconciler Reconciliation { get; }

    public List<LineState> Lines { get; } = [];

    public static CreditCode Firm(int number)
    {
        var first = $"91430100MA{number:D7}";
        return Typed.Parse<CreditCode>(first + CreditCode.CheckCharacter(first + "0"));
    }

    public static PersonKey Person(int number) => Typed.Parse<PersonKey>(number.ToString("x32"));

    public static DistrictCode District(string text) => Typed.Parse<DistrictCode>(text);

    public static string PartitionOf(int firm) => $"ent-{Firm(firm)}";

    public static LedgerEntry Payment(string lineId, long fen, int firm = 1) => new()
    {
        Id = LedgerEntry.IdOf(lineId),
        LineId = lineId,
        Debit = Accounts.Enterprise(Firm(firm)),
        Credit = Employment.Account,
        Amount = new Money(fen),
        On = Today,
        Code = "graduate-hiring-subsidy",
    };

    public static PaymentInstruction Instruction(string lineId, long fen, int attempt = 1, string account = "6222000012345678") =>
        new(PaymentIds.Of(lineId, attempt), new Money(fen), new PayeeAccount("长沙某某科技有限公司", "102551000013", account), Employment.Account, "一次性吸纳就业补贴");

    public static LineState Line(string lineId, long fen, string state = LineState.Paid, int firm = 1, int attempt = 1) =>
        new(lineId, PartitionOf(firm), Employment.Account, new Money(fen), state, PaymentIds.Of(lineId, attempt));

    /// <summary>Everything that makes a line paid, on every side.</summary>
    public async Task PayAsync(string lineId, long fen, int firm = 1, int attempt = 1)
    {
        await Funds.SetBudgetAsync(Employment, new Money(100_000_000), "budget-2022", default);
        await Funds.ReserveAsync(Employment, $"app-of-{lineId}", [new FundLine(lineId, new Money(fen))], default);
        await Bank.SubmitAsync(Instruction(lineId, fen, attempt), default);
        await Book.PostAsync(PartitionOf(firm), [Payment(lineId, fen, firm)], null, [], default);
        await Funds.SpendAsync(Employment, [lineId], Today, default);
        lock (Lines) Lines.Add(Line(lineId, fen, firm: firm, attempt: attempt));
    }

    /// <summary>What the check of one partition finds.</summary>
    public static async Task<ChainCheck> CheckAsync(ITable table, string partition)
    {
        PartitionCheck check = new(partition, [], Key);
        await foreach (var row in table.ReadAsync(partition, "", default)) check.See(row);
        return check.End();
    }

    public Task<ReconciliationReport> ReconcileAsync() => Reconciliation.RunAsync(Today, Lines.ToAsyncEnumerable(), scope: null, default);

    /// <summary>What the partition says, without audit rows and tags: equal before and after a repeat.</summary>
    public async Task<string> DumpAsync(string partition)
    {
        List<string> rows = [];
        await foreach (var row in Table.ReadAsync(partition, "", default)) rows.Add(row.Key.Row.StartsWith("aud-", StringComparison.Ordinal) ? row.Key.Row : $"{row.Key.Row} {row.Body}");
        return string.Join('\n', rows);
    }

    /// <summary>Writes behind everybody's back.</summary>
    public async Task ForgeAsync<T>(string partition, string row, T value) =>
        Assert.IsType<Commit.Done>(await Table.CommitAsync(new TableBatch(partition).Upsert(row, value), default));

    public async Task RemoveAsync(string partition, string row)
    {
        var there = await Table.FindAsync(new TableKey(partition, row), default);
        Assert.IsType<Commit.Done>(await Table.CommitAsync(new TableBatch(partition).Delete(row, there!.ETag), default));
    }
}

/// <summary>Lets others in before and after each call, so that races happen, and counts commits.</summary>
internal sealed class RacingTable(ITable inner) : ITable
{
    private int _commits;

    public int Commits => _commits;

    /// <summary>Holds commits back while it is not done.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public async Task<TableRow?> FindAsync(TableKey key, CancellationToken cancel)
    {
        await Task.Yield();
        var row = await inner.FindAsync(key, cancel);
        await Task.Yield();
        return row;
    }

    public async IAsyncEnumerable<TableRow> ReadAsync(RowRange range, [EnumeratorCancellation] CancellationToken cancel)
    {
        await Task.Yield();
        await foreach (var row in inner.ReadAsync(range, cancel)) yield return row;
    }

    public IAsyncEnumerable<TableRow> ScanAsync(CancellationToken cancel) => inner.ScanAsync(cancel);

    public async Task<Commit> CommitAsync(TableBatch batch, CancellationToken cancel)
    {
        await Gate;
        await Task.Yield();
        Interlocked.Increment(ref _commits);
        var commit = await inner.CommitAsync(batch, cancel);
        await Task.Yield();
        return commit;
    }
}

/// <summary>Dies at one commit, before or after it is written.</summary>
internal sealed class DyingTable(ITable inner, int diesAt, bool written) : ITable
{
    private int _commits;

    public bool Died { get; private set; }

    public Task<TableRow?> FindAsync(TableKey key, CancellationToken cancel) => inner.FindAsync(key, cancel);

    public IAsyncEnumerable<TableRow> ReadAsync(RowRange range, CancellationToken cancel) => inner.ReadAsync(range, cancel);

    public IAsyncEnumerable<TableRow> ScanAsync(CancellationToken cancel) => inner.ScanAsync(cancel);

    public async Task<Commit> CommitAsync(TableBatch batch, CancellationToken cancel)
    {
        if (Died || ++_commits != diesAt) return Died ? throw new StorageUnavailableException("dead") : await inner.CommitAsync(batch, cancel);
        Died = true;
        if (written) await inner.CommitAsync(batch, cancel);
        throw new StorageUnavailableException("dies here");
    }
}

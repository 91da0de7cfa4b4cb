using Benefits.Audit;
using Benefits.Demo;
using Benefits.Local;
using Benefits.Local.Storage;
using Benefits.Local.Workflows;
using Benefits.Storage;
using Benefits.Tests.Storage;
using Benefits.Vault;

namespace Benefits.Tests.Payouts;

/// <summary>What is left when a process dies: the store, the history, the files, the bank's own books, and the time of day.</summary>
internal sealed class Remains : IDisposable
{
    private readonly List<IDisposable> _open = [];

    private Remains(ITable table, IHistory history, ITable bank, DateOnly today)
    {
        Table = new NotingTable(table);
        History = history;
        Bank = new NotingTable(bank);
        Clock = new ManualClock(today.StartsAt.AddHours(9));
    }

    /// <summary>Other rows, with the history, the files and the time of <paramref name="like"/>.</summary>
    public Remains(ITable table, ITable bank, Remains like)
        : this(table, like.History, bank, like.Clock.BusinessDate)
    {
        Files = like.Files;
        Roots = like.Roots;
        Clock = like.Clock;
    }

    public NotingTable Table { get; }

    public IHistory History { get; }

    public NotingTable Bank { get; }

    public IFiles Files { get; private init; } = new MemoryFiles();

    public KeptRoots Roots { get; private init; } = new(new MemoryFiles());

    public ManualClock Clock { get; }

    public static Remains InMemory(DateOnly? today = null) => new(new MemoryTable(), new MemoryHistory(), new MemoryTable(), today ?? PayoutWorld.Today);

    /// <summary>On SQLite, as the host has it.</summary>
    /// <param name="vfs">The SQLite file system to go through; null for the system's.</param>
    public static Remains OnDisk(TempFolder folder, string? vfs = null)
    {
        var store = SqliteStore.Open(new SqliteSettings(folder.File("store.db")) { Vfs = vfs });
        var bank = SqliteStore.Open(folder.File("bank.db"));
        Remains remains = new(new SqliteTable(store), new SqliteHistory(store), new SqliteTable(bank), PayoutWorld.Today);
        remains._open.AddRange([store, bank]);
        return remains;
    }

    /// <summary>In a data folder that a host will open next.</summary>
    public static Remains Of(DataFolder folder, DateOnly today) => new(new SqliteTable(folder.Store), folder.History, new SqliteTable(folder.BankStore), today) { Files = folder.Files, Roots = folder.Roots };

    /// <summary>The same rows in memory, with a history that begins anew: many runs from one beginning.</summary>
    public async Task<Remains> CopyAsync()
    {
        Remains copy = new(new MemoryTable(), new MemoryHistory(), new MemoryTable(), Clock.BusinessDate);
        foreach (var partition in Table.Partitions)
        {
            foreach (var some in (await Table.ReadAsync(partition, "", default).ToListAsync()).Chunk(TableBatch.MaxWrites))
            {
                TableBatch batch = new(partition);
                foreach (var row in some) batch.Add(new TableWrite.Insert(row.Key, row.Body));
                Assert.IsType<Commit.Done>(await copy.Table.CommitAsync(batch, default));
            }
        }
        await CopyStagedAsync(copy.Files);
        return copy;
    }

    /// <summary>What was staged when lists and registers were brought in: verification looks it up.</summary>
    private async Task CopyStagedAsync(IFiles to)
    {
        foreach (var folder in (string[])["enterprise-lists-applied", "register-loads"])
        {
            await foreach (var file in Files.ListAsync(folder, default)) await to.PutAsync(folder, (await Files.OpenAsync(folder, file.Name, default))!, default);
        }
    }

    /// <summary>Gives a new store its identity, as a host does at its start.</summary>
    public Task ClaimAsync(VaultKeys keys) => RealPauses.Optimistic.ChangeAsync(() => StoreIdentity.TryClaimAsync(new KeyedTable(Table, keys.Audit), keys, StoreMode.Demo, default), default);

    public void Dispose() => _open.ForEach(store => store.Dispose());
}

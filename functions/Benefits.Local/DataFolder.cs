using Benefits.Demo;
using Benefits.Local.Storage;
using Benefits.Local.Workflows;
using Benefits.Parties;

namespace Benefits.Local;

/// <summary>All that an embedded host keeps (数据目录): <c>store.db</c>, <c>bank.db</c> for the rehearsal bank, <c>files/</c> and <c>keys.json</c>. One process at a time.</summary>
internal sealed class DataFolder : IDisposable
{
    private readonly SqliteStore _store;
    private readonly SqliteStore _bankStore;

    private DataFolder(string path, SqliteStore store, SqliteStore bankStore)
    {
        Path = path;
        _store = store;
        _bankStore = bankStore;
        Table = new SqliteTable(store);
        Files = new DiskFiles(System.IO.Path.Combine(path, "files"));
        History = new SqliteHistory(store);
        Keys = KeyFile.ReadOrMake(System.IO.Path.Combine(path, "keys.json"));
    }

    public string Path { get; }

    internal SqliteStore Store => _store;

    public SqliteTable Table { get; }

    public DiskFiles Files { get; }

    public SqliteHistory History { get; }

    public VaultKeys Keys { get; }

    /// <summary>Opens the folder, or makes a new one.</summary>
    /// <exception cref="StoreInUseException">Another process has it open.</exception>
    public static DataFolder Open(string path)
    {
        var store = SqliteStore.Open(System.IO.Path.Combine(path, "store.db"));
        try
        {
            return new DataFolder(path, store, SqliteStore.Open(System.IO.Path.Combine(path, "bank.db")));
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>Opens the folder for reading alone: no lock is taken and nothing is written.</summary>
    public static DataFolder OpenReadOnly(string path)
    {
        var store = SqliteStore.OpenReadOnly(System.IO.Path.Combine(path, "store.db"));
        return new DataFolder(path, store, SqliteStore.OpenReadOnly(System.IO.Path.Combine(path, "bank.db")));
    }

    /// <summary>The rehearsal bank over its own books.</summary>
    public RehearsalBank OpenBank(TimeProvider clock, BankMood mood) => new(new SqliteTable(_bankStore), clock) { Mood = mood };

    public void Dispose()
    {
        _store.Dispose();
        _bankStore.Dispose();
    }
}

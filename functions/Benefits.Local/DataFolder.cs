using System.Security.Cryptography;
using Benefits.Audit;
using Benefits.Demo;
using Benefits.Local.Storage;
using Benefits.Local.Workflows;
using Benefits.Storage;
using Benefits.Vault;

namespace Benefits.Local;

/// <summary>All that an embedded host keeps (数据目录): <c>store.db</c>, <c>bank.db</c> for the rehearsal bank, <c>files/</c> and <c>keys.json</c>; and beside it the roots and witnesses by which a rewritten store is found. One process at a time.</summary>
internal sealed class DataFolder : IDisposable
{
    private const string StoreFile = "store.db";
    private const string BankFile = "bank.db";

    private readonly SqliteStore _store;
    private readonly SqliteStore _bankStore;

    private DataFolder(string path, VaultKeys keys, OutsideFolder outside, SqliteStore store, SqliteStore bankStore)
    {
        Path = path;
        Keys = keys;
        Outside = outside;
        _store = store;
        _bankStore = bankStore;
        Table = new KeyedTable(new SqliteTable(store), keys.Audit);
        Bank = new KeyedTable(new SqliteTable(bankStore), keys.Audit);
        Files = new DiskFiles(System.IO.Path.Combine(path, "files"));
        History = new SqliteHistory(store);
        Roots = new KeptRoots(new DiskFiles(outside.Path));
    }

    public string Path { get; }

    public VaultKeys Keys { get; }

    public OutsideFolder Outside { get; }

    internal SqliteStore Store => _store;

    internal SqliteStore BankStore => _bankStore;

    public ITable Table { get; }

    /// <summary>The rehearsal bank's own books.</summary>
    public ITable Bank { get; }

    public DiskFiles Files { get; }

    public SqliteHistory History { get; }

    public KeptRoots Roots { get; }

    /// <summary>Opens the folder, or makes a new one.</summary>
    /// <param name="mode">What the folder is opened for; it must be what it was made for.</param>
    /// <param name="roots">Where roots and witnesses are kept; null for the folder's own name with <c>.roots</c> behind it.</param>
    /// <exception cref="StoreInUseException">Another process has it open.</exception>
    /// <exception cref="StoreRefusedException">Keys or mode are not the store's. Nothing was written.</exception>
    public static DataFolder Open(string path, StoreMode mode = StoreMode.Demo, string? roots = null)
    {
        var keys = KeysOf(path, isNewAllowed: true, mode);
        OutsideFolder outside = new(path, roots, keys);
        var store = SqliteStore.Open(Settings(path, StoreFile, keys, outside));
        SqliteStore? bank = null;
        try
        {
            bank = SqliteStore.Open(Settings(path, BankFile, keys, outside));
            DataFolder folder = new(path, keys, outside, store, bank);
            // SQLite answers before the task is handed out but for its own writer, which needs nobody here.
            var claimed = StoreIdentity.TryClaimAsync(folder.Table, keys, mode, CancellationToken.None).GetAwaiter().GetResult();
            if (!claimed.HasLanded) throw new InvalidOperationException($"Someone else writes to {path}, whose lock is held here.");
            return folder;
        }
        catch
        {
            store.Dispose();
            bank?.Dispose();
            throw;
        }
    }

    /// <summary>Opens the folder for reading alone: no lock is taken, nothing is written, and a host may be serving from it.</summary>
    /// <param name="mode">What it is opened for; null where that makes no difference, as to verification.</param>
    /// <exception cref="StoreRefusedException">There are no keys, or they or the mode are not the store's.</exception>
    public static DataFolder OpenReadOnly(string path, StoreMode? mode = null, string? roots = null)
    {
        var keys = KeysOf(path, isNewAllowed: false, mode);
        var store = SqliteStore.OpenReadOnly(System.IO.Path.Combine(path, StoreFile));
        return new DataFolder(path, keys, new OutsideFolder(path, roots, keys), store, SqliteStore.OpenReadOnly(System.IO.Path.Combine(path, BankFile)));
    }

    /// <summary>The rehearsal bank over its own books.</summary>
    public RehearsalBank OpenBank(TimeProvider clock, BankMood mood) => new(Bank, clock) { Mood = mood };

    public SqliteCheck CheckOf(SqliteStore store, string file) => new(store, file, Outside.WitnessOf(file), Keys.Audit);

    public void Dispose()
    {
        _store.Dispose();
        _bankStore.Dispose();
    }

    private static SqliteSettings Settings(string path, string file, VaultKeys keys, OutsideFolder outside) =>
        new(System.IO.Path.Combine(path, file)) { Key = keys.Audit, Witness = outside.WitnessOf(file) };

    /// <summary>The keys that fit the store. New ones are made for a store without a row only; a crash between the two leaves keys, which the next start takes.</summary>
    private static VaultKeys KeysOf(string path, bool isNewAllowed, StoreMode? mode)
    {
        var file = System.IO.Path.Combine(path, "keys.json");
        var peek = StorePeek.At(System.IO.Path.Combine(path, StoreFile));
        if (KeyFile.Find(file) is { } keys)
        {
            if ((peek.Identity?.Fault(keys) ?? (mode is { } wanted ? peek.Identity?.FaultOf(wanted) : null)) is { } fault) throw new StoreRefusedException(fault);
            return keys;
        }
        if (peek.HasRows || !isNewAllowed) throw new StoreRefusedException($"数据目录 {path} 中有数据而没有密钥文件 keys.json。没有原来的密钥，封存的内容无法打开，同一个人会被当作另一个人；请放回原来的 keys.json。");
        Directory.CreateDirectory(path);
        return KeyFile.Make(file);
    }
}

/// <summary>Roots and witnesses of one store, outside of its folder. The store's keys name the place, so that a folder that was begun anew does not meet the old one's.</summary>
internal sealed class OutsideFolder(string dataFolder, string? roots, VaultKeys keys)
{
    public string Path { get; } = System.IO.Path.Combine(
        roots ?? System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(dataFolder)) + ".roots",
        Convert.ToHexStringLower(SHA256.HashData(Convert.FromBase64String(keys.Audit.PublicKey)))[..12]);

    public string WitnessOf(string file) => System.IO.Path.Combine(Path, $"{System.IO.Path.GetFileNameWithoutExtension(file)}.witness");
}

using Benefits.Audit;
using Benefits.Storage;
using Benefits.Vault;

namespace Benefits.Local.Storage;

/// <summary>A look into a store's file before it is opened: whether it holds anything, and whose it is. Writes nothing.</summary>
internal sealed record StorePeek(bool HasRows, StoreIdentity? Identity)
{
    /// <exception cref="StoreRefusedException">The file was written by another version.</exception>
    public static StorePeek At(string path)
    {
        if (!File.Exists(path)) return new StorePeek(false, null);
        using var store = SqliteDatabase.OpenReader(path, null);
        var version = store.Ask("PRAGMA user_version");
        if (version == "0") return new StorePeek(false, null);
        if (version != $"{SqliteSchema.Version}") throw new StoreRefusedException($"{Path.GetFileName(path)} 由另一版本写成（版式{version}，本程序为{SqliteSchema.Version}）：不升级旧库，请使用新的数据目录。");
        var body = store.Ask($"SELECT body FROM rows WHERE partition = '{StoreIdentity.Key.Partition}' AND row = '{StoreIdentity.Key.Row}'");
        return new StorePeek(
            store.Ask("SELECT 1 FROM rows LIMIT 1") is not null,
            body is null ? null : KeyedTable.Opened(new TableRow(StoreIdentity.Key, body, "")).Read<StoreIdentity>());
    }
}

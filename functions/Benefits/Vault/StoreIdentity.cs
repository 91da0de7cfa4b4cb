using Benefits.Storage;

namespace Benefits.Vault;

/// <summary>What a store holds: made-up data that anyone may see (演示), or real data (正式). It is decided at the first start, for good.</summary>
public enum StoreMode
{
    Demo,
    Real,
}

/// <summary>By what a store knows its keys and its mode again (库标识). Written when the store is new, before anything else.</summary>
public sealed record StoreIdentity
{
    public const int CurrentLayout = 3;

    /// <summary>Row of the table.</summary>
    public static readonly TableKey Key = new(Partitions.Store, Rows.Identity);

    public required int Layout { get; init; }

    public required StoreMode Mode { get; init; }

    /// <summary>Check value (密钥校验值) of the hash key.</summary>
    public required string HashKeyCheck { get; init; }

    /// <summary>Check value of each seal key that ever sealed something, by its id.</summary>
    public required IReadOnlyDictionary<string, string> SealKeyChecks { get; init; }

    /// <summary>By which the seals' signatures can be checked.</summary>
    public required string PublicKey { get; init; }

    public static async Task<StoreIdentity?> FindAsync(ITable table, CancellationToken cancel) => (await table.FindAsync(Key, cancel))?.Read<StoreIdentity>();

    /// <summary>Holds keys and mode against the store's identity; a new and empty store gets one. A seal key that is new is noted. One try: where another instance starts at the same time, its identity is to be looked at.</summary>
    /// <param name="table">The store, keyed.</param>
    /// <exception cref="StoreRefusedException">Other keys, another mode, or a store without an identity. Nothing was written.</exception>
    public static async Task<Attempt<StoreIdentity>> TryClaimAsync(ITable table, VaultKeys keys, StoreMode mode, CancellationToken cancel)
    {
        var row = await table.FindAsync(Key, cancel);
        if (row is null && await table.ScanAsync(cancel).AnyAsync(cancel))
        {
            // Another instance may have claimed the store in between.
            if (await table.FindAsync(Key, cancel) is not null) return Attempt.Again;
            throw new StoreRefusedException("数据库中已有数据而没有库标识：它由更早的版本写成，或标识被删。本版本不升级旧库，请使用新的数据目录或存储账户。");
        }
        var identity = row?.Read<StoreIdentity>();
        if (identity is not null && (identity.Fault(keys) ?? identity.FaultOf(mode)) is { } fault) throw new StoreRefusedException(fault);
        var checks = keys.SealKeys.ToDictionary(key => key.Key, key => VaultKeys.CheckOf(key.Value));
        if (identity is not null && checks.Keys.All(identity.SealKeyChecks.ContainsKey)) return identity;
        StoreIdentity next = identity is not null
            ? identity with { SealKeyChecks = identity.SealKeyChecks.Concat(checks.Where(check => !identity.SealKeyChecks.ContainsKey(check.Key))).ToDictionary() }
            : new() { Layout = CurrentLayout, Mode = mode, HashKeyCheck = VaultKeys.CheckOf(keys.HashKey), SealKeyChecks = checks, PublicKey = keys.Audit.PublicKey };
        TableBatch batch = new(Key.Partition);
        batch = row is null ? batch.Insert(Key.Row, next) : batch.Replace(Key.Row, next, row.ETag);
        return await table.CommitAsync(batch, cancel) is Commit.Done ? next : Attempt.Again;
    }

    /// <summary>Why these are not the keys of this store, in Chinese; null where they are.</summary>
    public string? Fault(VaultKeys keys)
    {
        if (Layout != CurrentLayout) return $"数据库的版式为{Layout}，本程序只认{CurrentLayout}：不升级旧库，请使用新的数据目录或存储账户。";
        if (HashKeyCheck != VaultKeys.CheckOf(keys.HashKey)) return "散列密钥不是这个库的密钥：换了密钥，同一个人会被当作另一个人而再次领取。请放回原来的密钥。";
        foreach (var (id, check) in SealKeyChecks)
        {
            if (!keys.SealKeys.TryGetValue(id, out var key)) return $"缺少封存密钥“{id}”：用它加密的内容无法再打开。请放回原来的密钥。";
            if (VaultKeys.CheckOf(key) != check) return $"封存密钥“{id}”不是这个库的密钥。请放回原来的密钥。";
        }
        return null;
    }

    /// <summary>Why this store is not opened in this mode, in Chinese; null where it is.</summary>
    public string? FaultOf(StoreMode mode) => (Mode, mode) switch
    {
        (StoreMode.Real, StoreMode.Demo) => "这个库存有正式数据，不能以演示模式打开：请设置身份服务（Auth:Authority 与 Auth:Audience），演示请另用一个空库。",
        (StoreMode.Demo, StoreMode.Real) => "这个库是演示库，其中的人与企业都是虚构的，不能用于正式环境：请另用一个空库。",
        _ => null,
    };
}

/// <summary>The store does not fit the keys or the mode of this start; the message is one clear Chinese sentence for the operator.</summary>
public sealed class StoreRefusedException(string message) : Exception(message);

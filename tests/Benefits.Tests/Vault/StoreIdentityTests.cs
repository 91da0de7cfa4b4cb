using Benefits.Audit;
using Benefits.Storage;
using Benefits.Vault;

namespace Benefits.Tests.Vault;

/// <summary>A store knows its keys and its mode again.</summary>
public sealed class StoreIdentityTests
{
    private readonly MemoryTable _store = new();

    [Fact]
    public async Task A_new_store_gets_its_identity_and_knows_it_again_from_many_instances_at_once()
    {
        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => ClaimAsync(Keys(1, 1), StoreMode.Real))));

        Assert.Single(claims.Select(identity => identity.HashKeyCheck).Distinct());
        Assert.Equal(StoreMode.Real, (await StoreIdentity.FindAsync(Table(Keys(1, 1)), default))!.Mode);
        Assert.DoesNotContain(Convert.ToBase64String(Filled(1)), (await _store.ScanAsync(default).SingleAsync()).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_hash_key_another_seal_key_and_a_missing_seal_key_are_refused_and_nothing_is_written()
    {
        await ClaimAsync(Keys(1, 1), StoreMode.Real);
        var before = await _store.ScanAsync(default).SingleAsync();
        var withoutFirst = new VaultKeys(Filled(1), "k2", new Dictionary<string, byte[]> { ["k2"] = Filled(2) });

        Assert.Contains("散列密钥", await RefusedAsync(Keys(2, 1), StoreMode.Real), StringComparison.Ordinal);
        Assert.Contains("封存密钥“k1”不是", await RefusedAsync(Keys(1, 2), StoreMode.Real), StringComparison.Ordinal);
        Assert.Contains("缺少封存密钥“k1”", await RefusedAsync(withoutFirst, StoreMode.Real), StringComparison.Ordinal);
        Assert.Equal(before, await _store.ScanAsync(default).SingleAsync());
    }

    [Fact]
    public async Task A_further_seal_key_is_noted_and_from_then_on_needed()
    {
        await ClaimAsync(Keys(1, 1), StoreMode.Real);
        await ClaimAsync(new VaultKeys(Filled(1), "k2", new Dictionary<string, byte[]> { ["k1"] = Filled(1), ["k2"] = Filled(2) }), StoreMode.Real);

        Assert.Contains("k2", await RefusedAsync(Keys(1, 1), StoreMode.Real), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(StoreMode.Real, StoreMode.Demo, "不能以演示模式打开")]
    [InlineData(StoreMode.Demo, StoreMode.Real, "不能用于正式环境")]
    public async Task A_store_is_opened_in_its_own_mode_only(StoreMode made, StoreMode opened, string says)
    {
        await ClaimAsync(Keys(1, 1), made);
        Assert.Contains(says, await RefusedAsync(Keys(1, 1), opened), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_with_rows_and_without_an_identity_is_refused()
    {
        await _store.CommitAsync(new TableBatch("ent-a").Insert("line-1", 1), default);
        Assert.Contains("没有库标识", await RefusedAsync(Keys(1, 1), StoreMode.Real), StringComparison.Ordinal);
    }

    private static VaultKeys Keys(byte hash, byte seal) => new(Filled(hash), "k1", new Dictionary<string, byte[]> { ["k1"] = Filled(seal) });

    private static byte[] Filled(byte value) => [.. Enumerable.Repeat(value, 32)];

    private KeyedTable Table(VaultKeys keys) => new(_store, keys.Audit);

    private Task<StoreIdentity> ClaimAsync(VaultKeys keys, StoreMode mode) => RealPauses.Optimistic.ChangeAsync(() => StoreIdentity.TryClaimAsync(Table(keys), keys, mode, default), default);

    private async Task<string> RefusedAsync(VaultKeys keys, StoreMode mode) => (await Assert.ThrowsAsync<StoreRefusedException>(() => ClaimAsync(keys, mode))).Message;
}

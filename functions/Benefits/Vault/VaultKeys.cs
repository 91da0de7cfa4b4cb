using System.Security.Cryptography;
using Benefits.Audit;

namespace Benefits.Vault;

/// <summary>The secrets of the vault. They come from configuration or a key store, never from the code, and are not printed.</summary>
/// <remarks>A rotation adds a seal key and names it current; the old ones stay for as long as something sealed with them is kept. The hash key cannot be rotated: every person's partition is named by it.</remarks>
public sealed record VaultKeys
{
    public VaultKeys(byte[] hashKey, string currentSealKey, IReadOnlyDictionary<string, byte[]> sealKeys)
    {
        if (hashKey.Length < 32) throw new ArgumentException($"The hash key needs at least 32 bytes, not {hashKey.Length}.", nameof(hashKey));
        if (!sealKeys.ContainsKey(currentSealKey)) throw new ArgumentException($"There is no seal key '{currentSealKey}'.", nameof(currentSealKey));
        foreach (var (id, key) in sealKeys)
        {
            if (id.Length is 0 or > 16 || !id.All(char.IsAsciiLetterOrDigit)) throw new ArgumentException($"A seal key's id has 1 to 16 letters and digits, not '{id}'.", nameof(sealKeys));
            if (key.Length != 32) throw new ArgumentException($"The seal key '{id}' needs 32 bytes, not {key.Length}.", nameof(sealKeys));
        }
        HashKey = [.. hashKey];
        Audit = new AuditKey(HashKey);
        CurrentSealKey = currentSealKey;
        SealKeys = sealKeys.ToDictionary(pair => pair.Key, pair => pair.Value.ToArray());
    }

    internal byte[] HashKey { get; }

    /// <summary>What the audit chain is keyed with.</summary>
    public AuditKey Audit { get; }

    public string CurrentSealKey { get; }

    internal IReadOnlyDictionary<string, byte[]> SealKeys { get; }

    /// <summary>A keyed hash of nothing: by it a key is known again, and nothing of it is told.</summary>
    internal static string CheckOf(byte[] key) => Convert.ToHexStringLower(HMACSHA256.HashData(key, "qicaitong key check"u8));

    public override string ToString() => $"VaultKeys ({CurrentSealKey})";
}

using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Benefits.Vault;

/// <summary>Turns a resident id into the key that storage knows, and seals (加密) what must be kept but not read.</summary>
/// <remarks>
/// Sealed text is <c>{key id}.{base64url of nonce, tag and ciphertext}</c>, AES-256-GCM with a random nonce of 96 bits; that is safe for 2^32 seals a key.
/// The context, such as the row it is kept in, is authenticated with it: sealed text moved to another row does not open.
/// </remarks>
public sealed class PersonVault : IDisposable
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private readonly VaultKeys _keys;
    private readonly ThreadLocal<Dictionary<string, AesGcm>> _ciphers;

    public PersonVault(VaultKeys keys)
    {
        _keys = keys;
        // One cipher a thread and key: a cipher holds state that two threads must not share, and making one costs more than a seal.
        _ciphers = new(() => keys.SealKeys.ToDictionary(pair => pair.Key, pair => new AesGcm(pair.Value, TagBytes)), trackAllValues: true);
    }

    /// <summary>The same id is the same key, everywhere and for good; without the hash key there is no way back, not even by trying all ids.</summary>
    public PersonKey KeyOf(ResidentId id)
    {
        Span<byte> text = stackalloc byte[18];
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Encoding.ASCII.GetBytes(id.Text, text);
        HMACSHA256.HashData(_keys.HashKey, text, hash);
        return PersonKey.FromHash(hash);
    }

    /// <summary>Keyed hash of a form, 64 hexadecimal digits: tells two forms apart, and nothing of what is in them can be tried out.</summary>
    public string Fingerprint(string form) => Convert.ToHexStringLower(HMACSHA256.HashData(_keys.HashKey, Encoding.UTF8.GetBytes($"form\n{form}")));

    public string Seal(string plain, string context)
    {
        var length = Encoding.UTF8.GetByteCount(plain);
        var box = new byte[NonceBytes + TagBytes + length];
        var bytes = new byte[length];
        Encoding.UTF8.GetBytes(plain, bytes);
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceBytes));
        _ciphers.Value![_keys.CurrentSealKey].Encrypt(
            box.AsSpan(0, NonceBytes), bytes, box.AsSpan(NonceBytes + TagBytes), box.AsSpan(NonceBytes, TagBytes), Encoding.UTF8.GetBytes(context));
        CryptographicOperations.ZeroMemory(bytes);
        return $"{_keys.CurrentSealKey}.{Base64Url.EncodeToString(box)}";
    }

    /// <exception cref="SealBrokenException">The text was changed, belongs to another context, or its key is not here.</exception>
    public string Open(string sealedText, string context)
    {
        var dot = sealedText.IndexOf('.', StringComparison.Ordinal);
        if (dot < 1) throw new SealBrokenException("The sealed text names no key.");
        if (!_ciphers.Value!.TryGetValue(sealedText[..dot], out var cipher)) throw new SealBrokenException("The key that the text was sealed with is not in the vault.");
        try
        {
            var box = Base64Url.DecodeFromChars(sealedText.AsSpan(dot + 1));
            if (box.Length < NonceBytes + TagBytes) throw new SealBrokenException("The sealed text is too short.");
            var plain = new byte[box.Length - NonceBytes - TagBytes];
            cipher.Decrypt(box.AsSpan(0, NonceBytes), box.AsSpan(NonceBytes + TagBytes), box.AsSpan(NonceBytes, TagBytes), plain, Encoding.UTF8.GetBytes(context));
            return Encoding.UTF8.GetString(plain);
        }
        catch (Exception fault) when (fault is FormatException or AuthenticationTagMismatchException)
        {
            throw new SealBrokenException("The sealed text was changed, or belongs to another context.", fault);
        }
    }

    public void Dispose()
    {
        foreach (var cipher in _ciphers.Values.SelectMany(ciphers => ciphers.Values)) cipher.Dispose();
        _ciphers.Dispose();
    }
}

/// <summary>Sealed text that does not open: an operator's matter, never a person's.</summary>
public sealed class SealBrokenException(string message, Exception? inner = null) : Exception(message, inner);

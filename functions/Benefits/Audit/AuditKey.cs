using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Benefits.Audit;

/// <summary>What the audit chain is keyed and its seals are signed with (审计密钥), derived from the vault's hash key: whoever can only write to the store cannot continue, rewrite or seal a chain.</summary>
/// <remarks>A record is bound with HMAC-SHA256, which verification on the host checks; a seal with ECDSA P-256, which anyone can check who has the public half.</remarks>
public sealed class AuditKey
{
    private readonly byte[] _mac;
    private readonly ECParameters _signing;

    public AuditKey(ReadOnlySpan<byte> secret)
    {
        _mac = HMACSHA256.HashData(secret, "qicaitong audit mac"u8);
        // A random number of 256 bits is a valid private key but for one in 2^32; that one is refused by the import.
        using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = HMACSHA256.HashData(secret, "qicaitong seal signature"u8) });
        _signing = key.ExportParameters(includePrivateParameters: true);
        PublicKey = Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());
    }

    /// <summary>Base64 of the SubjectPublicKeyInfo by which a seal's signature can be checked.</summary>
    public string PublicKey { get; }

    /// <summary>Base64url of the keyed hash of the text. The purpose keeps what was bound for one use from another.</summary>
    public string Mac(string purpose, string text)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_mac, Encoding.UTF8.GetBytes($"{purpose}\n{text}"), hash);
        return Base64Url.EncodeToString(hash);
    }

    public byte[] Mac(ReadOnlySpan<byte> content) => HMACSHA256.HashData(_mac, content);

    public string Sign(string text)
    {
        using var key = ECDsa.Create(_signing);
        return Convert.ToBase64String(key.SignData(Encoding.UTF8.GetBytes(text), HashAlgorithmName.SHA256));
    }

    public static bool IsSigned(string publicKey, string text, string signature)
    {
        try
        {
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(publicKey), out _);
            return key.VerifyData(Encoding.UTF8.GetBytes(text), Convert.FromBase64String(signature), HashAlgorithmName.SHA256);
        }
        catch (Exception fault) when (fault is FormatException or CryptographicException)
        {
            return false;
        }
    }

    public override string ToString() => "AuditKey";
}

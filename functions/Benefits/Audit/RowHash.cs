using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Benefits.Storage;

namespace Benefits.Audit;

/// <summary>What a commit made of one row: the hash of its body, or that it is gone.</summary>
/// <param name="Hash">Base64url of the body's SHA-256; <see cref="Gone"/> for a row that was deleted.</param>
public sealed record RowHash(string Row, string Hash)
{
    public const string Gone = "gone";

    public static RowHash Of(TableWrite write) => new(write.Key.Row, write is TableWrite.Delete ? Gone : Of(write.Body));

    public static string Of(string body)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(body), hash);
        return Base64Url.EncodeToString(hash);
    }
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Benefits.Ledger;

/// <summary>One link of a partition's audit chain (审计链): the facts of one commit, bound by hash to the link before.</summary>
/// <remarks>
/// The hash is SHA-256 over previous hash, partition, number, UTC time and the facts, each written as its length in UTF-8 bytes, a colon and itself.
/// So nothing can be moved from one field, one record or one chain to another unseen, and any language can check it.
/// </remarks>
public sealed record AuditRecord
{
    /// <summary>The row key's beginning. The head's key begins with it as well and sorts behind all numbers.</summary>
    public const string RowPrefix = "aud-";

    public required long Number { get; init; }

    public required DateTimeOffset At { get; init; }

    public required IReadOnlyList<BusinessFact> Facts { get; init; }

    /// <summary>The hash of the record before; 64 zeros for the first.</summary>
    public required string Previous { get; init; }

    public required string Hash { get; init; }

    public static string RowOf(long number) => string.Create(CultureInfo.InvariantCulture, $"{RowPrefix}{number:D10}");

    /// <summary>The record that follows <paramref name="head"/> in the chain of <paramref name="partition"/>.</summary>
    public static AuditRecord After(AuditHead head, string partition, DateTimeOffset at, IReadOnlyList<BusinessFact> facts)
    {
        var utc = at.ToUniversalTime();
        return new AuditRecord
        {
            Number = head.Number + 1,
            At = utc,
            Facts = facts,
            Previous = head.Hash,
            Hash = HashOf(partition, head.Number + 1, utc, head.Hash, facts),
        };
    }

    /// <summary>True where the record's hash is the hash of what it says.</summary>
    public bool IsGenuine(string partition) => Hash == HashOf(partition, Number, At, Previous, Facts);

    private static string HashOf(string partition, long number, DateTimeOffset at, string previous, IReadOnlyList<BusinessFact> facts)
    {
        var content = new StringBuilder(256);
        Append(previous);
        Append(partition);
        Append(number.ToString(CultureInfo.InvariantCulture));
        Append(at.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        foreach (var fact in facts)
        {
            Append(fact.Kind);
            Append(fact.Subject);
            Append(fact.Detail);
        }
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content.ToString())));

        void Append(string part) =>
            content.Append(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetByteCount(part)}:").Append(part);
    }
}

/// <summary>Where a chain ends now (链首).</summary>
public sealed record AuditHead(long Number, string Hash)
{
    public const string Row = AuditRecord.RowPrefix + "head";

    /// <summary>The end of a chain that has no record yet.</summary>
    public static readonly AuditHead None = new(0, new string('0', 64));
}

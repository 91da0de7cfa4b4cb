using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Benefits.Audit;

/// <summary>One link of a partition's audit chain (审计链): the facts of one commit, bound by hash to the link before.</summary>
/// <remarks>
/// The hash is SHA-256 over previous hash, partition, number, UTC time, the count of facts and the facts (kind, subject, detail, who, role), the count of rows and the rows (key, hash),
/// each written as its length in UTF-8 bytes, a colon and itself. So nothing can be moved from one field, one record or one chain to another unseen, and any language can check it.
/// The keyed hash over it keeps those who can write to the store, and have no keys, from writing a chain anew.
/// </remarks>
public sealed record AuditRecord
{
    public required long Number { get; init; }

    public required DateTimeOffset At { get; init; }

    public required IReadOnlyList<RecordedFact> Facts { get; init; }

    /// <summary>Every other row that the commit wrote.</summary>
    public required IReadOnlyList<RowHash> Rows { get; init; }

    /// <summary>The hash of the record before; 64 zeros for the first.</summary>
    public required string Previous { get; init; }

    public required string Hash { get; init; }

    /// <summary>The hash, keyed.</summary>
    public required string Mac { get; init; }

    /// <summary>The record that follows <paramref name="head"/> in the chain of <paramref name="partition"/>.</summary>
    public static AuditRecord After(AuditHead head, string partition, DateTimeOffset at, IReadOnlyList<RecordedFact> facts, IReadOnlyList<RowHash> rows, AuditKey key)
    {
        AuditRecord record = new()
        {
            Number = head.Number + 1,
            At = at.ToUniversalTime(),
            Facts = facts,
            Rows = rows,
            Previous = head.Hash,
            Hash = "",
            Mac = "",
        };
        var hash = record.HashOf(partition);
        return record with { Hash = hash, Mac = key.Mac(MacPurpose, hash) };
    }

    /// <summary>True where the record's hash is the hash of what it says, and was made by someone who has the key.</summary>
    public bool IsGenuine(string partition, AuditKey key) => Hash == HashOf(partition) && Mac == key.Mac(MacPurpose, Hash);

    private const string MacPurpose = "audit-record";

    private string HashOf(string partition)
    {
        var content = new StringBuilder(512);
        Append(Previous);
        Append(partition);
        AppendNumber(Number);
        Append(At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        AppendNumber(Facts.Count);
        foreach (var fact in Facts)
        {
            Append(fact.Kind);
            Append(fact.Subject);
            Append(fact.Detail);
            Append(fact.By?.Subject ?? "");
            Append(fact.By?.Role ?? "");
        }
        AppendNumber(Rows.Count);
        foreach (var row in Rows)
        {
            Append(row.Row);
            Append(row.Hash);
        }
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content.ToString())));

        void AppendNumber(long number) => Append(number.ToString(CultureInfo.InvariantCulture));

        void Append(string part) =>
            content.Append(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetByteCount(part)}:").Append(part);
    }
}

/// <summary>Where a chain ends now (链首).</summary>
public sealed record AuditHead(long Number, string Hash)
{
    /// <summary>The end of a chain that has no record yet.</summary>
    public static readonly AuditHead None = new(0, new string('0', 64));
}

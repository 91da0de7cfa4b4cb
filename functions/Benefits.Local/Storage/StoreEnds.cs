using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using Benefits.Audit;
using Benefits.Vault;

namespace Benefits.Local.Storage;

/// <summary>Where the store's append-only parts end (库尾), and a running hash over all that was ever committed. One row, rewritten by each group commit under the keys, and noted outside by the witness.</summary>
/// <remarks>Touched by the writer thread only. What a group has moved is taken back when the group is rolled back.</remarks>
internal sealed class StoreEnds
{
    private static readonly Sql Load = new("SELECT commits, digest, instances, entries, entry_mac, advances, advance_mac, mac FROM ends");
    private static readonly Sql Store = new("UPDATE ends SET commits = ?1, digest = ?2, instances = ?3, entries = ?4, entry_mac = ?5, advances = ?6, advance_mac = ?7, mac = ?8");
    private static readonly Sql Advance = new("INSERT INTO advances (number, partition, head, mac) VALUES (?1, ?2, ?3, ?4)");

    private readonly AuditKey? _key;
    private readonly IncrementalHash _group = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private Position _now;
    private Position _committed;

    private StoreEnds(AuditKey? key, Position at)
    {
        _key = key;
        _now = _committed = at;
    }

    public long Commits => _committed.Commits;

    public string Digest => Convert.ToHexStringLower(_committed.Digest);

    public long Instances => _now.Instances;

    public long Entries => _now.Entries;

    /// <param name="isGenuine">False where the row was not written under this key.</param>
    public static StoreEnds Read(SqliteDatabase database, AuditKey? key, out bool isGenuine)
    {
        var row = database[Load];
        if (!row.Step()) throw new StoreRefusedException("库尾的记录缺失：库被改动，不能打开。");
        Position at = new(row.Int64(0), row.Bytes(1).ToArray(), row.Int64(2), row.Int64(3), row.Bytes(4).ToArray(), row.Int64(5), row.Bytes(6).ToArray());
        StoreEnds ends = new(key, at);
        isGenuine = at.Commits == 0 || row.Bytes(7).SequenceEqual(ends.MacOf(at.Written()));
        row.Reset();
        return ends;
    }

    public byte[] EntryMac => _now.EntryMac;

    public byte[] AdvanceMac => _now.AdvanceMac;

    public long Advances => _now.Advances;

    public byte[] MacOf(ReadOnlySpan<byte> content) => _key?.Mac(content) ?? SHA256.HashData(content);

    /// <summary>Takes what the group writes into the running hash.</summary>
    public void Note(ReadOnlySpan<byte> written)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, written.Length);
        _group.AppendData(length);
        _group.AppendData(written);
    }

    public long NextInstance()
    {
        _now = _now with { Instances = _now.Instances + 1 };
        return _now.Instances;
    }

    public void Entered(byte[] mac) => _now = _now with { Entries = _now.Entries + 1, EntryMac = mac };

    /// <summary>Notes that a chain has a new head, in the order of commits: a chain that is set back by itself no longer ends where this list says.</summary>
    public void Advanced(SqliteDatabase writer, ReadOnlySpan<byte> partition, ReadOnlySpan<byte> head)
    {
        var number = _now.Advances + 1;
        var mac = MacOf(AdvanceText(_now.AdvanceMac, number, partition, head));
        writer[Advance].Bind(1, number).BindText(2, partition).BindText(3, head).BindBlob(4, mac).Run();
        _now = _now with { Advances = number, AdvanceMac = mac };
    }

    public static byte[] AdvanceText(byte[] before, long number, ReadOnlySpan<byte> partition, ReadOnlySpan<byte> head) =>
        [.. before, .. BitConverter.GetBytes(number), .. BitConverter.GetBytes(partition.Length), .. partition, .. head];

    /// <summary>Called before the group is committed.</summary>
    public void Write(SqliteDatabase writer)
    {
        Note(_now.Digest);
        _now = _now with { Commits = _now.Commits + 1, Digest = _group.GetHashAndReset() };
        writer[Store].Bind(1, _now.Commits).BindBlob(2, _now.Digest).Bind(3, _now.Instances).Bind(4, _now.Entries).BindBlob(5, _now.EntryMac)
            .Bind(6, _now.Advances).BindBlob(7, _now.AdvanceMac).BindBlob(8, MacOf(_now.Written())).Run();
    }

    public void Keep() => _committed = _now;

    public void TakeBack()
    {
        _now = _committed;
        _group.GetHashAndReset();
    }

    private sealed record Position(long Commits, byte[] Digest, long Instances, long Entries, byte[] EntryMac, long Advances, byte[] AdvanceMac)
    {
        public byte[] Written() => System.Text.Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"ends {Commits} {Convert.ToHexString(Digest)} {Instances} {Entries} {Convert.ToHexString(EntryMac)} {Advances} {Convert.ToHexString(AdvanceMac)}"));
    }
}

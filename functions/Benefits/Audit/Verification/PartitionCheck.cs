using System.Text.Json;
using Benefits.Storage;

namespace Benefits.Audit.Verification;

/// <summary>Checks one partition: its audit chain (审计链) link by link, and each row against what the chain says of it last. Rows are shown in ordinal order, as they lie.</summary>
/// <param name="partition">Whose chain.</param>
/// <param name="sealedHeads">Heads that a seal has fixed; the chain must still lead through each of them.</param>
public sealed class PartitionCheck(string partition, IReadOnlyCollection<AuditHead> sealedHeads, AuditKey key)
{
    private readonly List<ChainBreak> _breaks = [];
    private readonly ILookup<long, string> _fixed = sealedHeads.Where(head => head.Number > 0).ToLookup(head => head.Number, head => head.Hash);
    private readonly Dictionary<string, ToldRow> _told = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _there = new(StringComparer.Ordinal);
    private AuditHead _end = AuditHead.None;
    private AuditHead? _head;
    private TableKey _last;

    public string Partition => partition;

    public long Records => _end.Number;

    public void See(TableRow row)
    {
        if (row.Key.Row == Rows.AuditHead) SeeHead(row);
        else if (row.Key.Row.StartsWith(Rows.AuditPrefix, StringComparison.Ordinal)) SeeRecord(row);
        else if (!KeyedRows.Has(partition, row.Key.Row)) _there[row.Key.Row] = RowHash.Of(row.Body);
        else if (!KeyedTable.IsBound(row, key)) Break(row.Key, ChainFault.RowChanged, "行内容与其密钥校验值不符，已被改动或调换");
    }

    public ChainCheck End()
    {
        TableKey head = new(partition, Rows.AuditHead);
        var headAt = _head?.Number ?? 0;
        if (headAt > _end.Number) Break(head, ChainFault.Truncated, $"链首为第{headAt}号，审计记录只到第{_end.Number}号，末尾被截去");
        else if (headAt < _end.Number) Break(head, ChainFault.HeadWrong, $"审计记录已到第{_end.Number}号，链首却停在第{headAt}号");
        else if (_head is { } there && there.Hash != _end.Hash) Break(_end.Number == 0 ? head : _last, ChainFault.HeadWrong, "与链首记载的哈希不符");
        if (sealedHeads.Count > 0 && sealedHeads.Max(fixedHead => fixedHead.Number) is var farthest && farthest > _end.Number)
        {
            Break(new TableKey(partition, Rows.Audit(_end.Number + 1)), ChainFault.Truncated, $"封存时已有{farthest}条审计记录，现只有{_end.Number}条，末尾被截去");
        }
        foreach (var (row, told) in _told)
        {
            var (hash, now) = (told.Hash, _there.GetValueOrDefault(row));
            if (hash == RowHash.Gone && now is not null) Break(new TableKey(partition, row), ChainFault.RowReturned, $"{told.Says}称此行已删除，它却又出现");
            else if (hash != RowHash.Gone && now is null) Break(new TableKey(partition, row), ChainFault.RowMissing, $"{told.Says}载有此行，它却不在");
            else if (hash != RowHash.Gone && now != hash) Break(new TableKey(partition, row), ChainFault.RowChanged, $"行内容与{told.Says}所载的哈希不符");
        }
        foreach (var row in _there.Keys.Where(row => !_told.ContainsKey(row))) Break(new TableKey(partition, row), ChainFault.RowUnknown, "没有任何审计记录载有此行");
        return new ChainCheck(partition, _end.Number, _breaks);
    }

    private void SeeHead(TableRow row)
    {
        try
        {
            _head = row.Read<AuditHead>();
            if (StoredJson.Write(_head) != row.Body) Break(row.Key, ChainFault.HeadWrong, "链首的写法不是本系统的写法");
        }
        catch (JsonException)
        {
            Break(row.Key, ChainFault.HeadWrong, "链首无法读取");
        }
    }

    private void SeeRecord(TableRow row)
    {
        var record = Read(row);
        if (record is null || row.Key.Row != Rows.Audit(record.Number) || !record.IsGenuine(partition, key))
        {
            Break(row.Key, ChainFault.Edited, "审计记录内容与其哈希不符，已被改动或调换");
            // Goes on from what the record claims, so that one edit is one break.
            _end = record is not null ? new AuditHead(_end.Number + 1, record.Hash) : _end with { Number = _end.Number + 1 };
        }
        else
        {
            if (record.Number != _end.Number + 1) Break(row.Key, ChainFault.Missing, $"缺少第{_end.Number + 1}号至第{record.Number - 1}号审计记录");
            else if (record.Previous != _end.Hash) Break(row.Key, ChainFault.Unlinked, "与上一条审计记录的哈希不衔接");
            _end = new AuditHead(record.Number, record.Hash);
        }
        if (record is not null && _fixed[_end.Number].Any(hash => hash != record.Hash)) Break(row.Key, ChainFault.SealBroken, "与封存的链首哈希不符，封存之后被重写");
        foreach (var told in record?.Rows ?? []) _told[told.Row] = new ToldRow(told.Hash, record!.Number, record.Facts is [var first, ..] ? first.Kind : null);
        _last = row.Key;
    }

    /// <summary>What the last record that speaks of a row says of it; by what kind of fact, where it tells any.</summary>
    private readonly record struct ToldRow(string Hash, long Number, string? Kind)
    {
        public string Says => $"最后载明此行的第{Number}号审计记录{(Kind is null ? "" : $"“{FactCatalogue.Say(Kind)}”")}";
    }

    private void Break(TableKey place, ChainFault fault, string says) => _breaks.Add(new ChainBreak(place, fault, says));

    /// <summary>The record, or null where the body is not to the letter what the journal writes: a member added by hand is an edit too.</summary>
    private static AuditRecord? Read(TableRow row)
    {
        try
        {
            var record = row.Read<AuditRecord>();
            return StoredJson.Write(record) == row.Body ? record : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>What the check of one partition found.</summary>
public sealed record ChainCheck(string Partition, long Records, IReadOnlyList<ChainBreak> Breaks);

/// <summary>One place that does not hold.</summary>
/// <param name="Says">What is wrong, for people.</param>
public sealed record ChainBreak(TableKey Place, ChainFault Fault, string Says);

public enum ChainFault
{
    /// <summary>A record does not have the hash of what it says, lies under another record's key, or was made without the key.</summary>
    [Label("记录被改动")]
    Edited,

    /// <summary>Records are missing before this one.</summary>
    [Label("记录缺失")]
    Missing,

    /// <summary>The record does not name the hash of the one before.</summary>
    [Label("链接不上")]
    Unlinked,

    /// <summary>Records at the end are gone.</summary>
    [Label("链尾被截断")]
    Truncated,

    /// <summary>The head does not name the last record.</summary>
    [Label("链头不符")]
    HeadWrong,

    /// <summary>The chain is whole in itself and not the one that was sealed.</summary>
    [Label("与封存的不是同一条")]
    SealBroken,

    /// <summary>A seal, its file or its signature is missing, or does not hold.</summary>
    [Label("封存不成立")]
    SealWrong,

    /// <summary>A row is not as it was written last.</summary>
    [Label("数据行被改动")]
    RowChanged,

    /// <summary>A row that was written is gone.</summary>
    [Label("数据行缺失")]
    RowMissing,

    /// <summary>A row that was deleted is back, or one that should be gone is there.</summary>
    [Label("数据行被换回旧值")]
    RowReturned,

    /// <summary>A row that nothing speaks of.</summary>
    [Label("多出的数据行")]
    RowUnknown,

    /// <summary>The store as a whole is not the one that was there: set back, put in another's place, or damaged.</summary>
    [Label("数据库文件不符")]
    StoreWrong,

    /// <summary>The workflows' history does not hold.</summary>
    [Label("办理记录不符")]
    HistoryWrong,
}

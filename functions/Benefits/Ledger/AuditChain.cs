using System.Text.Json;
using Benefits.Storage;

namespace Benefits.Ledger;

/// <summary>Reads the audit chain (审计链) of one partition again and finds what was changed behind the journal's back.</summary>
public sealed class AuditChain(ITable table, AuditKey key)
{
    /// <param name="partition">Whose chain.</param>
    /// <param name="sealedHeads">Heads that a seal has fixed; the chain must still lead through each of them.</param>
    public async Task<ChainCheck> VerifyAsync(string partition, IReadOnlyCollection<AuditHead> sealedHeads, CancellationToken cancel)
    {
        List<ChainBreak> breaks = [];
        var fixedHashes = sealedHeads.Where(head => head.Number > 0).ToLookup(head => head.Number, head => head.Hash);
        // The head is read first: records written while the chain is read lie behind it, and a second look at the head covers them.
        var first = await FindHeadAsync(partition, breaks, cancel);
        var end = AuditHead.None;
        await foreach (var row in table.ReadAsync(partition, AuditRecord.RowPrefix, cancel))
        {
            if (row.Key.Row == AuditHead.Row) continue;
            if (Read(row) is not { } record || row.Key.Row != AuditRecord.RowOf(record.Number) || !record.IsGenuine(partition, key))
            {
                breaks.Add(new ChainBreak(row.Key, ChainFault.Edited, "审计记录内容与其哈希不符，已被改动或调换"));
                // Goes on from what the record claims, so that one edit is one break.
                end = Read(row) is { } claimed ? new AuditHead(end.Number + 1, claimed.Hash) : end with { Number = end.Number + 1 };
                continue;
            }
            if (record.Number != end.Number + 1) breaks.Add(new ChainBreak(row.Key, ChainFault.Missing, $"缺少第{end.Number + 1}号至第{record.Number - 1}号审计记录"));
            else if (record.Previous != end.Hash) breaks.Add(new ChainBreak(row.Key, ChainFault.Unlinked, "与上一条审计记录的哈希不衔接"));
            end = new AuditHead(record.Number, record.Hash);
            if (fixedHashes[record.Number].Any(hash => hash != record.Hash)) breaks.Add(new ChainBreak(row.Key, ChainFault.SealBroken, "与封存的链首哈希不符，封存之后被重写"));
            if (first is not null && first.Number == record.Number && first.Hash != record.Hash) breaks.Add(new ChainBreak(row.Key, ChainFault.HeadWrong, "与链首记载的哈希不符"));
        }
        TableKey head = new(partition, AuditHead.Row);
        if (first is not null && first.Number > end.Number) breaks.Add(new ChainBreak(head, ChainFault.Truncated, $"链首为第{first.Number}号，审计记录只到第{end.Number}号，末尾被截去"));
        if (sealedHeads.Count > 0 && sealedHeads.Max(fixedHead => fixedHead.Number) is var farthest && farthest > end.Number)
        {
            breaks.Add(new ChainBreak(new TableKey(partition, AuditRecord.RowOf(end.Number + 1)), ChainFault.Truncated, $"封存时已有{farthest}条审计记录，现只有{end.Number}条，末尾被截去"));
        }
        if (end.Number > (first?.Number ?? 0) && breaks.Count == 0)
        {
            var second = await FindHeadAsync(partition, breaks, cancel);
            if (breaks.Count == 0 && (second?.Number ?? 0) < end.Number) breaks.Add(new ChainBreak(head, ChainFault.HeadWrong, $"审计记录已到第{end.Number}号，链首却停在第{second?.Number ?? 0}号"));
        }
        return new ChainCheck(partition, end.Number, breaks);
    }

    private async Task<AuditHead?> FindHeadAsync(string partition, List<ChainBreak> breaks, CancellationToken cancel)
    {
        if (await table.FindAsync(new TableKey(partition, AuditHead.Row), cancel) is not { } row) return null;
        try
        {
            return row.Read<AuditHead>();
        }
        catch (JsonException)
        {
            breaks.Add(new ChainBreak(row.Key, ChainFault.HeadWrong, "链首无法读取"));
            return null;
        }
    }

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

/// <summary>What the check of one chain found.</summary>
public sealed record ChainCheck(string Partition, long Records, IReadOnlyList<ChainBreak> Breaks);

/// <summary>One place where a chain does not hold.</summary>
/// <param name="Says">What is wrong, for people.</param>
public sealed record ChainBreak(TableKey Place, ChainFault Fault, string Says);

public enum ChainFault
{
    /// <summary>A record does not have the hash of what it says, or lies under another record's key.</summary>
    Edited,

    /// <summary>Records are missing before this one.</summary>
    Missing,

    /// <summary>The record does not name the hash of the one before.</summary>
    Unlinked,

    /// <summary>Records at the end are gone.</summary>
    Truncated,

    /// <summary>The head does not name the last record.</summary>
    HeadWrong,

    /// <summary>The chain is whole in itself and not the one that was sealed.</summary>
    SealBroken,

    /// <summary>A seal or its file is missing, or does not hold.</summary>
    SealWrong,
}

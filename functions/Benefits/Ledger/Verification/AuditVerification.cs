using System.Globalization;
using System.Text;
using System.Text.Json;
using Benefits.Storage;

namespace Benefits.Ledger.Verification;

/// <summary>Checks every audit chain and every seal of a store (审计链核验), from the store and the exported files alone.</summary>
public sealed class AuditVerification(ITable table, IFiles files, AuditKey key)
{
    private readonly ChainRegistry _registry = new(table);
    private readonly AuditChain _chain = new(table, key);

    public async Task<AuditReport> VerifyAsync(CancellationToken cancel)
    {
        List<ChainBreak> breaks = [];
        // By chain and number, each hash that a seal names: a chain that did not grow is in many seals and here once.
        SortedDictionary<string, HashSet<AuditHead>> fixedHeads = new(StringComparer.Ordinal);
        var seals = await VerifySealsAsync(fixedHeads, breaks, cancel);
        HashSet<string> listed = [];
        await foreach (var partition in _registry.ListAsync("", cancel)) listed.Add(partition);
        foreach (var partition in fixedHeads.Keys.Where(partition => !listed.Contains(partition)))
        {
            breaks.Add(new ChainBreak(new TableKey(ChainRegistry.Partition, partition), ChainFault.Missing, "已封存的审计链不在登记簿中"));
        }
        long records = 0;
        foreach (var partition in listed.Union(fixedHeads.Keys).Order(StringComparer.Ordinal))
        {
            var check = await _chain.VerifyAsync(partition, fixedHeads.GetValueOrDefault(partition) ?? [], cancel);
            records += check.Records;
            breaks.AddRange(check.Breaks);
        }
        return new AuditReport(listed.Count, records, seals, breaks);
    }

    /// <summary>Reads rows and files, since either may be lost: a file whose row is gone still binds its chains.</summary>
    private async Task<int> VerifySealsAsync(SortedDictionary<string, HashSet<AuditHead>> fixedHeads, List<ChainBreak> breaks, CancellationToken cancel)
    {
        Dictionary<string, SealFile> exported = [];
        await foreach (var file in files.ListAsync(AuditSeal.Place, cancel))
        {
            if (await ReadAsync(file.Name, cancel) is not { } content)
            {
                breaks.Add(new ChainBreak(FileKey(file.Name), ChainFault.SealWrong, "封存文件无法读取，或其根哈希与所列链首不符"));
                continue;
            }
            exported[file.Name] = content;
            foreach (var head in content.Heads)
            {
                if (!fixedHeads.TryGetValue(head.Partition, out var heads)) fixedHeads[head.Partition] = heads = [];
                heads.Add(head.Head);
            }
        }
        var seals = 0;
        var previous = AuditHead.None.Hash;
        HashSet<DateOnly> dates = [];
        await foreach (var row in table.ReadAsync(AuditSeal.Place, "", cancel))
        {
            seals++;
            if (Read(row) is not { } seal)
            {
                breaks.Add(new ChainBreak(row.Key, ChainFault.SealWrong, "封存记录无法读取"));
                continue;
            }
            dates.Add(seal.On);
            if (seal.Previous != previous) breaks.Add(new ChainBreak(row.Key, ChainFault.SealWrong, "与上一次封存的根哈希不衔接"));
            if (!exported.TryGetValue(seal.File, out var file)) breaks.Add(new ChainBreak(row.Key, ChainFault.SealWrong, "封存文件缺失"));
            else if (file.On != seal.On || file.Root != seal.Root || file.Previous != seal.Previous) breaks.Add(new ChainBreak(row.Key, ChainFault.SealWrong, "封存记录与封存文件不符"));
            previous = seal.Root;
        }
        foreach (var date in exported.Values.Select(file => file.On).Distinct().Where(date => !dates.Contains(date)).Order())
        {
            // The file is put before its row: the very last one may be what a crash left.
            if (date < dates.DefaultIfEmpty().Max()) breaks.Add(new ChainBreak(SealKey(date), ChainFault.SealWrong, "有封存文件而无封存记录"));
        }
        return seals;
    }

    private async Task<SealFile?> ReadAsync(string name, CancellationToken cancel)
    {
        if (await files.OpenAsync(AuditSeal.Place, name, cancel) is not { } stream) return null;
        using StreamReader reader = new(stream, Encoding.UTF8);
        return SealFile.TryRead(await reader.ReadToEndAsync(cancel), out var file) ? file : null;
    }

    private static SealRecord? Read(TableRow row)
    {
        try
        {
            return row.Read<SealRecord>();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static TableKey SealKey(DateOnly date) => new(AuditSeal.Place, date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    /// <summary>A place for people, made like a key: people may have given the file any name.</summary>
    private static TableKey FileKey(string name) =>
        new(AuditSeal.Place, "file-" + string.Concat(name.Take(100).Select(sign => char.IsAsciiLetterOrDigit(sign) || sign is '-' or '.' ? sign : '_')));
}

/// <summary>What a check of all chains found.</summary>
public sealed record AuditReport(int Chains, long Records, int Seals, IReadOnlyList<ChainBreak> Breaks)
{
    public bool Holds => Breaks.Count == 0;
}

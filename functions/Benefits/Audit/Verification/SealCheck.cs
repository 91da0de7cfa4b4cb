using System.Globalization;
using System.Text;
using System.Text.Json;
using Benefits.Storage;

namespace Benefits.Audit.Verification;

/// <summary>Checks the daily seals (每日封存): rows, exported files and the roots kept outside, since any of them may be lost or made up.</summary>
internal sealed class SealCheck(ITable table, IFiles files, KeptRoots roots, AuditKey key)
{
    /// <returns>How many seals there are, and by chain each head that a seal names: a chain that did not grow is in many seals and here once.</returns>
    public async Task<(int Seals, Dictionary<string, HashSet<AuditHead>> Fixed)> CheckAsync(Findings findings, CancellationToken cancel)
    {
        Dictionary<string, HashSet<AuditHead>> fixedHeads = new(StringComparer.Ordinal);
        var exported = await ReadFilesAsync(fixedHeads, findings, cancel);
        Dictionary<DateOnly, SealRecord> seals = [];
        var previous = AuditHead.None.Hash;
        await foreach (var row in table.ReadAsync(AuditSeal.Place, "", cancel))
        {
            if (Read(row) is not { } seal || row.Key != SealKey(seal.On))
            {
                findings.Break(row.Key, ChainFault.SealWrong, "封存记录无法读取，或不在其日期之下");
                continue;
            }
            seals[seal.On] = seal;
            if (seal.Previous != previous) findings.Break(row.Key, ChainFault.SealWrong, "与上一次封存的根哈希不衔接");
            if (!AuditKey.IsSigned(key.PublicKey, KeptRoot.TextToSign(seal.On, seal.Root, seal.Previous), seal.Signature)) findings.Break(row.Key, ChainFault.SealWrong, "封存的签名不是本系统密钥所签");
            if (!exported.TryGetValue(seal.File, out var file)) findings.Break(row.Key, ChainFault.SealWrong, "封存文件缺失");
            else if (file.On != seal.On || file.Root != seal.Root || file.Previous != seal.Previous || file.Heads.Count != seal.Chains || file.Heads.Sum(head => head.Head.Number) != seal.Records) findings.Break(row.Key, ChainFault.SealWrong, "封存记录与封存文件不符");
            previous = seal.Root;
        }
        var newest = seals.Keys.DefaultIfEmpty().Max();
        foreach (var date in exported.Values.Select(file => file.On).Distinct().Where(date => !seals.ContainsKey(date)).Order())
        {
            // The file is put before its row: the very last one may be what a crash left.
            if (date < newest) findings.Break(SealKey(date), ChainFault.SealWrong, "有封存文件而无封存记录");
            else findings.Wait(SealKey(date), ChainFault.SealWrong, "封存文件已写，封存记录未写：封存被中断");
        }
        await CompareOutsideAsync(seals, newest, findings, cancel);
        return (seals.Count, fixedHeads);
    }

    private async Task<Dictionary<string, SealFile>> ReadFilesAsync(Dictionary<string, HashSet<AuditHead>> fixedHeads, Findings findings, CancellationToken cancel)
    {
        Dictionary<string, SealFile> exported = [];
        await foreach (var file in files.ListAsync(AuditSeal.Place, cancel))
        {
            if (await ReadAsync(file.Name, cancel) is not { } content)
            {
                findings.Break(FileKey(file.Name), ChainFault.SealWrong, "封存文件无法读取，或其根哈希与所列链首不符");
                continue;
            }
            exported[file.Name] = content;
            foreach (var head in content.Heads)
            {
                if (!fixedHeads.TryGetValue(head.Partition, out var heads)) fixedHeads[head.Partition] = heads = [];
                heads.Add(head.Head);
            }
        }
        return exported;
    }

    /// <summary>A root that was kept outside and has no seal of its own inside tells of a store that was rewritten or set back.</summary>
    private async Task CompareOutsideAsync(Dictionary<DateOnly, SealRecord> seals, DateOnly newest, Findings findings, CancellationToken cancel)
    {
        HashSet<DateOnly> kept = [];
        await foreach (var (name, root) in roots.ListAsync(cancel))
        {
            if (root is null || !root.IsGenuine(key))
            {
                findings.Break(FileKey(name), ChainFault.SealWrong, "店外的根哈希无法读取，或不是本系统密钥所签");
                continue;
            }
            kept.Add(root.On);
            if (!seals.TryGetValue(root.On, out var seal)) findings.Break(SealKey(root.On), ChainFault.StoreWrong, "店外存有这一天的根哈希，库内却没有这次封存：封存被删，或整库被换回旧本");
            else if (seal.Root != root.Root) findings.Break(SealKey(root.On), ChainFault.StoreWrong, "与店外所存的根哈希不符：库与封存被一并重写");
        }
        foreach (var date in seals.Keys.Where(date => !kept.Contains(date)))
        {
            if (date == newest) findings.Wait(SealKey(date), ChainFault.SealWrong, "最近一次封存的根哈希尚未存到店外");
            else findings.Break(SealKey(date), ChainFault.SealWrong, "店外没有这一天的根哈希");
        }
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
        new(AuditSeal.Place, "file-" + string.Concat(name.Take(100).Select(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '.' ? character : '_')));
}

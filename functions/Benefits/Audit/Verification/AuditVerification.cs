using System.Text.Json;
using Benefits.Storage;

namespace Benefits.Audit.Verification;

/// <summary>Checks every row of a store (全库核验): rows against their audit chains, chains against their seals, seals against the roots that are kept outside, and derived rows against what they follow from.</summary>
/// <remarks>It writes nothing. A store that is written meanwhile is looked at a second time where something was found: what stands in both looks is a break.</remarks>
public sealed class AuditVerification(ITable table, IFiles files, KeptRoots roots, AuditKey key, IEnumerable<IDerivedRows> derived, IEnumerable<IStoreCheck> checks)
{
    private readonly SealCheck _seals = new(table, files, roots, key);

    public async Task<AuditReport> VerifyAsync(CancellationToken cancel)
    {
        var first = await LookAsync(cancel);
        if (first.Holds) return first;
        var second = await LookAsync(cancel);
        var stood = first.Breaks.Select(broken => (broken.Place, broken.Fault)).ToHashSet();
        return second with { Breaks = [.. second.Breaks.Where(broken => stood.Contains((broken.Place, broken.Fault)))] };
    }

    private async Task<AuditReport> LookAsync(CancellationToken cancel)
    {
        Findings findings = new();
        var (seals, fixedHeads) = await _seals.CheckAsync(findings, cancel);
        var (rows, records, chains) = await ReadAllAsync(fixedHeads, findings, cancel);
        foreach (var check in checks) await check.CheckAsync(findings, cancel);
        return new AuditReport(chains, records, rows, seals, findings.Breaks, findings.Pending);
    }

    private async Task<(long Rows, long Records, int Chains)> ReadAllAsync(Dictionary<string, HashSet<AuditHead>> fixedHeads, Findings findings, CancellationToken cancel)
    {
        List<IDerivedRun> runs = [.. derived.Select(rows => rows.Begin())];
        HashSet<string> listed = [];
        HashSet<string> chained = [];
        long rows = 0, records = 0;
        PartitionCheck? open = null;
        await foreach (var row in table.ScanAsync(cancel))
        {
            rows++;
            if (open?.Partition != row.Key.Partition)
            {
                Close();
                open = Open(row.Key.Partition);
            }
            open!.See(row);
            if (row.Key.Partition == Partitions.Chains) listed.Add(row.Key.Row);
            Show(KeyedTable.Opened(row));
        }
        Close();
        // A sealed chain of which not one row is left.
        foreach (var partition in fixedHeads.Keys.Except(chained).ToList())
        {
            open = Open(partition);
            Close();
        }
        foreach (var partition in chained.Except(listed)) findings.Break(new TableKey(Partitions.Chains, partition), ChainFault.Missing, "审计链不在登记簿中");
        foreach (var partition in listed.Except(chained)) findings.Wait(new TableKey(Partitions.Chains, partition), ChainFault.Missing, "已登记的审计链还没有记录：第一次写入被中断");
        foreach (var run in runs) await run.EndAsync(findings, cancel);
        return (rows, records, chained.Count);

        PartitionCheck Open(string partition) => new(partition, fixedHeads.GetValueOrDefault(partition) ?? [], key);

        void Close()
        {
            if (open is null) return;
            var check = open.End();
            records += check.Records;
            findings.Breaking(check.Breaks);
            if (check.Records > 0 || fixedHeads.ContainsKey(check.Partition)) chained.Add(check.Partition);
            open = null;
        }

        void Show(TableRow row)
        {
            foreach (var run in runs)
            {
                try
                {
                    run.See(row);
                }
                catch (Exception fault) when (fault is JsonException or FormatException or InvalidOperationException)
                {
                    // What cannot be read any more was changed, and its own hash has said so.
                    findings.Break(row.Key, ChainFault.RowChanged, "行内容无法读取");
                }
            }
        }
    }
}

/// <summary>What a check of the whole store found.</summary>
/// <param name="Pending">Begun and not finished: nothing is wrong with it.</param>
public sealed record AuditReport(int Chains, long Records, long Rows, int Seals, IReadOnlyList<ChainBreak> Breaks, IReadOnlyList<ChainBreak> Pending)
{
    public bool Holds => Breaks.Count == 0;
}

using System.Text;
using Benefits.Audit;
using Benefits.Audit.Verification;
using Benefits.Local.Workflows;
using Benefits.Storage;

namespace Benefits.Local.Storage;

/// <summary>Checks what only this host has: the pages of a database file, where it ends, the order of the chains' heads, the workflows' history, and whether the store is behind its witness.</summary>
/// <param name="name">The file, as people are told of it.</param>
internal sealed class SqliteCheck(SqliteStore store, string name, string witness, AuditKey key) : IStoreCheck
{
    private static readonly Sql Instances = new("SELECT number, first, started, id, workflow, input, mac, state, updated, fault FROM instances ORDER BY number");
    private static readonly Sql Entries = new("SELECT number, instance, kind, position, at, name, body, mac FROM history ORDER BY number");
    private static readonly Sql Advances = new("SELECT number, partition, head, mac FROM advances ORDER BY number");
    private static readonly Sql Head = new("SELECT body FROM rows WHERE partition = ?1 AND row = ?2");

    public Task CheckAsync(Findings findings, CancellationToken cancel)
    {
        // Read before the store: a witness that moves on meanwhile must not look like a store that is behind.
        var said = StoreWitness.Read(witness);
        using var reader = store.OpenReader();
        // One transaction, and so one moment for all that follows.
        reader.Execute("BEGIN");
        if (reader.Ask("PRAGMA integrity_check(1)") is { } fault && fault != "ok") findings.Break(Place("pages"), ChainFault.StoreWrong, $"数据库页面损坏：{fault}");
        var ends = StoreEnds.Read(reader, key, out var isGenuine);
        if (!isGenuine) findings.Break(Place("ends"), ChainFault.StoreWrong, "库尾的记录与其密钥校验值不符");
        if (said is null && ends.Commits > 0) findings.Break(Place("witness"), ChainFault.StoreWrong, $"店外的见证 {witness} 缺失或无法读取");
        else if (StoreWitness.Fault(said, ends.Commits, ends.Digest) is { } behind) findings.Break(Place("witness"), ChainFault.StoreWrong, behind);
        CheckAdvances(reader, ends, findings);
        var states = CheckEntries(reader, ends, findings);
        CheckInstances(reader, ends, states, findings);
        return Task.CompletedTask;
    }

    /// <summary>Each chain still ends where the store's own list of heads says.</summary>
    private void CheckAdvances(SqliteDatabase reader, StoreEnds ends, Findings findings)
    {
        Dictionary<string, string> heads = new(StringComparer.Ordinal);
        byte[] before = [];
        long last = 0;
        var rows = reader[Advances];
        while (rows.Step())
        {
            var number = rows.Int64(0);
            if (number != last + 1) findings.Break(Place($"advance-{last + 1}"), ChainFault.StoreWrong, "链首的次序记录有缺失");
            if (!rows.Bytes(3).SequenceEqual(ends.MacOf(StoreEnds.AdvanceText(before, number, rows.Bytes(1), rows.Bytes(2))))) findings.Break(Place($"advance-{number}"), ChainFault.StoreWrong, "链首的次序记录被改动或调换");
            before = rows.Bytes(3).ToArray();
            last = number;
            heads[rows.Text(1)] = rows.Text(2);
        }
        rows.Reset();
        if (last != ends.Advances || !before.AsSpan().SequenceEqual(ends.AdvanceMac)) findings.Break(Place($"advance-{last + 1}"), ChainFault.StoreWrong, $"链首的次序记录应到第{ends.Advances}条，现到第{last}条");
        foreach (var (partition, head) in heads)
        {
            var row = reader[Head].BindText(1, partition).BindText(2, Rows.AuditHead);
            var now = row.Step() ? row.Text(0) : null;
            row.Reset();
            if (now != head) findings.Break(new TableKey(partition, Rows.AuditHead), ChainFault.Truncated, "链首不是库里最后一次写下的链首：这条链被单独倒回");
        }
    }

    /// <returns>For each instance the last change of its state.</returns>
    private Dictionary<long, (int State, long At, string Fault)> CheckEntries(SqliteDatabase reader, StoreEnds ends, Findings findings)
    {
        Dictionary<long, (int State, long At, string Fault)> states = [];
        byte[] before = [];
        long last = 0;
        var rows = reader[Entries];
        while (rows.Step())
        {
            var number = rows.Int64(0);
            var (instance, kind, position, at) = (rows.Int64(1), rows.Int32(2), rows.Int32(3), rows.Int64(4));
            if (number != last + 1) findings.Break(Place($"history-{last + 1}"), ChainFault.HistoryWrong, "流程历史有缺失");
            if (!rows.Bytes(7).SequenceEqual(ends.MacOf(HistoryText.OfEntry(before, number, instance, kind, position, at, rows.Text(5), rows.Bytes(6))))) findings.Break(Place($"history-{number}"), ChainFault.HistoryWrong, "流程历史被改动或调换");
            before = rows.Bytes(7).ToArray();
            last = number;
            if (instance < 1 || instance > ends.Instances) findings.Break(Place($"history-{number}"), ChainFault.HistoryWrong, "流程历史属于一个不存在的实例");
            if (kind == SqliteHistory.ChangedKind) states[instance] = (position, at, Encoding.UTF8.GetString(rows.Bytes(6)));
        }
        rows.Reset();
        if (last != ends.Entries || !before.AsSpan().SequenceEqual(ends.EntryMac)) findings.Break(Place($"history-{last + 1}"), ChainFault.HistoryWrong, $"流程历史应到第{ends.Entries}条，现到第{last}条：末尾被截去");
        return states;
    }

    private void CheckInstances(SqliteDatabase reader, StoreEnds ends, Dictionary<long, (int State, long At, string Fault)> states, Findings findings)
    {
        long last = 0;
        var rows = reader[Instances];
        while (rows.Step())
        {
            var number = rows.Int64(0);
            for (var missing = last + 1; missing < number; missing++) findings.Break(Place($"instance-{missing}"), ChainFault.HistoryWrong, "流程实例缺失");
            last = number;
            var started = rows.Int64(2);
            var isGenuine = rows.Bytes(6).SequenceEqual(ends.MacOf(HistoryText.OfInstance(number, rows.Int64(1), started, rows.Text(3), rows.Text(4), rows.Bytes(5))));
            var now = (rows.Int32(7), rows.Int64(8), rows.TextOrNull(9) ?? "");
            if (!isGenuine || now != states.GetValueOrDefault(number, (0, started, ""))) findings.Break(Place($"instance-{number}"), ChainFault.HistoryWrong, "流程实例被改动，或其状态与流程历史不符");
        }
        rows.Reset();
        if (last != ends.Instances) findings.Break(Place($"instance-{last + 1}"), ChainFault.HistoryWrong, $"流程实例应有{ends.Instances}个，现到第{last}个");
    }

    private TableKey Place(string what) => new(name, what);
}

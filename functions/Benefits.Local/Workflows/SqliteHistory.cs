using System.Text;
using Benefits.Local.Storage;
using Benefits.Workflows;

namespace Benefits.Local.Workflows;

/// <summary>History in the store's append-ordered tables; see <see cref="SqliteSchema"/>.</summary>
internal sealed class SqliteHistory : IHistory
{
    private const string Columns = "number, id, workflow, started, updated, state, fault, input";

    private static readonly Sql FindOne = new($"SELECT {Columns} FROM instances WHERE id = ?1");
    private static readonly Sql Unfinished = new($"SELECT {Columns}, first FROM instances WHERE state = 0");
    private static readonly Sql Failed = new($"SELECT {Columns} FROM instances WHERE state = 2 ORDER BY number");
    private static readonly Sql First = new("SELECT first FROM instances WHERE number = ?1");
    private static readonly Sql Scan = new("SELECT instance, kind, position, at, name, body FROM history WHERE number >= ?1 AND kind < 100");
    private static readonly Sql ScanOne = new("SELECT instance, kind, position, at, name, body FROM history WHERE number >= ?1 AND instance = ?2 AND kind < 100");
    private static readonly Sql Retries = new($"SELECT instance, position FROM history WHERE number >= ?1 AND kind = {(int)EntryKind.Retried}");

    /// <summary>The instance's state changed: no part of what the code sees, kept so that the state can be verified.</summary>
    internal const int ChangedKind = 100;

    private readonly SqliteStore _store;

    public SqliteHistory(SqliteStore store) => _store = store;

    public Task<long?> StartAsync(string id, string workflow, byte[] input, DateTimeOffset at)
    {
        StartWork work = new(_store.Ends, id, workflow, input, at.UtcTicks);
        _store.Enqueue(work);
        return work.Done;
    }

    public Task AppendAsync(long instance, IReadOnlyList<HistoryEntry> entries, StateChange? change)
    {
        AppendWork work = new(_store.Ends, instance, entries, change);
        _store.Enqueue(work);
        return work.Done;
    }

    /// <remarks>One scan, from the first entry that an unfinished instance can have; entries of the others are passed over by their number alone.</remarks>
    public void ReadUnfinished(Action<InstanceRow> instance, Action<long, HistoryEntry> entry) => _store.Read((instance, entry), static (reader, give) =>
    {
        HashSet<long> unfinished = [];
        var first = long.MaxValue;
        var rows = reader[Unfinished];
        while (rows.Step())
        {
            var row = Row(rows);
            unfinished.Add(row.Number);
            first = Math.Min(first, rows.Int64(8));
            give.instance(row);
        }
        rows.Reset();
        if (unfinished.Count == 0) return 0;
        var struck = ReadStruck(reader, first);
        Names names = new();
        var entries = reader[Scan].Bind(1, first);
        while (entries.Step())
        {
            var number = entries.Int64(0);
            if (unfinished.Contains(number) && !(struck.TryGetValue(number, out var retries) && retries.Strikes((EntryKind)entries.Int32(1)))) give.entry(number, Entry(entries, names));
        }
        entries.Reset();
        return 0;
    });

    public InstanceRow? Find(string id) => _store.Read(id, static (reader, id) =>
    {
        var found = reader[FindOne].BindText(1, id);
        var row = found.Step() ? Row(found) : null;
        found.Reset();
        return row;
    });

    public StoredInstance? Read(string id)
    {
        if (Find(id) is not { } row) return null;
        return _store.Read(row, static (reader, row) =>
        {
            var first = reader[First].Bind(1, row.Number);
            first.Step();
            var from = first.Int64(0);
            first.Reset();
            List<HistoryEntry> entries = [];
            Names names = new();
            var rows = reader[ScanOne].Bind(1, from).Bind(2, row.Number);
            while (rows.Step()) entries.Add(Entry(rows, names));
            rows.Reset();
            return new StoredInstance(row, entries);
        });
    }

    public IReadOnlyList<InstanceRow> ReadFailed() => _store.Read(0, static (reader, _) =>
    {
        List<InstanceRow> failed = [];
        var rows = reader[Failed];
        while (rows.Step()) failed.Add(Row(rows));
        rows.Reset();
        return (IReadOnlyList<InstanceRow>)failed;
    });

    /// <summary>What operators' retries have struck out; nearly always nothing.</summary>
    private static Dictionary<long, Struck> ReadStruck(SqliteDatabase reader, long first)
    {
        Dictionary<long, Struck> found = [];
        var rows = reader[Retries].Bind(1, first);
        while (rows.Step())
        {
            if (!found.TryGetValue(rows.Int64(0), out var struck)) found[rows.Int64(0)] = struck = new Struck();
            struck.Places.Add(rows.Int32(1));
        }
        rows.Reset();
        return found;
    }

    private static HistoryEntry Entry(SqliteStatement row, Names names) =>
        new((EntryKind)row.Int32(1), row.Int32(2), names.Of(row.Bytes(4)), Time(row.Int64(3)), row.Bytes(5).ToArray());

    private static InstanceRow Row(SqliteStatement row) =>
        new(row.Int64(0), row.Text(1), row.Text(2), Time(row.Int64(3)), Time(row.Int64(4)), (WorkflowState)row.Int32(5), row.TextOrNull(6), row.Bytes(7).ToArray());

    private static DateTimeOffset Time(long ticks) => new(ticks, TimeSpan.Zero);

    /// <summary>Which entries of one instance do not count, asked for each in order.</summary>
    private sealed class Struck
    {
        private int _next;

        public HashSet<int> Places { get; } = [];

        public bool Strikes(EntryKind kind) => Places.Contains(_next++) || kind == EntryKind.Retried;
    }

    /// <summary>The few names that all instances share, each as one string.</summary>
    private sealed class Names
    {
        private readonly List<(byte[] Utf8, string Text)> _known = [];

        public string Of(ReadOnlySpan<byte> utf8)
        {
            foreach (var (known, text) in _known)
            {
                if (utf8.SequenceEqual(known)) return text;
            }
            _known.Add((utf8.ToArray(), Encoding.UTF8.GetString(utf8)));
            return _known[^1].Text;
        }
    }

    private sealed class StartWork(StoreEnds ends, string id, string workflow, byte[] input, long at) : SqliteWork<long?>
    {
        private static readonly Sql Known = new("SELECT 1 FROM instances WHERE id = ?1");
        private static readonly Sql Insert = new("INSERT INTO instances (number, state, first, started, updated, id, workflow, input, mac) VALUES (?1, 0, ?2, ?3, ?3, ?4, ?5, ?6, ?7)");

        private readonly byte[] _id = Encoding.UTF8.GetBytes(id);

        public override void Run(SqliteDatabase writer)
        {
            var known = writer[Known].BindText(1, _id);
            var isKnown = known.Step();
            known.Reset();
            Result = null;
            if (isKnown) return;
            var number = ends.NextInstance();
            var first = ends.Entries + 1;
            var mac = ends.MacOf(HistoryText.OfInstance(number, first, at, id, workflow, input));
            ends.Note(mac);
            writer[Insert].Bind(1, number).Bind(2, first).Bind(3, at).BindText(4, _id).BindText(5, workflow).BindBlob(6, input).BindBlob(7, mac).Run();
            Result = number;
        }
    }

    private sealed class AppendWork(StoreEnds ends, long instance, IReadOnlyList<HistoryEntry> entries, StateChange? change) : SqliteWork<bool>
    {
        private static readonly Sql Insert = new("INSERT INTO history (number, instance, kind, position, at, name, body, mac) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
        private static readonly Sql Update = new("UPDATE instances SET state = ?2, updated = ?3, fault = ?4 WHERE number = ?1");

        public override void Run(SqliteDatabase writer)
        {
            foreach (var entry in entries) Write(writer, (int)entry.Kind, entry.Position, entry.At.UtcTicks, entry.Name, entry.Body);
            if (change is not null)
            {
                Write(writer, ChangedKind, (int)change.State, change.At.UtcTicks, "", Encoding.UTF8.GetBytes(change.Fault ?? ""));
                writer[Update].Bind(1, instance).Bind(2, (int)change.State).Bind(3, change.At.UtcTicks).BindText(4, change.Fault).Run();
            }
            Result = true;
        }

        private void Write(SqliteDatabase writer, int kind, int position, long at, string name, byte[] body)
        {
            var number = ends.Entries + 1;
            var mac = ends.MacOf(HistoryText.OfEntry(ends.EntryMac, number, instance, kind, position, at, name, body));
            ends.Note(mac);
            writer[Insert].Bind(1, number).Bind(2, instance).Bind(3, kind).Bind(4, position).Bind(5, at).BindText(6, name).BindBlob(7, body).BindBlob(8, mac).Run();
            ends.Entered(mac);
        }
    }
}

/// <summary>What the keyed hashes of instances and entries are over: every part with its length, so that none runs into the next.</summary>
internal static class HistoryText
{
    public static byte[] OfInstance(long number, long first, long started, string id, string workflow, ReadOnlySpan<byte> input) =>
        [.. BitConverter.GetBytes(number), .. BitConverter.GetBytes(first), .. BitConverter.GetBytes(started), .. Part(id), .. Part(workflow), .. input];

    public static byte[] OfEntry(byte[] before, long number, long instance, int kind, int position, long at, string name, ReadOnlySpan<byte> body) =>
        [.. before, .. BitConverter.GetBytes(number), .. BitConverter.GetBytes(instance), .. BitConverter.GetBytes(kind), .. BitConverter.GetBytes(position), .. BitConverter.GetBytes(at), .. Part(name), .. body];

    private static byte[] Part(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        return [.. BitConverter.GetBytes(utf8.Length), .. utf8];
    }
}

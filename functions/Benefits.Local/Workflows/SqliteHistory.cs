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
    private static readonly Sql Scan = new("SELECT instance, kind, place, at, name, body FROM history WHERE number >= ?1");
    private static readonly Sql ScanOne = new("SELECT instance, kind, place, at, name, body FROM history WHERE number >= ?1 AND instance = ?2");
    private static readonly Sql Retries = new($"SELECT instance, place FROM history WHERE number >= ?1 AND kind = {(int)EntryKind.Retried}");
    private static readonly Sql LastOfHistory = new("SELECT coalesce(max(number), 0) FROM history");
    private static readonly Sql LastInstance = new("SELECT coalesce(max(number), 0) FROM instances");

    private readonly SqliteStore _store;
    private readonly Numbers _numbers;

    public SqliteHistory(SqliteStore store)
    {
        _store = store;
        _numbers = store.Read(0, static (reader, _) => new Numbers(Last(reader, LastInstance), Last(reader, LastOfHistory)));
    }

    public Task<long?> StartAsync(string id, string workflow, byte[] input, DateTimeOffset at)
    {
        StartWork work = new(_numbers, id, workflow, input, at.UtcTicks);
        _store.Enqueue(work);
        return work.Done;
    }

    public Task AppendAsync(long instance, IReadOnlyList<HistoryEntry> entries, StateChange? change)
    {
        AppendWork work = new(_numbers, instance, entries, change);
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

    private static long Last(SqliteDatabase reader, Sql sql)
    {
        var rows = reader[sql];
        rows.Step();
        var last = rows.Int64(0);
        rows.Reset();
        return last;
    }

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

    /// <summary>The last numbers given, touched by the writer thread only. A rolled back group leaves a gap, which does no harm.</summary>
    private sealed class Numbers(long instance, long entry)
    {
        public long Instance { get; set; } = instance;

        public long Entry { get; set; } = entry;
    }

    private sealed class StartWork(Numbers numbers, string id, string workflow, byte[] input, long at) : SqliteWork<long?>
    {
        private static readonly Sql Insert = new("INSERT OR IGNORE INTO instances (number, state, first, started, updated, id, workflow, input) VALUES (?1, 0, ?2, ?3, ?3, ?4, ?5, ?6)");

        private readonly byte[] _id = Encoding.UTF8.GetBytes(id);

        public override void Run(SqliteDatabase writer)
        {
            var number = ++numbers.Instance;
            writer[Insert].Bind(1, number).Bind(2, numbers.Entry + 1).Bind(3, at).BindText(4, _id).BindText(5, workflow).BindBlob(6, input).Run();
            Result = writer.Changes == 1 ? number : null;
        }
    }

    private sealed class AppendWork(Numbers numbers, long instance, IReadOnlyList<HistoryEntry> entries, StateChange? change) : SqliteWork<bool>
    {
        private static readonly Sql Insert = new("INSERT INTO history (number, instance, kind, place, at, name, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
        private static readonly Sql Update = new("UPDATE instances SET state = ?2, updated = ?3, fault = ?4 WHERE number = ?1");

        public override void Run(SqliteDatabase writer)
        {
            for (var place = 0; place < entries.Count; place++)
            {
                var entry = entries[place];
                writer[Insert].Bind(1, ++numbers.Entry).Bind(2, instance).Bind(3, (int)entry.Kind).Bind(4, entry.Place).Bind(5, entry.At.UtcTicks)
                    .BindText(6, entry.Name).BindBlob(7, entry.Body).Run();
            }
            if (change is not null) writer[Update].Bind(1, instance).Bind(2, (int)change.State).Bind(3, change.At.UtcTicks).BindText(4, change.Fault).Run();
            Result = true;
        }
    }
}

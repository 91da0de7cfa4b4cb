using Benefits.Workflows;

namespace Benefits.Local.Workflows;

/// <summary>A history that ends with the process. An engine that is given it again goes on as after a restart.</summary>
internal sealed class MemoryHistory : IHistory
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, InstanceRow> _rows = [];
    private readonly Dictionary<long, (string Id, List<HistoryEntry> Entries)> _entries = [];

    public Task<long?> StartAsync(string id, string workflow, byte[] input, DateTimeOffset at)
    {
        lock (_gate)
        {
            if (_rows.ContainsKey(id)) return Task.FromResult<long?>(null);
            var number = _rows.Count + 1L;
            _rows.Add(id, new InstanceRow(number, id, workflow, at, at, WorkflowState.Running, null, input));
            _entries.Add(number, (id, []));
            return Task.FromResult<long?>(number);
        }
    }

    public Task AppendAsync(long instance, IReadOnlyList<HistoryEntry> entries, StateChange? change)
    {
        lock (_gate)
        {
            var (id, all) = _entries[instance];
            all.AddRange(entries);
            if (change is not null) _rows[id] = _rows[id] with { State = change.State, UpdatedAt = change.At, Fault = change.Fault };
            return Task.CompletedTask;
        }
    }

    public void ReadUnfinished(Action<InstanceRow> instance, Action<long, HistoryEntry> entry)
    {
        List<StoredInstance> found;
        lock (_gate) found = [.. _rows.Values.Where(row => row.State == WorkflowState.Running).OrderBy(row => row.Number).Select(WithEntries)];
        found.ForEach(stored => instance(stored.Row));
        found.ForEach(stored => HistoryEntry.Counting(stored.Entries).ForEach(each => entry(stored.Row.Number, each)));
    }

    public InstanceRow? Find(string id)
    {
        lock (_gate) return _rows.GetValueOrDefault(id);
    }

    public StoredInstance? Read(string id)
    {
        lock (_gate) return _rows.TryGetValue(id, out var row) ? WithEntries(row) : null;
    }

    public IReadOnlyList<InstanceRow> ReadFailed()
    {
        lock (_gate) return [.. _rows.Values.Where(row => row.State == WorkflowState.Failed).OrderBy(row => row.Number)];
    }

    private StoredInstance WithEntries(InstanceRow row) => new(row, [.. _entries[row.Number].Entries]);
}

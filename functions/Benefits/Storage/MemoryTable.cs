using System.Globalization;
using System.Runtime.CompilerServices;

namespace Benefits.Storage;

/// <summary>Rows in memory, with the same answers as the stores that last. For tests and for runs that need no disk.</summary>
public sealed class MemoryTable : ITable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, SortedSet<TableRow>> _partitions = [];
    private long _tags;

    public Task<TableRow?> FindAsync(TableKey key, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        lock (_gate) return Task.FromResult(Find(key));
    }

    public async IAsyncEnumerable<TableRow> ReadAsync(RowRange range, [EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var row in Snapshot(range))
        {
            cancel.ThrowIfCancellationRequested();
            yield return row;
        }
        await Task.CompletedTask;
    }

    public async IAsyncEnumerable<TableRow> ScanAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        TableRow[] all;
        lock (_gate) all = [.. _partitions.OrderBy(partition => partition.Key, StringComparer.Ordinal).SelectMany(partition => partition.Value)];
        foreach (var row in all)
        {
            cancel.ThrowIfCancellationRequested();
            yield return row;
        }
        await Task.CompletedTask;
    }

    public Task<Commit> CommitAsync(TableBatch batch, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        lock (_gate)
        {
            foreach (var write in batch.Writes)
            {
                if (!AsExpected(write)) return Task.FromResult<Commit>(new Commit.Conflict(write.Key));
            }
            return Task.FromResult<Commit>(new Commit.Done([.. batch.Writes.Select(Apply)]));
        }
    }

    private TableRow[] Snapshot(RowRange range)
    {
        lock (_gate)
        {
            if (!_partitions.TryGetValue(range.Partition, out var rows) || string.CompareOrdinal(range.From, range.Last) > 0) return [];
            return [.. rows.GetViewBetween(Probe(range.Partition, range.From), Probe(range.Partition, range.Last)).Where(row => row.Key.Row.StartsWith(range.Prefix, StringComparison.Ordinal))];
        }
    }

    private bool AsExpected(TableWrite write) => write switch
    {
        TableWrite.Insert => Find(write.Key) is null,
        TableWrite.Replace replace => Find(write.Key)?.ETag == replace.ETag,
        TableWrite.Delete delete => Find(write.Key)?.ETag == delete.ETag,
        TableWrite.Upsert => true,
        _ => throw new InvalidOperationException($"{write.GetType().Name} is no write."),
    };

    private string Apply(TableWrite write)
    {
        if (!_partitions.TryGetValue(write.Key.Partition, out var rows)) _partitions[write.Key.Partition] = rows = new SortedSet<TableRow>(ByRow);
        TableRow row = new(write.Key, write.Body, write is TableWrite.Delete ? "" : (++_tags).ToString(CultureInfo.InvariantCulture));
        rows.Remove(row);
        if (write is not TableWrite.Delete) rows.Add(row);
        return row.ETag;
    }

    private TableRow? Find(TableKey key) =>
        _partitions.TryGetValue(key.Partition, out var rows) && rows.TryGetValue(Probe(key.Partition, key.Row), out var row) ? row : null;

    private static TableRow Probe(string partition, string row) => new(new TableKey(partition, row), "", "");

    private static readonly Comparer<TableRow> ByRow = Comparer<TableRow>.Create((one, other) => string.CompareOrdinal(one.Key.Row, other.Key.Row));
}

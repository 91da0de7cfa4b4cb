using System.Collections.Concurrent;
using Benefits.Storage;

namespace Benefits.Tests.Payouts;

/// <summary>Notes which partitions were written, so that all that is stored can be looked through.</summary>
internal sealed class NotingTable(ITable inner) : ITable
{
    private readonly ConcurrentDictionary<string, bool> _partitions = new(StringComparer.Ordinal);

    public IEnumerable<string> Partitions => _partitions.Keys.Order(StringComparer.Ordinal);

    public Task<TableRow?> FindAsync(TableKey key, CancellationToken cancel) => inner.FindAsync(key, cancel);

    public IAsyncEnumerable<TableRow> ReadAsync(RowRange range, CancellationToken cancel) => inner.ReadAsync(range, cancel);

    public IAsyncEnumerable<TableRow> ScanAsync(CancellationToken cancel) => inner.ScanAsync(cancel);

    public Task<Commit> CommitAsync(TableBatch batch, CancellationToken cancel)
    {
        _partitions[batch.Partition] = true;
        return inner.CommitAsync(batch, cancel);
    }

    /// <summary>Everything that is stored, key and body.</summary>
    public async IAsyncEnumerable<TableRow> AllAsync()
    {
        foreach (var partition in Partitions)
        {
            await foreach (var row in inner.ReadAsync(partition, "", default)) yield return row;
        }
    }
}

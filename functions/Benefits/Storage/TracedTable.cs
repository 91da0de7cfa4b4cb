using System.Diagnostics;
using System.Runtime.CompilerServices;
using Benefits.Telemetry;

namespace Benefits.Storage;

/// <summary>A table whose calls are spans. A span names the kind of partition (<c>ent</c>, <c>per</c>, <c>fund</c>), never the partition.</summary>
public sealed class TracedTable(ITable inner) : ITable
{
    public async Task<TableRow?> FindAsync(TableKey key, CancellationToken cancel)
    {
        if (!Instruments.Source.HasListeners()) return await inner.FindAsync(key, cancel);
        using var span = Start("table find", key.Partition);
        return await inner.FindAsync(key, cancel);
    }

    public async IAsyncEnumerable<TableRow> ReadAsync(RowRange range, [EnumeratorCancellation] CancellationToken cancel)
    {
        var rows = 0;
        using var span = Start("table read", range.Partition);
        await foreach (var row in inner.ReadAsync(range, cancel))
        {
            rows++;
            yield return row;
        }
        span?.SetTag("qicaitong.rows", rows);
    }

    public IAsyncEnumerable<TableRow> ScanAsync(CancellationToken cancel) => inner.ScanAsync(cancel);

    public async Task<Commit> CommitAsync(TableBatch batch, CancellationToken cancel)
    {
        if (!Instruments.Source.HasListeners()) return await inner.CommitAsync(batch, cancel);
        using var span = Start("table commit", batch.Partition);
        var commit = await inner.CommitAsync(batch, cancel);
        span?.SetTag("qicaitong.writes", batch.Writes.Count).SetTag("qicaitong.done", commit is Commit.Done);
        return commit;
    }

    private static Activity? Start(string name, string partition)
    {
        var span = Instruments.Source.StartActivity(name, ActivityKind.Client);
        return span?.SetTag("qicaitong.partition", partition.Split('-')[0]);
    }
}

using Benefits.Storage;

namespace Benefits.Tests.Payouts;

/// <summary>Lets something happen once, right before the first commit of a kind: the race that a test wants, at the place where it wants it. What throws there happens again at the next one.</summary>
internal sealed class InterveningTable(ITable inner, Func<TableBatch, bool> when, Func<Task> before) : ITable
{
    public bool HasIntervened { get; private set; }

    public Task<TableRow?> FindAsync(TableKey key, CancellationToken cancel) => inner.FindAsync(key, cancel);

    public IAsyncEnumerable<TableRow> ReadAsync(RowRange range, CancellationToken cancel) => inner.ReadAsync(range, cancel);

    public IAsyncEnumerable<TableRow> ScanAsync(CancellationToken cancel) => inner.ScanAsync(cancel);

    public async Task<Commit> CommitAsync(TableBatch batch, CancellationToken cancel)
    {
        if (!HasIntervened && when(batch))
        {
            await before();
            HasIntervened = true;
        }
        return await inner.CommitAsync(batch, cancel);
    }
}

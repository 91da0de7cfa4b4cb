namespace Benefits.Storage;

/// <summary>Rows under (partition, row), each a JSON body with an ETag. Implemented by Azure Tables, SQLite and memory; one contract test holds them together.</summary>
public interface ITable
{
    /// <summary>The row as last committed, or null where there is none.</summary>
    Task<TableRow?> FindAsync(TableKey key, CancellationToken cancel);

    /// <summary>Rows of the range in ordinal order of the row key. Rows committed while it reads may or may not be seen.</summary>
    IAsyncEnumerable<TableRow> ReadAsync(RowRange range, CancellationToken cancel);

    /// <summary>Every row of the store, in ordinal order of partition and row, for verification. Where the store can, all are of one moment.</summary>
    IAsyncEnumerable<TableRow> ScanAsync(CancellationToken cancel);

    /// <summary>Writes all of the batch or nothing of it. When the task completes with <see cref="Commit.Done"/>, the writes survive a power cut.</summary>
    /// <exception cref="StorageUnavailableException">The store cannot take writes now (full disk, throttled, shutting down); nothing was written, as far as the store knows.</exception>
    Task<Commit> CommitAsync(TableBatch batch, CancellationToken cancel);
}

/// <summary>The way a table is mostly read.</summary>
public static class TableReading
{
    /// <summary>Rows of one partition whose row key begins with <paramref name="rowPrefix"/>, in ordinal order of the row key.</summary>
    public static IAsyncEnumerable<TableRow> ReadAsync(this ITable table, string partition, string rowPrefix, CancellationToken cancel) => table.ReadAsync(new RowRange(partition, rowPrefix), cancel);
}

/// <summary>What a commit came to.</summary>
public abstract record Commit
{
    private Commit()
    {
    }

    /// <summary>Everything is written. <paramref name="ETags"/> are the new tags in the order of the batch's writes; a deleted row's tag is empty.</summary>
    public sealed record Done(IReadOnlyList<string> ETags) : Commit;

    /// <summary>Nothing is written, since the row of <paramref name="Key"/> was not as its write expected: there already, gone, or changed.</summary>
    public sealed record Conflict(TableKey Key) : Commit;
}

/// <summary>The store cannot take writes now. The caller answers 503 and tries again later.</summary>
public class StorageUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

namespace Benefits.Storage;

/// <summary>Up to 100 writes to one partition that happen together or not at all. The limits are Azure Table Storage's, held on every store.</summary>
/// <param name="partition">The one partition that every write of the batch is in.</param>
public sealed class TableBatch(string partition)
{
    public const int MaxWrites = 100;
    public const int MaxBatchBytes = 4 * 1024 * 1024;

    /// <summary>A row's body in UTF-16, as Azure counts it: 1 MiB less what keys, tags and property names take.</summary>
    public const int MaxRowBytes = 1000 * 1024;

    private readonly List<TableWrite> _writes = [];
    private readonly HashSet<string> _rows = [];
    private int _bytes;

    /// <summary>A batch that begins with the writes of another, which stays as it is: the journal adds its rows to a copy, so that it can try again.</summary>
    internal TableBatch(TableBatch other)
        : this(other.Partition)
    {
        _writes.AddRange(other._writes);
        _rows.UnionWith(other._rows);
        _bytes = other._bytes;
    }

    public string Partition { get; } = new TableKey(partition, "-").Partition;

    public IReadOnlyList<TableWrite> Writes => _writes;

    /// <summary>How many more writes fit.</summary>
    public int Room => MaxWrites - _writes.Count;

    /// <summary>Batches that make the writes in their order, as few as may be. Each stays at half of the limit in bytes, since a row grows on its way through a table that binds it.</summary>
    internal static IEnumerable<TableBatch> Pack(string partition, IEnumerable<TableWrite> writes)
    {
        TableBatch batch = new(partition);
        foreach (var write in writes)
        {
            if (batch.Room == 0 || (batch._bytes > 0 && batch._bytes + write.Body.Length * 2 > MaxBatchBytes / 2))
            {
                yield return batch;
                batch = new TableBatch(partition);
            }
            batch.Add(write);
        }
        if (batch._writes.Count > 0) yield return batch;
    }

    /// <summary>Adds a row that must not exist yet.</summary>
    public TableBatch Insert<T>(string row, T value) => Add(new TableWrite.Insert(new TableKey(Partition, row), StoredJson.Write(value)));

    /// <summary>Changes a row that must still have <paramref name="etag"/>.</summary>
    public TableBatch Replace<T>(string row, T value, string etag) => Add(new TableWrite.Replace(new TableKey(Partition, row), StoredJson.Write(value), etag));

    /// <summary>Writes a row whether it exists or not.</summary>
    public TableBatch Upsert<T>(string row, T value) => Add(new TableWrite.Upsert(new TableKey(Partition, row), StoredJson.Write(value)));

    /// <summary>Takes away a row that must still have <paramref name="etag"/>.</summary>
    public TableBatch Delete(string row, string etag) => Add(new TableWrite.Delete(new TableKey(Partition, row), etag));

    /// <summary>Adds a write that another batch of the partition was to make.</summary>
    internal TableBatch Add(TableWrite write)
    {
        if (write.Key.Partition != Partition) throw new InvalidOperationException($"{write.Key} is not in {Partition}.");
        if (_writes.Count == MaxWrites) throw new InvalidOperationException($"A batch holds at most {MaxWrites} writes.");
        if (!_rows.Add(write.Key.Row)) throw new InvalidOperationException($"The batch already writes {write.Key}.");
        var bytes = write.Body.Length * 2;
        if (bytes > MaxRowBytes) throw new InvalidOperationException($"{write.Key} has {bytes} bytes; a row holds at most {MaxRowBytes}.");
        if (_bytes + bytes > MaxBatchBytes) throw new InvalidOperationException($"A batch holds at most {MaxBatchBytes} bytes.");
        _bytes += bytes;
        _writes.Add(write);
        return this;
    }
}

/// <summary>One write of a batch and what it expects of the row.</summary>
public abstract record TableWrite(TableKey Key, string Body)
{
    public sealed record Insert(TableKey Key, string Body) : TableWrite(Key, Body);

    public sealed record Replace(TableKey Key, string Body, string ETag) : TableWrite(Key, Body);

    public sealed record Upsert(TableKey Key, string Body) : TableWrite(Key, Body);

    public sealed record Delete(TableKey Key, string ETag) : TableWrite(Key, "");
}

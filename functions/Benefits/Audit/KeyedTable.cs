using System.Runtime.CompilerServices;
using Benefits.Storage;

namespace Benefits.Audit;

/// <summary>A table that binds each of the <see cref="KeyedRows"/> with a keyed hash when it is written, and takes it off when it is read. All other rows pass as they are: their chain binds them.</summary>
public sealed class KeyedTable(ITable inner, AuditKey key) : ITable
{
    private const string Before = "{\"mac\":\"";
    private const string Between = "\",\"row\":";
    private const int MacLength = 43;
    private const int BodyAt = 8 + MacLength + 8;

    public async Task<TableRow?> FindAsync(TableKey key, CancellationToken cancel) => await inner.FindAsync(key, cancel) is { } row ? Opened(row) : null;

    public async IAsyncEnumerable<TableRow> ReadAsync(RowRange range, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var row in inner.ReadAsync(range, cancel)) yield return Opened(row);
    }

    /// <summary>The rows as they lie, with their keyed hashes on them: for <see cref="IsBound"/>.</summary>
    public IAsyncEnumerable<TableRow> ScanAsync(CancellationToken cancel) => inner.ScanAsync(cancel);

    public Task<Commit> CommitAsync(TableBatch batch, CancellationToken cancel)
    {
        if (!batch.Writes.Any(IsKeyed)) return inner.CommitAsync(batch, cancel);
        TableBatch bound = new(batch.Partition);
        foreach (var write in batch.Writes) bound.Add(IsKeyed(write) ? write with { Body = $"{Before}{MacOf(key, write.Key, write.Body)}{Between}{write.Body}}}" } : write);
        return inner.CommitAsync(bound, cancel);
    }

    /// <summary>The row without its keyed hash.</summary>
    public static TableRow Opened(TableRow row) => IsWrapped(row) ? row with { Body = row.Body[BodyAt..^1] } : row;

    /// <summary>True where the row was written under this key, at this place.</summary>
    public static bool IsBound(TableRow row, AuditKey key) => IsWrapped(row) && row.Body.AsSpan(Before.Length, MacLength).SequenceEqual(MacOf(key, row.Key, row.Body[BodyAt..^1]));

    private static bool IsWrapped(TableRow row) =>
        KeyedRows.Has(row.Key.Partition, row.Key.Row) && row.Body.Length > BodyAt
        && row.Body.StartsWith(Before, StringComparison.Ordinal) && row.Body.AsSpan(Before.Length + MacLength, Between.Length).SequenceEqual(Between) && row.Body[^1] == '}';

    private static bool IsKeyed(TableWrite write) => write is not TableWrite.Delete && KeyedRows.Has(write.Key.Partition, write.Key.Row);

    private static string MacOf(AuditKey key, TableKey at, string body) => key.Mac("row", $"{at}\n{body}");
}

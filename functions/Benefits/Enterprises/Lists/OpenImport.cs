using Benefits.Storage;

namespace Benefits.Enterprises.Lists;

/// <summary>What is being taken in (正在导入): row <c>open-{kind}</c> of partition <c>imports</c>, there from the beginning of a list, or of an extract of one register, to its end.</summary>
/// <remarks>One of a kind at a time. Two at once would leave one firm or person as the one file says and the next as the other does, and each would report what it did not find.</remarks>
/// <param name="Row">The row of the list or extract.</param>
public sealed record OpenImport(string Row, DateTimeOffset Since)
{
    internal static TableKey KeyOf(string kind) => new(Partitions.Imports, Rows.OpenImport(kind));

    /// <summary>Takes the open one out in the commit that ends it.</summary>
    internal static async Task CloseAsync(ITable table, TableBatch batch, string kind, string row, CancellationToken cancel)
    {
        var key = KeyOf(kind);
        if (await table.FindAsync(key, cancel) is { } stored && stored.Read<OpenImport>().Row == row) batch.Delete(key.Row, stored.ETag);
    }

    /// <summary>The one that is open besides <paramref name="row"/>; null where there is none.</summary>
    internal static async Task<OpenImport?> OtherAsync(ITable table, string kind, string row, CancellationToken cancel) =>
        (await table.FindAsync(KeyOf(kind), cancel))?.Read<OpenImport>() is { } open && open.Row != row ? open : null;
}

using System.Runtime.CompilerServices;
using Benefits.Storage;

namespace Benefits.Audit;

/// <summary>The list of all audit chains (审计链登记簿), so that sealing and verification find every partition that has one.</summary>
public sealed class ChainRegistry(ITable table)
{

    /// <summary>Lists the chain; a chain that is listed already stays as it is.</summary>
    public async Task AddAsync(string partition, CancellationToken cancel) =>
        await table.CommitAsync(new TableBatch(Partitions.Chains).Insert(partition, new ChainEntry(partition)), cancel);

    /// <summary>The partitions that have a chain, in ordinal order. One that is listed and has no record yet is a start that a crash cut off.</summary>
    public async IAsyncEnumerable<string> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var row in table.ReadAsync(Partitions.Chains, prefix, cancel)) yield return row.Key.Row;
    }

    private sealed record ChainEntry(string Partition);
}

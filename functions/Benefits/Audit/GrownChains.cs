using System.Runtime.CompilerServices;
using Benefits.Storage;

namespace Benefits.Audit;

/// <summary>Which audit chains have grown on which day (当日变动登记), so that what is done every day need not look at what stands still: a partition a day, a row a chain.</summary>
public sealed class GrownChains(ITable table, TimeProvider clock)
{

    /// <summary>Notes that the chain grows on the day. Written before the chain is, so that no growth is ever unknown. Repeatable.</summary>
    internal async Task NoteAsync(string partition, DateOnly on, CancellationToken cancel) =>
        await table.CommitAsync(new TableBatch(Partitions.Grown(on)).Upsert(partition, partition), cancel);

    /// <summary>The chains that have grown since the day before <paramref name="since"/>: what was noted just before midnight may have been written just after.</summary>
    public async IAsyncEnumerable<string> ReadAsync(DateOnly since, [EnumeratorCancellation] CancellationToken cancel)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        for (var day = since.AddDays(-1); day <= clock.BusinessDate; day = day.AddDays(1))
        {
            await foreach (var row in table.ReadAsync(Partitions.Grown(day), "", cancel)) if (seen.Add(row.Key.Row)) yield return row.Key.Row;
        }
    }
}

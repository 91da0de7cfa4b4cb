using Benefits.Storage;

namespace Benefits.Http;

/// <summary>Whether the store takes a row and a file, by writing one of each: always the same, so that nothing grows.</summary>
internal sealed class StoreProbe(ITable table, IFiles files, TimeProvider clock) : IReadinessProbe
{
    private const string Place = Partitions.Health;

    public async Task<string?> FaultAsync(CancellationToken cancel)
    {
        try
        {
            await table.CommitAsync(new TableBatch(Place).Upsert(Rows.Probe, new Probe(clock.GetUtcNow())), cancel);
            using MemoryStream content = new("probe"u8.ToArray());
            await files.PutAsync(Place, content, cancel);
            return null;
        }
        catch (StorageUnavailableException)
        {
            return "存储暂时不能写入，申请和办理暂停，查询不受影响";
        }
    }

    private sealed record Probe(DateTimeOffset At);
}

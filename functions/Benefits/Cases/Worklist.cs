using Benefits.Storage;

namespace Benefits.Cases;

/// <summary>A case that waits for a person (待办), by the day it is due.</summary>
public sealed record QueueRow
{
    public required CaseId Id { get; init; }

    public required string EnterpriseName { get; init; }

    public required DateOnly DueOn { get; init; }

    public required int Signature { get; init; }

    public required int Workers { get; init; }
}

/// <summary>The queues of the counties and, for what is overdue, of the prefectures (待办队列).</summary>
public sealed class Worklist(ITable table, Optimistic optimistic)
{
    /// <summary>Repeatable: the row's key is made of the due day and the case.</summary>
    public async Task PutAsync(DistrictCode office, DateOnly due, CaseHeader header, int signature, CancellationToken cancel)
    {
        QueueRow row = new() { Id = header.Id, EnterpriseName = header.EnterpriseName, DueOn = due, Signature = signature, Workers = header.Workers };
        await table.CommitAsync(new TableBatch(Partitions.Queue(office)).Upsert(Rows.Queued(due, header.Id.Text), row), cancel);
    }

    /// <summary>Takes the case off every office's queue that it was put on. Repeatable.</summary>
    public async Task TakeAsync(CaseHeader header, Progress progress, CancellationToken cancel)
    {
        foreach (var due in progress.Steps.Where(step => step.Key is StepKey.ReviewOpened).Select(step => step.Due!.Value).Distinct())
        {
            foreach (var office in new[] { header.District, header.District.Prefecture })
            {
                var key = KeyOf(office, due, header.Id);
                // Read again where a repeat has put it there anew in between.
                await optimistic.ChangeAsync(async () => await table.FindAsync(key, cancel) is { } row ? await table.CommitAsync(new TableBatch(key.Partition).Delete(key.Row, row.ETag), cancel) : null, cancel);
            }
        }
    }

    /// <summary>The office's cases, the most urgent first.</summary>
    public Task<Page<QueueRow>> ReadAsync(DistrictCode office, PageAsked page, CancellationToken cancel) => page.RowsAsync<QueueRow>(table, Partitions.Queue(office), "", cancel);

    /// <summary>Where the case must lie while it waits for a signature: at its county, and once that is overdue at the prefecture besides.</summary>
    internal static IEnumerable<TableKey> Expected(CaseHeader header, Progress progress)
    {
        if (progress.Stage != Stage.InReview) yield break;
        foreach (var step in progress.Steps)
        {
            if (step.Key is not StepKey.ReviewOpened opened || progress.Has(new StepKey.CaseSigned(opened.Signature))) continue;
            yield return KeyOf(opened.Level == 0 ? header.District : header.District.Prefecture, step.Due!.Value, header.Id);
        }
    }

    private static TableKey KeyOf(DistrictCode office, DateOnly due, CaseId id) => new(Partitions.Queue(office), Rows.Queued(due, id.Text));
}

using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Benefits.Audit;
using Benefits.Storage;

namespace Benefits.Cases;

/// <summary>The file of an application (案卷): its rows as read, and the two ways to change them, both repeatable and both in the audit chain.</summary>
public sealed class CaseStore(ITable table, Journal journal, TimeProvider clock)
{
    /// <summary>Line changes that fit one commit beside the audit rows.</summary>
    private const int LinesACommit = 90;

    public async Task<CaseHeader?> FindAsync(CaseId id, CancellationToken cancel) =>
        (await table.FindAsync(new TableKey(id.Partition, id.Keys.Header), cancel))?.Read<CaseHeader>();

    /// <summary>The header of an application that must exist, since a workflow runs for it.</summary>
    public async Task<CaseHeader> GetAsync(CaseId id, CancellationToken cancel) =>
        await FindAsync(id, cancel) ?? throw new InvalidOperationException($"Application {id} has no header.");

    public async Task<Progress> ProgressAsync(CaseId id, CancellationToken cancel) =>
        (await table.FindAsync(ProgressKey(id), cancel))?.Read<Progress>() ?? Progress.Empty;

    /// <summary>A firm's applications.</summary>
    public IAsyncEnumerable<CaseHeader> ListAsync(CreditCode enterprise, CancellationToken cancel) => ReadAsync<CaseHeader>(Partitions.Firm(enterprise), Rows.CaseHeaderPrefix, cancel);

    public async Task<LineRow?> FindLineAsync(LineId id, CancellationToken cancel) =>
        (await table.FindAsync(new TableKey(id.Case.Partition, id.Row), cancel))?.Read<LineRow>();

    public IAsyncEnumerable<LineRow> LinesAsync(CaseId id, CancellationToken cancel) => ReadAsync<LineRow>(id.Partition, id.Keys.Lines, cancel);

    /// <summary>The workers in the order of the form.</summary>
    public IAsyncEnumerable<WorkerRow> WorkersAsync(CaseId id, CancellationToken cancel) => ReadAsync<List<WorkerRow>>(id.Partition, id.Keys.WorkerPages, cancel).SelectMany(page => page);

    public Task<Page<DecisionRow>> DecisionsAsync(CaseId id, PageAsked page, CancellationToken cancel) => page.RowsAsync<DecisionRow>(table, id.Partition, id.Keys.Decisions, cancel);

    public IAsyncEnumerable<DecisionRow> DecisionsAsync(CaseId id, CancellationToken cancel) => ReadAsync<DecisionRow>(id.Partition, id.Keys.Decisions, cancel);

    /// <summary>Adds a step to the application's progress, with <paramref name="along"/> in the same commit. False where the step is there already: then nothing is written.</summary>
    public async Task<bool> RecordAsync(CaseId id, NewStep step, Action<TableBatch>? along, CancellationToken cancel) => await TryRecordAsync(id, step, along, cancel) switch
    {
        StepOutcome.Recorded => true,
        StepOutcome.ThereAlready => false,
        StepOutcome.OthersChanged others => throw new InvalidOperationException($"{others.Key} changed under step '{step.Key}'."),
        _ => throw new UnreachableException(),
    };

    /// <summary>Like <see cref="RecordAsync"/>, for a caller whose own rows may change under it.</summary>
    public async Task<StepOutcome> TryRecordAsync(CaseId id, NewStep step, Action<TableBatch>? along, CancellationToken cancel)
    {
        var key = ProgressKey(id);
        return await journal.ChangeAsync<StepOutcome>(async () =>
        {
            var row = await table.FindAsync(key, cancel);
            var progress = row?.Read<Progress>() ?? Progress.Empty;
            if (progress.Has(step.Key)) return new StepOutcome.ThereAlready();
            progress = progress.With(new CaseStep(step.Key, step.Stage, clock.GetUtcNow(), step.Text, step.Due, step.TextName));
            var batch = new TableBatch(id.Partition);
            if (row is null) batch.Insert(key.Row, progress);
            else batch.Replace(key.Row, progress, row.ETag);
            along?.Invoke(batch);
            var commit = await journal.CommitAsync(batch, [new BusinessFact(step.Key.Fact, id.Text, string.Create(CultureInfo.InvariantCulture, $"{step.Key} {step.Stage} {step.Due:yyyy-MM-dd}").TrimEnd())], cancel);
            if (commit is Commit.Conflict conflict) return conflict.Key == key ? Attempt.Again : new StepOutcome.OthersChanged(conflict.Key);
            return new StepOutcome.Recorded();
        }, cancel);
    }

    /// <summary>
    /// Changes the lines for which <paramref name="change"/> answers a new row; a line that it leaves alone answers null. A line changed meanwhile is read and asked again,
    /// so the answer must depend on nothing but the line.
    /// </summary>
    public async Task<int> ChangeLinesAsync(CaseId id, IEnumerable<string> rows, FactKind kind, Func<LineRow, LineRow?> change, CancellationToken cancel)
    {
        var changed = 0;
        foreach (var some in rows.Chunk(LinesACommit)) changed += await ChangeSomeAsync(id, some, kind, change, cancel);
        return changed;
    }

    /// <inheritdoc cref="ChangeLinesAsync"/>
    public async Task<int> ChangeAllLinesAsync(CaseId id, FactKind kind, Func<LineRow, LineRow?> change, CancellationToken cancel)
    {
        List<string> rows = [];
        await foreach (var line in LinesAsync(id, cancel)) if (change(line) is not null) rows.Add(line.Id.Row);
        return await ChangeLinesAsync(id, rows, kind, change, cancel);
    }

    private Task<int> ChangeSomeAsync(CaseId id, IReadOnlyList<string> rows, FactKind kind, Func<LineRow, LineRow?> change, CancellationToken cancel) =>
        journal.ChangeAsync<int>(async () =>
        {
            var batch = new TableBatch(id.Partition);
            List<BusinessFact> facts = [];
            foreach (var row in rows)
            {
                var stored = await table.FindAsync(new TableKey(id.Partition, row), cancel) ?? throw new InvalidOperationException($"{id.Partition}/{row} is gone.");
                if (change(stored.Read<LineRow>()) is not { } line) continue;
                batch.Replace(row, line, stored.ETag);
                facts.Add(new BusinessFact(kind, line.Id.Text, $"{line.State} {line.Amount.Fen}"));
            }
            return facts.Count == 0 || await journal.CommitAsync(batch, facts, cancel) is Commit.Done ? facts.Count : Attempt.Again;
        }, cancel);

    private async IAsyncEnumerable<T> ReadAsync<T>(string partition, string prefix, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var row in table.ReadAsync(partition, prefix, cancel)) yield return row.Read<T>();
    }

    /// <summary>The application whose progress lies under the key, or null where that is another row.</summary>
    internal static string? OfProgress(TableKey key) =>
        Partitions.FirmOf(key.Partition) is { } firm && CaseKeys.OfProgress(key.Row) is { } suffix ? $"{firm}-{suffix}" : null;

    private static TableKey ProgressKey(CaseId id) => new(id.Partition, id.Keys.Progress);
}

/// <summary>A step about to be recorded; the store adds the time.</summary>
/// <param name="Text">A sentence of ours; what a person typed goes with it sealed, under the name <paramref name="TextName"/>.</param>
public sealed record NewStep(StepKey Key, Stage Stage, string Text, DateOnly? Due = null, string? TextName = null);

/// <summary>What recording a step came to.</summary>
public abstract record StepOutcome
{
    private StepOutcome()
    {
    }

    public sealed record Recorded : StepOutcome;

    /// <summary>The step was recorded before; nothing is written.</summary>
    public sealed record ThereAlready : StepOutcome;

    /// <summary>A row of the caller's was changed meanwhile; nothing is written.</summary>
    public sealed record OthersChanged(TableKey Key) : StepOutcome;
}

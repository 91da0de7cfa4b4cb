using System.Collections.Concurrent;
using Benefits.Audit;
using Benefits.Storage;

namespace Benefits.Funds;

/// <summary>The one place in a process where a fund's money moves. Callers that come at the same time share a commit: the budget row is the narrowest spot of the whole house.</summary>
/// <remarks>Right by the budget row's ETag alone: every change of money or queue replaces that row, so what was read beside it still holds when the commit is done.</remarks>
internal sealed class FundTurn(ITable table, Journal journal, FundKey fund, SemaphoreSlim turn)
{
    /// <summary>The room of one change: the batch less the budget row and the journal's rows.</summary>
    public const int MostWrites = TableBatch.MaxWrites - 1 - Journal.Writes;

    private readonly ConcurrentQueue<Request> _requests = new();

    /// <summary>Plans the change on what is there now and commits it, alone or together with those of others; where another process was quicker, it is planned again.</summary>
    public async Task<T> RunAsync<T>(Func<FundState, Task<FundChange<T>>> plan, CancellationToken cancel)
        where T : notnull
    {
        Request request = new(async view => await plan(view), cancel);
        _requests.Enqueue(request);
        await turn.WaitAsync(cancel);
        try
        {
            while (!request.Answer.Task.IsCompleted) await ServeAsync();
        }
        finally
        {
            turn.Release();
        }
        return (T)await request.Answer.Task;
    }

    private async Task ServeAsync()
    {
        List<Request> served = [];
        while (served.Count < MostWrites && _requests.TryDequeue(out var request))
        {
            // A caller that has left while it waited has asked for nothing.
            if (request.Cancel.IsCancellationRequested) request.Answer.TrySetCanceled(request.Cancel);
            else served.Add(request);
        }
        try
        {
            // A round serves many callers, so none of them can cancel it.
            while (served.Count > 0) served = await journal.ChangeAsync(() => RoundAsync(served), CancellationToken.None);
        }
        catch (Exception fault)
        {
            foreach (var request in served) request.Answer.TrySetException(fault);
        }
    }

    /// <summary>One commit for as many requests as fit; answers those, and returns the ones that are still to do.</summary>
    private async Task<Attempt<List<Request>>> RoundAsync(List<Request> requests)
    {
        var view = await FundState.ReadAsync(table, fund, CancellationToken.None);
        TableBatch batch = new(fund.Partition);
        List<BusinessFact> facts = [];
        List<Request> left = [];
        List<(Request Request, object Outcome)> answers = [];
        // Who was told at an earlier try that it cannot be is not asked again.
        foreach (var request in requests.Where(request => !request.Answer.Task.IsCompleted))
        {
            try
            {
                var change = await request.Plan(view);
                var writes = change.Writes?.Writes ?? [];
                if (batch.Writes.Count + writes.Count > MostWrites || writes.Any(write => batch.Writes.Any(earlier => earlier.Key == write.Key)))
                {
                    left.Add(request);
                    continue;
                }
                foreach (var write in writes) batch.Add(write);
                facts.AddRange(change.Facts.Select(fact => fact with { By = request.By }));
                view.Balance = change.Balance ?? view.Balance;
                view.Queue = change.Queue ?? view.Queue;
                answers.Add((request, change.Answer));
            }
            catch (Exception fault) when (fault is ArgumentException or InvalidOperationException)
            {
                request.Answer.TrySetException(fault);
            }
        }
        if (batch.Writes.Count > 0)
        {
            batch = view.BalanceTag is { } tag ? batch.Replace(Rows.Budget, view.Balance, tag) : batch.Insert(Rows.Budget, view.Balance);
            if (await journal.CommitAsync(batch, facts, CancellationToken.None) is Commit.Conflict) return Attempt.Again;
        }
        foreach (var (request, outcome) in answers) request.Answer.TrySetResult(outcome);
        return left;
    }

    private sealed record Request(Func<FundState, Task<FundChange>> Plan, CancellationToken Cancel)
    {
        /// <summary>Who asks. The round may be served by someone else.</summary>
        public Actor By { get; } = Actor.Current;

        public TaskCompletionSource<object> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>What a change wants written besides the budget row; null members leave things as they are.</summary>
internal abstract record FundChange(object Answer)
{
    public FundBalance? Balance { get; init; }

    public IReadOnlyList<Waiting>? Queue { get; init; }

    public TableBatch? Writes { get; init; }

    public IReadOnlyList<BusinessFact> Facts { get; init; } = [];
}

/// <inheritdoc />
internal sealed record FundChange<T>(T Outcome) : FundChange((object)Outcome)
    where T : notnull
{
    /// <summary>The same writes with another answer.</summary>
    public FundChange<TOther> Answering<TOther>(TOther outcome)
        where TOther : notnull =>
        new(outcome) { Balance = Balance, Queue = Queue, Writes = Writes, Facts = Facts };
}

/// <summary>A fund as read for one round, and as the changes before have left it.</summary>
internal sealed class FundState
{
    private readonly ITable _table;
    private readonly FundKey _fund;

    private FundState(ITable table, FundKey fund, TableRow? balance)
    {
        _table = table;
        _fund = fund;
        Balance = balance?.Read<FundBalance>();
        BalanceTag = balance?.ETag;
    }

    public FundBalance? Balance { get; set; }

    /// <summary>The budget row's tag, or null where there is no budget yet.</summary>
    public string? BalanceTag { get; }

    /// <summary>Applications that wait, first come first.</summary>
    public IReadOnlyList<Waiting> Queue { get; set; } = [];

    public static async Task<FundState> ReadAsync(ITable table, FundKey fund, CancellationToken cancel)
    {
        // The budget first: whoever changes the queue afterwards changes its tag.
        FundState view = new(table, fund, await table.FindAsync(new TableKey(fund.Partition, Rows.Budget), cancel));
        List<Waiting> queue = [];
        await foreach (var row in table.ReadAsync(fund.Partition, Rows.WaitPrefix, cancel)) queue.Add(row.Read<Waiting>());
        view.Queue = queue;
        return view;
    }

    public Task<TableRow?> FindAsync(string row) => _table.FindAsync(new TableKey(_fund.Partition, row), CancellationToken.None);

    public TableBatch Batch() => new(_fund.Partition);
}

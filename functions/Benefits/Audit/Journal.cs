using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Benefits.Storage;

namespace Benefits.Audit;

/// <summary>Writes business facts to the audit chain (审计链) of a partition in the same commit as the rows that they speak of: both are there, or neither.</summary>
/// <remarks>One chain a partition. Right by ETag alone; the remembered heads and the turn within a process only save reads and lost tries.</remarks>
public sealed class Journal(ITable table, TimeProvider clock, AuditKey key, Optimistic optimistic)
{
    /// <summary>The room that a caller leaves in its batch: the audit record and the chain's head.</summary>
    public const int Writes = 2;

    private const int MostChainsRemembered = 200_000;

    private readonly ChainRegistry _registry = new(table);
    private readonly GrownChains _grown = new(table, clock);
    private readonly ConcurrentDictionary<string, Chain> _chains = new(StringComparer.Ordinal);

    /// <inheritdoc cref="Optimistic.ChangeAsync{T}"/>
    public Task<T> ChangeAsync<T>(Func<Task<Attempt<T>>> attempt, CancellationToken cancel, [CallerMemberName] string what = "") => optimistic.ChangeAsync(attempt, cancel, what);

    /// <inheritdoc cref="Optimistic.ChangeAsync(Func{Task{Commit?}}, CancellationToken, string)"/>
    public Task ChangeAsync(Func<Task<Commit?>> attempt, CancellationToken cancel, [CallerMemberName] string what = "") => optimistic.ChangeAsync(attempt, cancel, what);

    /// <summary>Commits the batch together with its facts. The batch itself is not changed, and the tags of the answer are those of its own writes.</summary>
    /// <returns><see cref="Commit.Conflict"/> only for a row of the caller: a race for the chain's end is run again in here.</returns>
    /// <exception cref="AuditChainBrokenException">The chain cannot be continued; someone else has changed it.</exception>
    public async Task<Commit> CommitAsync(TableBatch batch, IReadOnlyList<BusinessFact> facts, CancellationToken cancel)
    {
        if (facts.Count == 0) throw new ArgumentException("A journaled commit tells at least one fact.", nameof(facts));
        if (batch.Room < Writes) throw new ArgumentException($"The batch must leave room for {Writes} writes, not {batch.Room}.", nameof(batch));
        var chain = ChainOf(batch.Partition);
        await chain.Turn.WaitAsync(cancel);
        try
        {
            return await CommitInTurnAsync(chain, batch, facts, cancel);
        }
        catch
        {
            // Whether the commit was written is not known now.
            chain.End = null;
            throw;
        }
        finally
        {
            chain.Turn.Release();
        }
    }

    private async Task<Commit> CommitInTurnAsync(Chain chain, TableBatch batch, IReadOnlyList<BusinessFact> facts, CancellationToken cancel)
    {
        var end = chain.End ?? await FindEndAsync(batch.Partition, cancel);
        List<RecordedFact> told = [.. facts.Select(fact => fact.Recorded())];
        List<RowHash> rows = [.. batch.Writes.Select(RowHash.Of)];
        // The record keeps this time, so that it stands on the very day that is noted.
        var at = clock.GetUtcNow();
        if (at.BusinessDate is var today && chain.NotedOn != today)
        {
            await _grown.NoteAsync(batch.Partition, today, cancel);
            chain.NotedOn = today;
        }
        return await optimistic.ChangeAsync<Commit>(async () =>
        {
            var record = AuditRecord.After(end.Head, batch.Partition, at, told, rows, key);
            AuditHead head = new(record.Number, record.Hash);
            var whole = new TableBatch(batch).Insert(Rows.Audit(record.Number), record);
            whole = end.ETag is null ? whole.Insert(Rows.AuditHead, head) : whole.Replace(Rows.AuditHead, head, end.ETag);
            switch (await table.CommitAsync(whole, cancel))
            {
                case Commit.Done done:
                    chain.End = new ChainEnd(head, done.ETags[^1]);
                    return new Commit.Done([.. done.ETags.Take(batch.Writes.Count)]);
                case Commit.Conflict conflict when !conflict.Key.Row.StartsWith(Rows.AuditPrefix, StringComparison.Ordinal):
                    chain.End = end;
                    return conflict;
                case Commit.Conflict conflict:
                    // Another process has moved the head. A head that stands still has a record behind it that is not its own.
                    var now = await FindEndAsync(batch.Partition, cancel);
                    if (now == end) throw new AuditChainBrokenException($"The audit chain cannot go on at {conflict.Key}: its head stands at {end.Head.Number}.");
                    end = now;
                    return Attempt.Again;
                default:
                    throw new UnreachableException();
            }
        }, cancel);
    }

    private async Task<ChainEnd> FindEndAsync(string partition, CancellationToken cancel)
    {
        if (await table.FindAsync(new TableKey(partition, Rows.AuditHead), cancel) is { } row) return new ChainEnd(row.Read<AuditHead>(), row.ETag);
        // Listed before its first record, so that no chain is ever unknown to the seal.
        await _registry.AddAsync(partition, cancel);
        return new ChainEnd(AuditHead.None, null);
    }

    private Chain ChainOf(string partition)
    {
        if (_chains.Count > MostChainsRemembered) _chains.Clear();
        return _chains.GetOrAdd(partition, _ => new Chain(new SemaphoreSlim(1, 1)));
    }

    private sealed record ChainEnd(AuditHead Head, string? ETag);

    /// <summary>Forgotten chains may be in use still: two of one partition at once are two processes to each other.</summary>
    private sealed class Chain(SemaphoreSlim turn)
    {
        public SemaphoreSlim Turn { get; } = turn;

        public ChainEnd? End { get; set; }

        /// <summary>The last day that the chain was noted as grown on.</summary>
        public DateOnly? NotedOn { get; set; }
    }
}

/// <summary>An audit chain was changed by something other than the journal; nothing more is written to its partition until people have looked.</summary>
public sealed class AuditChainBrokenException(string message) : Exception(message);

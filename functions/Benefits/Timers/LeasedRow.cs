using Benefits.Storage;

namespace Benefits.Timers;

/// <summary>A row that this process has claimed, with the tag it was last written with. Whoever claims it later changes the tag, and from then on nothing more is written here.</summary>
/// <param name="commit">Writes the batch that holds the row, with the facts that go with it.</param>
/// <param name="clock">The machine's.</param>
internal sealed class LeasedRow<T>(Func<TableBatch, T, CancellationToken, Task<Commit>> commit, TableKey at, T value, string etag, TimeProvider clock, TimeSpan term, Func<T, DateTimeOffset, T> prolong)
{
    private T _value = value;
    private string _etag = etag;

    /// <summary>Does the work and renews the lease meanwhile, each time a third of it has passed. Where the row is lost, the work is told to stop.</summary>
    public async Task<TResult> WhileAsync<TResult>(Func<CancellationToken, Task<TResult>> work, Action<StorageUnavailableException> notRenewed, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var renewing = RenewAsync(stop, notRenewed, done.Token);
        try
        {
            return await work(stop.Token);
        }
        finally
        {
            await done.CancelAsync();
            await renewing;
        }
    }

    /// <summary>Writes the row, with <paramref name="along"/> in the same commit.</summary>
    /// <returns>False where the row is lost.</returns>
    public async Task<bool> WriteAsync(T next, CancellationToken cancel, Action<TableBatch>? along = null)
    {
        var batch = new TableBatch(at.Partition).Replace(at.Row, next, _etag);
        along?.Invoke(batch);
        if (await commit(batch, next, cancel) is not Commit.Done done) return false;
        _etag = done.ETags[0];
        _value = next;
        return true;
    }

    private async Task RenewAsync(CancellationTokenSource stop, Action<StorageUnavailableException> notRenewed, CancellationToken done)
    {
        try
        {
            while (true)
            {
                await Task.Delay(term / 3, clock, done);
                // Never cancelled half way: the tag must stay the one that was written last.
                if (await WriteAsync(prolong(_value, clock.GetUtcNow() + term), CancellationToken.None)) continue;
                // Someone took over a lease that had run out: this run must not go on beside theirs.
                await stop.CancelAsync();
                return;
            }
        }
        catch (OperationCanceledException) when (done.IsCancellationRequested)
        {
        }
        catch (StorageUnavailableException fault)
        {
            // The lease runs out by itself; the work's own writes fail as well.
            notRenewed(fault);
        }
    }
}

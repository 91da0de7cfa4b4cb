using Benefits.Demo;
using Benefits.Storage;
using Benefits.Tests.Ledger;
using Benefits.Tests.Payouts;

namespace Benefits.Tests.Storage;

/// <summary>Read, change, commit, and again where someone else was faster.</summary>
public sealed class OptimisticTests
{
    private static readonly TableKey At = new("counter", "now");

    private readonly MemoryTable _table = new();
    private readonly PausesNoted _clock = new();

    [Fact]
    public async Task Of_two_writers_at_once_both_land()
    {
        RacingTable racing = new(_table);
        // A turn of the second comes between the first's first look and its commit: that somebody is overtaken is no matter of chance.
        InterveningTable first = new(racing, _ => true, () => CountAsync(racing));
        await Task.WhenAll(Task.Run(() => CountAsync(first, turns: 50)), Task.Run(() => CountAsync(racing, turns: 49)));

        Assert.True(racing.Commits > 100, "Nobody was ever overtaken.");
        Assert.Equal(100, (await _table.FindAsync(At, default))!.Read<int>());
    }

    [Fact]
    public async Task Whoever_is_overtaken_at_every_try_gives_up_as_where_the_store_takes_nothing()
    {
        var tries = 0;
        var fault = await Assert.ThrowsAsync<ContendedException>(() => new Optimistic(_clock).ChangeAsync<int>(() =>
        {
            tries++;
            return Task.FromResult<Attempt<int>>(Attempt.Again);
        }, default));

        Assert.Equal(Optimistic.MostTries, tries);
        Assert.IsType<StorageUnavailableException>(fault, exactMatch: false);
        Assert.Contains(nameof(Whoever_is_overtaken_at_every_try_gives_up_as_where_the_store_takes_nothing), fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_second_try_comes_at_once_and_each_further_one_after_a_pause_of_its_own()
    {
        await CountAsync(new LosingTable(_table, loses: 1));
        Assert.Empty(_clock.Pauses);

        await CountAsync(new LosingTable(_table, loses: 20));

        Assert.Equal(19, _clock.Pauses.Count);
        Assert.All(_clock.Pauses, pause => Assert.InRange(pause, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(500)));
        Assert.InRange(_clock.Pauses[0], TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(10));
        Assert.True(_clock.Pauses.Distinct().Count() > 5, string.Join(' ', _clock.Pauses));
        Assert.Equal(2, (await _table.FindAsync(At, default))!.Read<int>());
    }

    [Fact]
    public async Task Who_pauses_can_be_called_off()
    {
        using CancellationTokenSource leaves = new();
        ManualClock standing = new(DateTimeOffset.UnixEpoch);
        var tries = 0;
        var change = new Optimistic(standing).ChangeAsync<int>(() =>
        {
            tries++;
            return Task.FromResult<Attempt<int>>(Attempt.Again);
        }, leaves.Token);
        await leaves.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => change);
        Assert.Equal(2, tries);
    }

    [Fact]
    public async Task Where_nothing_need_be_written_nothing_is_tried_again()
    {
        var tries = 0;
        await new Optimistic(_clock).ChangeAsync(() =>
        {
            tries++;
            return Task.FromResult<Commit?>(null);
        }, default);

        Assert.Equal(1, tries);
    }

    private async Task CountAsync(ITable table, int turns)
    {
        for (var turn = 0; turn < turns; turn++) await CountAsync(table);
    }

    private Task CountAsync(ITable table) => new Optimistic(_clock).ChangeAsync(async () =>
    {
        var row = await table.FindAsync(At, default);
        TableBatch batch = new(At.Partition);
        batch = row is null ? batch.Insert(At.Row, 1) : batch.Replace(At.Row, row.Read<int>() + 1, row.ETag);
        return await table.CommitAsync(batch, default);
    }, default);

    /// <summary>Someone else is faster so many times.</summary>
    private sealed class LosingTable(ITable inner, int loses) : ITable
    {
        private int _left = loses;

        public Task<TableRow?> FindAsync(TableKey key, CancellationToken cancel) => inner.FindAsync(key, cancel);

        public IAsyncEnumerable<TableRow> ReadAsync(RowRange range, CancellationToken cancel) => inner.ReadAsync(range, cancel);

        public IAsyncEnumerable<TableRow> ScanAsync(CancellationToken cancel) => inner.ScanAsync(cancel);

        public Task<Commit> CommitAsync(TableBatch batch, CancellationToken cancel) =>
            _left-- > 0 ? Task.FromResult<Commit>(new Commit.Conflict(batch.Writes[0].Key)) : inner.CommitAsync(batch, cancel);
    }

    /// <summary>Notes how long it was asked to wait, and lets nobody wait.</summary>
    private sealed class PausesNoted : TimeProvider
    {
        private readonly List<TimeSpan> _pauses = [];

        public IReadOnlyList<TimeSpan> Pauses
        {
            get
            {
                lock (_pauses) return [.. _pauses];
            }
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            lock (_pauses) _pauses.Add(dueTime);
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}

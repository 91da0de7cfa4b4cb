using Benefits.Audit;
using Benefits.Storage;
using Benefits.Tests.Ledger;

namespace Benefits.Tests.Audit;

public sealed class JournalTests
{
    private static readonly BusinessFact[] OneFact = [new(LedgerWorld.Tested, "line-1", "150000")];

    private readonly LedgerWorld _world = new();

    [Fact]
    public async Task A_fact_is_written_with_the_row_it_speaks_of_and_the_answer_names_the_callers_rows_only()
    {
        var batch = new TableBatch("ent-a").Insert("line-1", 1);
        Actor clerk = new("clerk-1", "caseworker");
        var done = Assert.IsType<Commit.Done>(await clerk.RunAsync(() => _world.Journal.CommitAsync(batch, OneFact, default)));

        Assert.Single(done.ETags);
        Assert.Single(batch.Writes);
        Assert.Equal(done.ETags[0], (await _world.Table.FindAsync(new TableKey("ent-a", "line-1"), default))!.ETag);
        var record = (await _world.Table.FindAsync(new TableKey("ent-a", "aud-0000000001"), default))!.Read<AuditRecord>();
        Assert.Equal([new RecordedFact(LedgerWorld.Tested.Code, "line-1", "150000") { By = clerk }], record.Facts);
        Assert.Equal([new RowHash("line-1", RowHash.Of("1"))], record.Rows);
        Assert.Equal(_world.Clock.GetUtcNow(), record.At);
        Assert.Equal(new string('0', 64), record.Previous);
    }

    [Fact]
    public async Task Where_the_callers_row_is_not_as_expected_neither_row_nor_fact_is_written()
    {
        await _world.Journal.CommitAsync(new TableBatch("ent-a").Insert("line-1", 1), OneFact, default);
        var conflict = Assert.IsType<Commit.Conflict>(await _world.Journal.CommitAsync(new TableBatch("ent-a").Insert("line-1", 2), OneFact, default));

        Assert.Equal("line-1", conflict.Key.Row);
        Assert.Equal(1, (await LedgerWorld.CheckAsync(_world.Table, "ent-a")).Records);
    }

    [Fact]
    public async Task Sixty_four_committers_of_two_processes_make_one_unbroken_chain()
    {
        RacingTable table = new(new MemoryTable());
        LedgerWorld world = new(table);
        Journal[] processes = [world.Journal, new Journal(table, world.Clock, LedgerWorld.Key, RealPauses.Optimistic)];

        var commits = await Task.WhenAll(Enumerable.Range(0, 64).Select(number =>
            Task.Run(() => processes[number % 2].CommitAsync(new TableBatch("ent-a").Insert($"line-{number}", number), [new(LedgerWorld.Tested, $"line-{number}", "")], default))));

        Assert.All(commits, commit => Assert.IsType<Commit.Done>(commit));
        var check = await LedgerWorld.CheckAsync(table, "ent-a");
        Assert.Equal((64, 0), (check.Records, check.Breaks.Count));
    }

    [Fact]
    public async Task A_chain_is_listed_before_it_has_its_first_record()
    {
        DyingTable table = new(new MemoryTable(), diesAt: 2, written: false);
        Journal journal = new(table, _world.Clock, LedgerWorld.Key, RealPauses.Optimistic);

        await Assert.ThrowsAsync<StorageUnavailableException>(() => journal.CommitAsync(new TableBatch("ent-a").Insert("line-1", 1), OneFact, default));

        Assert.NotNull(await table.FindAsync(new TableKey(Partitions.Chains, "ent-a"), default));
        Assert.Null(await table.FindAsync(new TableKey("ent-a", "aud-0000000001"), default));
    }

    [Fact]
    public async Task After_a_commit_whose_answer_was_lost_the_chain_goes_on_behind_it()
    {
        MemoryTable store = new();
        Journal journal = new(new DyingOnce(store), _world.Clock, LedgerWorld.Key, RealPauses.Optimistic);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => journal.CommitAsync(new TableBatch("ent-a").Insert("line-1", 1), OneFact, default));

        Assert.IsType<Commit.Done>(await journal.CommitAsync(new TableBatch("ent-a").Insert("line-2", 1), OneFact, default));

        var check = await LedgerWorld.CheckAsync(store, "ent-a");
        Assert.Equal((2, 0), (check.Records, check.Breaks.Count));
    }

    [Fact]
    public async Task A_head_that_was_set_back_stops_all_further_writing()
    {
        await _world.Journal.CommitAsync(new TableBatch("ent-a").Insert("line-1", 1), OneFact, default);
        await _world.ForgeAsync("ent-a", Rows.AuditHead, AuditHead.None);

        await Assert.ThrowsAsync<AuditChainBrokenException>(() => _world.Journal.CommitAsync(new TableBatch("ent-a").Insert("line-2", 2), OneFact, default));

        Assert.Null(await _world.Table.FindAsync(new TableKey("ent-a", "line-2"), default));
    }

    [Fact]
    public async Task A_commit_without_a_fact_or_without_room_is_refused()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => _world.Journal.CommitAsync(new TableBatch("ent-a").Insert("line-1", 1), [], default));
        TableBatch full = new("ent-a");
        for (var number = 0; number < TableBatch.MaxWrites - 1; number++) full.Insert($"line-{number}", number);
        await Assert.ThrowsAsync<ArgumentException>(() => _world.Journal.CommitAsync(full, OneFact, default));
    }

    /// <summary>Loses the answer of the first journaled commit after writing it.</summary>
    private sealed class DyingOnce(ITable inner) : ITable
    {
        private bool _died;

        public Task<TableRow?> FindAsync(TableKey key, CancellationToken cancel) => inner.FindAsync(key, cancel);

        public IAsyncEnumerable<TableRow> ReadAsync(RowRange range, CancellationToken cancel) => inner.ReadAsync(range, cancel);

        public IAsyncEnumerable<TableRow> ScanAsync(CancellationToken cancel) => inner.ScanAsync(cancel);

        public async Task<Commit> CommitAsync(TableBatch batch, CancellationToken cancel)
        {
            var commit = await inner.CommitAsync(batch, cancel);
            if (_died || batch.Partition == Partitions.Chains || batch.Partition.StartsWith("grown-", StringComparison.Ordinal)) return commit;
            _died = true;
            throw new StorageUnavailableException("the answer is lost");
        }
    }
}

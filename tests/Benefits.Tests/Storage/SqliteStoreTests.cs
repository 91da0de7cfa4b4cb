using System.Diagnostics;
using Benefits.Local.Storage;
using Benefits.Storage;

namespace Benefits.Tests.Storage;

public sealed class SqliteStoreTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string File => _folder.File("benefits.db");

    [Fact]
    public async Task Rows_outlive_the_process_and_new_tags_differ_from_all_old_ones()
    {
        string first;
        using (var store = SqliteStore.Open(File)) first = Tag(await new SqliteTable(store).CommitAsync(new TableBatch("p").Insert("row", 1), default));

        using var again = SqliteStore.Open(File);
        SqliteTable table = new(again);
        var row = await table.FindAsync(new TableKey("p", "row"), default);
        Assert.Equal((1, first), (row!.Read<int>(), row.ETag));
        Assert.NotEqual(first, Tag(await table.CommitAsync(new TableBatch("p").Replace("row", 1, first), default)));
    }

    [Fact]
    public async Task Commits_that_come_at_once_share_a_sync()
    {
        var recording = RecordingVfs.Record(_folder.Path);
        using var store = SqliteStore.Open(new SqliteSettings(File) { Vfs = RecordingVfs.Name });
        SqliteTable table = new(store);
        using ManualResetEventSlim gate = new();
        Blocking blocking = new(gate);
        store.Enqueue(blocking);
        var commits = Enumerable.Range(0, 500).Select(number => table.CommitAsync(new TableBatch($"p-{number}").Insert("row", number), default)).ToList();
        var before = recording.Syncs;

        gate.Set();
        await Task.WhenAll(commits);

        // One for the work that blocked and one for all the others, unless a checkpoint adds its own.
        Assert.InRange(recording.Syncs - before, 1, 5);
    }

    [Fact]
    public async Task One_conflict_in_a_group_leaves_the_others_alone()
    {
        using var store = SqliteStore.Open(File);
        SqliteTable table = new(store);
        await table.CommitAsync(new TableBatch("p").Insert("row", 0), default);
        using ManualResetEventSlim gate = new();
        store.Enqueue(new Blocking(gate));
        var commits = Enumerable.Range(0, 50).Select(number => table.CommitAsync(new TableBatch("p").Insert($"row-{number}", number).Insert(number == 25 ? "row" : $"other-{number}", number), default)).ToList();
        gate.Set();

        var answers = await Task.WhenAll(commits);

        Assert.Equal(49, answers.OfType<Commit.Done>().Count());
        Assert.Equal(new Commit.Conflict(new TableKey("p", "row")), answers[25]);
        Assert.Null(await table.FindAsync(new TableKey("p", "row-25"), default));
    }

    [Fact]
    public async Task One_fault_in_a_group_leaves_the_others_alone()
    {
        using var store = SqliteStore.Open(File);
        SqliteTable table = new(store);
        using ManualResetEventSlim gate = new();
        store.Enqueue(new Blocking(gate));
        var before = table.CommitAsync(new TableBatch("p").Insert("before", 0), default);
        Throwing throwing = new();
        store.Enqueue(throwing);
        var after = table.CommitAsync(new TableBatch("p").Insert("after", 0), default);
        gate.Set();

        Assert.IsType<Commit.Done>(await before);
        Assert.IsType<Commit.Done>(await after);
        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => throwing.Done);
    }

    [Fact]
    public void A_second_store_on_the_same_file_is_refused()
    {
        using var store = SqliteStore.Open(File);

        var fault = Assert.Throws<StoreInUseException>(() => SqliteStore.Open(File));

        Assert.Contains(_folder.Path, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_stores_with_files_of_their_own_live_in_one_process()
    {
        using var store = SqliteStore.Open(File);
        using var bank = SqliteStore.Open(_folder.File("bank.db"));

        Assert.Equal((1, 1), (store.Run, bank.Run));
    }

    [Fact]
    public async Task A_second_process_is_refused_until_the_first_is_gone_however_it_went()
    {
        using var other = Process.Start(new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet")
        {
            ArgumentList = { "exec", typeof(SecondProcess).Assembly.Location, "hold", File },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        try
        {
            Assert.Equal("open", await other.StandardOutput.ReadLineAsync());

            var fault = Assert.Throws<StoreInUseException>(() => SqliteStore.Open(File));

            if (!OperatingSystem.IsWindows()) Assert.Contains($"process {other.Id}", fault.Message, StringComparison.Ordinal);
        }
        finally
        {
            other.Kill();
            await other.WaitForExitAsync();
        }
        using var store = SqliteStore.Open(File);
        Assert.Equal(2, store.Run);
    }

    [Fact]
    public async Task A_full_disk_acknowledges_nothing_and_room_lets_it_go_on()
    {
        var recording = RecordingVfs.Record(_folder.Path);
        List<string> kept = [];
        using (var store = SqliteStore.Open(new SqliteSettings(File) { Vfs = RecordingVfs.Name, CheckpointPages = 30 }))
        {
            SqliteTable table = new(store);
            recording.Capacity = 500_000;
            var refused = 0;
            for (var number = 0; number < 400; number++)
            {
                try
                {
                    if (number == 300) recording.Capacity = long.MaxValue;
                    await table.CommitAsync(new TableBatch($"p-{number:D3}").Insert("row", new string('x', 5000)), default);
                    kept.Add($"p-{number:D3}");
                }
                catch (StorageUnavailableException)
                {
                    refused++;
                }
            }

            Assert.InRange(refused, 50, 299);
            Assert.Contains("p-399", kept);
            await CheckAsync(table, kept);
        }

        using var again = SqliteStore.Open(File);
        await CheckAsync(new SqliteTable(again), kept);
        Assert.Equal("ok", again.Read(0, static (reader, _) => reader.Ask("PRAGMA integrity_check")));

        static async Task CheckAsync(SqliteTable table, List<string> kept)
        {
            for (var number = 0; number < 400; number++)
            {
                var there = await table.FindAsync(new TableKey($"p-{number:D3}", "row"), default) is not null;
                Assert.Equal(kept.Contains($"p-{number:D3}"), there);
            }
        }
    }

    [Fact]
    public async Task A_store_that_shuts_down_writes_what_it_has_and_refuses_what_comes()
    {
        var store = SqliteStore.Open(File);
        SqliteTable table = new(store);
        var last = Enumerable.Range(0, 200).Select(number => table.CommitAsync(new TableBatch($"p-{number}").Insert("row", number), default)).ToList();
        store.Dispose();

        Assert.All(await Task.WhenAll(last), answer => Assert.IsType<Commit.Done>(answer));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => table.CommitAsync(new TableBatch("p").Insert("late", 1), default));
    }

    [Fact]
    public void A_file_of_a_later_layout_is_refused()
    {
        using (var file = SqliteDatabase.OpenWriter(File, null)) file.Execute("PRAGMA user_version = 99");

        Assert.Contains("99", Assert.Throws<InvalidOperationException>(() => SqliteStore.Open(File)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reader_cannot_write()
    {
        using var store = SqliteStore.Open(File);

        Assert.Throws<StorageUnavailableException>(() => store.Read(0, static (reader, _) =>
        {
            reader.Execute("DELETE FROM rows");
            return 0;
        }));
    }

    [Theory]
    [InlineData(3_050_004, "1", "wal", "2", 1, null)]
    [InlineData(3_051_003, "1", "wal", "2", 4, null)]
    [InlineData(3_050_004, "1", "wal", "2", 2, "exactly one connection")]
    [InlineData(3_031_001, "1", "wal", "2", 1, "too old")]
    [InlineData(3_051_003, "0", "wal", "2", 1, "THREADSAFE")]
    [InlineData(3_051_003, "1", "delete", "2", 1, "not WAL")]
    [InlineData(3_051_003, "1", "wal", "1", 1, "power cut")]
    public void A_sqlite_that_could_lose_or_corrupt_is_refused_with_its_reason(int version, string threadSafe, string journal, string synchronous, int writers, string? reason)
    {
        var fault = SqliteSafety.Fault(version, threadSafe, journal, synchronous, writers);

        if (reason is null) Assert.Null(fault);
        else Assert.Contains(reason, fault, StringComparison.Ordinal);
    }

    [Fact]
    public void The_sqlite_that_we_ship_has_none_of_the_faults_of_its_forerunners() => Assert.True(SqliteDatabase.LibraryVersion >= SqliteSafety.SafeWithManyWriters);

    [Fact]
    public void A_store_set_up_to_lose_commits_does_not_open() =>
        Assert.Contains("FULL", Assert.Throws<InvalidOperationException>(() => SqliteStore.Open(new SqliteSettings(File) { Synchronous = "normal" })).Message, StringComparison.Ordinal);

    public void Dispose() => _folder.Dispose();

    private static string Tag(Commit commit) => Assert.Single(Assert.IsType<Commit.Done>(commit).ETags);

    private sealed class Blocking(ManualResetEventSlim gate) : SqliteWork<bool>
    {
        public override void Run(SqliteDatabase writer) => gate.Wait();
    }

    private sealed class Throwing : SqliteWork<bool>
    {
        public override void Run(SqliteDatabase writer) => throw new InvalidTimeZoneException();
    }
}

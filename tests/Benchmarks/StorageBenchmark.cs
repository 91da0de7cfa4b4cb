using Benefits.Local.Storage;
using Benefits.Storage;

namespace Benchmarks;

/// <summary>Table commits per second, beside the bare append that the same disk and the same group commit allow.</summary>
internal static class StorageBenchmark
{
    private const int Count = 40_000;
    private const int AtOnce = 256;

    private static readonly Body Sample = new("payout-20220901-000123", 150_000, new string('x', 400));

    public static async Task RunAsync()
    {
        Measure.Title($"Table: commits of one row of about 500 bytes, {AtOnce} at once");
        var limit = await Measure.MedianAsync(3, () => BareAsync(1));
        Measure.Row("bare append, group-committed", limit);
        Measure.Row("insert, keys in order", await Measure.MedianAsync(3, () => InsertAsync(number => ("docket-202209", $"app-{number:D9}"))), limit);
        Measure.Row("insert, partitions anywhere", await Measure.MedianAsync(3, () => InsertAsync(number => ($"ent-{Scatter(number):D10}", "app-1"))), limit);
        Measure.Row("replace by tag, partitions anywhere", await Measure.MedianAsync(3, ReplaceAsync), limit);

        Measure.Title("Table: one caller, nothing to share a commit with");
        var alone = await Measure.MedianAsync(3, () => BareAsync(1, 2_000, 1));
        Measure.Row("bare append", alone);
        Measure.Row("insert", await Measure.MedianAsync(3, () => InsertAsync(number => ($"ent-{Scatter(number):D10}", "app-1"), 2_000, 1)), alone);

        Measure.Title("Table: reads, 64 at once");
        await ReadAsync();
    }

    /// <summary>Appends rows of the same size with the store's own group commit, and nothing around it.</summary>
    /// <param name="rows">Appends in each commit.</param>
    public static async Task<Speed> BareAsync(int rows, int count = Count, int atOnce = AtOnce, int bytes = 500)
    {
        using DiskFolder folder = new();
        using var store = SqliteStore.Open(folder.File("bare.db"));
        var body = new byte[bytes];
        BareAppend first = new(BareAppend.Create, 0, []);
        store.Enqueue(first);
        await first.Done;
        return await Measure.RunAsync(count, atOnce, _ =>
        {
            BareAppend work = new(BareAppend.Insert, rows, body);
            store.Enqueue(work);
            return work.Done;
        });
    }

    private static async Task<Speed> InsertAsync(Func<int, (string Partition, string Row)> key, int count = Count, int atOnce = AtOnce)
    {
        using DiskFolder folder = new();
        using var store = SqliteStore.Open(folder.File("table.db"));
        SqliteTable table = new(store);
        return await Measure.RunAsync(count, atOnce, async number =>
        {
            var (partition, row) = key(number);
            if (await table.CommitAsync(new TableBatch(partition).Insert(row, Sample), default) is not Commit.Done) throw new InvalidOperationException("A new row was there already.");
        });
    }

    private static async Task<Speed> ReplaceAsync()
    {
        using DiskFolder folder = new();
        using var store = SqliteStore.Open(folder.File("table.db"));
        SqliteTable table = new(store);
        var tags = new string[Count];
        await Measure.RunAsync(Count, AtOnce, async number => tags[number] = ((Commit.Done)await table.CommitAsync(new TableBatch($"ent-{Scatter(number):D10}").Insert("app-1", Sample), default)).ETags[0]);
        return await Measure.RunAsync(Count, AtOnce, async number =>
        {
            if (await table.CommitAsync(new TableBatch($"ent-{Scatter(number):D10}").Replace("app-1", Sample, tags[number]), default) is not Commit.Done) throw new InvalidOperationException("A row has changed by itself.");
        });
    }

    private static async Task ReadAsync()
    {
        using DiskFolder folder = new();
        using var store = SqliteStore.Open(folder.File("table.db"));
        SqliteTable table = new(store);
        await Measure.RunAsync(Count, AtOnce, number => table.CommitAsync(new TableBatch($"ent-{Scatter(number):D10}").Insert("app-1", Sample), default));
        Measure.Row("find one row", await Measure.MedianAsync(3, () => Measure.RunAsync(200_000, 64, number => table.FindAsync(new TableKey($"ent-{Scatter(number % Count):D10}", "app-1"), default))));
    }

    /// <summary>Spreads numbers over all of the key's range, the same ones each time.</summary>
    private static long Scatter(int number) => number * 2_654_435_761L % 9_999_999_967L;

    private sealed record Body(string Id, long Amount, string Text);
}

/// <summary>Rows appended to a bare table through the store's group commit: the limit of everything that writes.</summary>
internal sealed class BareAppend(Sql sql, int rows, byte[] body) : SqliteWork<bool>
{
    public static readonly Sql Create = new("CREATE TABLE bare (number INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT");
    public static readonly Sql Insert = new("INSERT INTO bare (body) VALUES (?1)");

    public override void Run(SqliteDatabase writer)
    {
        if (rows == 0) writer[sql].Run();
        for (var row = 0; row < rows; row++) writer[sql].BindBlob(1, body).Run();
        Result = true;
    }
}

using Azure;
using Azure.Core;
using Azure.Data.Tables;
using Benefits.Demo;
using Benefits.Storage;

namespace Benefits.Azure.Tests;

/// <summary>What can go wrong between the app and the service: the real client on Azurite, with faults in the pipeline of the one that writes.</summary>
public sealed class AzureTableTests : IClassFixture<AzuriteFixture>
{
    private static readonly TableKey Key = new("ent-1", "app-1");
    private static int _tables;

    private readonly Faults _writes = new();
    private readonly AzureTable _table;

    public AzureTableTests(AzuriteFixture azurite)
    {
        var name = $"faults{Interlocked.Increment(ref _tables)}";
        TableClient reader = new(azurite.Connection, name);
        reader.Create();
        TableClientOptions options = new() { Retry = { MaxRetries = 0 } };
        options.AddPolicy(_writes, HttpPipelinePosition.PerRetry);
        _table = new AzureTable(reader, new TableClient(azurite.Connection, name, options), HastyClock());
    }

    /// <summary>A clock a million times as fast as the real one, so that pauses between attempts take no time.</summary>
    private static DemoClock HastyClock() => DemoClock.OpenAsync(new MemoryTable(), TimeProvider.System, null, 1_000_000, default).GetAwaiter().GetResult();

    [Theory]
    [InlineData(503, "ServerBusy")]
    [InlineData(429, null)]
    [InlineData(500, "OperationTimedOut")]
    [InlineData(0, null)]
    public async Task A_request_that_is_throttled_or_not_answered_is_sent_again(int status, string? code)
    {
        var faults = 2;
        _writes.Before = () => faults-- > 0 ? new Faults.Answer(status, code) : null;

        Assert.IsType<Commit.Done>(await _table.CommitAsync(Insert("1"), default));
        Assert.Equal(3, _writes.Requests);
    }

    [Fact]
    public async Task A_service_that_stays_busy_is_storage_that_is_unavailable()
    {
        _writes.Before = () => new Faults.Answer(503, "ServerBusy");

        await Assert.ThrowsAsync<StorageUnavailableException>(() => _table.CommitAsync(Insert("1"), default));
        Assert.Null(await _table.FindAsync(Key, default));
    }

    [Fact]
    public async Task A_service_that_refuses_us_is_a_fault_and_not_asked_again()
    {
        _writes.Before = () => new Faults.Answer(403, "AuthorizationPermissionMismatch");

        await Assert.ThrowsAsync<RequestFailedException>(() => _table.CommitAsync(Insert("1"), default));
        Assert.Equal(1, _writes.Requests);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_write_that_was_done_though_its_answer_was_lost_is_done_and_no_conflict(int rows)
    {
        LoseOneAnswer();
        TableBatch batch = new("ent-1");
        for (var row = 1; row <= rows; row++) batch.Insert($"app-{row}", $"{row}");

        var done = Assert.IsType<Commit.Done>(await _table.CommitAsync(batch, default));

        Assert.Equal(done.ETags[0], (await _table.FindAsync(Key, default))!.ETag);
        Assert.Equal(rows, done.ETags.Count);
    }

    [Fact]
    public async Task A_replace_and_a_delete_whose_answers_were_lost_are_done()
    {
        var tag = Assert.IsType<Commit.Done>(await _table.CommitAsync(Insert("1"), default)).ETags[0];
        LoseOneAnswer();
        tag = Assert.IsType<Commit.Done>(await _table.CommitAsync(new TableBatch("ent-1").Replace("app-1", "2", tag), default)).ETags[0];
        LoseOneAnswer();

        Assert.IsType<Commit.Done>(await _table.CommitAsync(new TableBatch("ent-1").Delete("app-1", tag), default));
        Assert.Null(await _table.FindAsync(Key, default));
    }

    [Fact]
    public async Task A_conflict_after_a_lost_request_is_a_conflict_where_someone_elses_row_is_there()
    {
        await _table.CommitAsync(Insert("theirs"), default);
        var lost = false;
        _writes.Before = () => !lost && (lost = true) ? new Faults.Answer(0, null) : null;

        Assert.Equal(new Commit.Conflict(Key), await _table.CommitAsync(Insert("theirs"), default));
    }

    [Fact]
    public async Task A_conflict_names_the_row_that_was_not_as_expected()
    {
        await _table.CommitAsync(new TableBatch("ent-1").Insert("app-2", "there"), default);

        var commit = await _table.CommitAsync(Insert("1").Insert("app-2", "2").Insert("app-3", "3"), default);

        Assert.Equal(new Commit.Conflict(new TableKey("ent-1", "app-2")), commit);
        Assert.Null(await _table.FindAsync(Key, default));
    }

    [Fact]
    public async Task A_batch_that_grows_beyond_four_mebibytes_on_its_way_is_compressed_and_comes_back_whole()
    {
        // A Chinese character is two bytes here and six in the request: 2 MiB become 6.
        var texts = Enumerable.Range(0, 100).Select(number => new string((char)('一' + number), 10_000)).ToList();
        TableBatch batch = new("ent-1");
        for (var number = 0; number < texts.Count; number++) batch.Insert($"w-{number:000}", texts[number]);

        Assert.IsType<Commit.Done>(await _table.CommitAsync(batch, default));
        Assert.Equal(texts, await _table.ReadAsync("ent-1", "w-", default).Select(row => row.Read<string>()).ToListAsync());
    }

    [Fact]
    public async Task A_body_is_never_cut_within_a_sign()
    {
        // The first cut would fall between the halves of a pair.
        var text = "x" + string.Concat(Enumerable.Repeat("𠮷", 20_000));

        await _table.CommitAsync(Insert(text), default);

        Assert.Equal(text, (await _table.FindAsync(Key, default))!.Read<string>());
    }

    [Theory]
    [InlineData("", "PartitionKey eq 'ent-1'")]
    [InlineData("app-", "PartitionKey eq 'ent-1' and RowKey ge 'app-' and RowKey lt 'app.'")]
    [InlineData("a~", "PartitionKey eq 'ent-1' and RowKey ge 'a~' and RowKey lt 'b'")]
    [InlineData("~", "PartitionKey eq 'ent-1' and RowKey ge '~'")]
    [InlineData("o'", "PartitionKey eq 'ent-1' and RowKey ge 'o''' and RowKey lt 'o('")]
    public void A_prefix_is_a_range_without_control_characters(string prefix, string filter) =>
        Assert.Equal(filter, AzureTable.Filter(new RowRange("ent-1", prefix)));

    private static TableBatch Insert(string text) => new TableBatch("ent-1").Insert("app-1", text);

    private void LoseOneAnswer()
    {
        var lost = false;
        _writes.LosesAnswer = () => !lost && (lost = true);
    }
}

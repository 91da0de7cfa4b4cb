using Benefits.Storage;

namespace Benefits.Tests.Storage;

/// <summary>What every table answers. A store that ships has a subclass; Azure Tables gets its own where its emulator is there.</summary>
public abstract class TableContract
{
    private static readonly CancellationToken None = CancellationToken.None;

    protected abstract ITable Table { get; }

    private static TableBatch Batch => new("ent-1");

    [Fact]
    public async Task An_inserted_row_is_found_with_the_tag_that_its_commit_gave()
    {
        var done = Assert.IsType<Commit.Done>(await Table.CommitAsync(Batch.Insert("app-1", new Note("甲")), None));

        var row = await Table.FindAsync(new TableKey("ent-1", "app-1"), None);

        Assert.Equal(new Note("甲"), row!.Read<Note>());
        Assert.Equal([row.ETag], done.ETags);
    }

    [Fact]
    public async Task A_row_that_was_never_written_is_null() =>
        Assert.Null(await Table.FindAsync(new TableKey("ent-1", "nothing"), None));

    [Fact]
    public async Task The_same_row_in_another_partition_is_another_row()
    {
        await Table.CommitAsync(Batch.Insert("app-1", new Note("one")), None);
        await Table.CommitAsync(new TableBatch("ent-2").Insert("app-1", new Note("two")), None);

        Assert.Equal(new Note("one"), (await Table.FindAsync(new TableKey("ent-1", "app-1"), None))!.Read<Note>());
        Assert.Equal(new Note("two"), (await Table.FindAsync(new TableKey("ent-2", "app-1"), None))!.Read<Note>());
    }

    [Fact]
    public async Task Keys_differ_by_case()
    {
        await Table.CommitAsync(Batch.Insert("app-a", new Note("small")).Insert("app-A", new Note("capital")), None);

        Assert.Equal(new Note("capital"), (await Table.FindAsync(new TableKey("ent-1", "app-A"), None))!.Read<Note>());
    }

    [Fact]
    public async Task An_insert_over_a_row_conflicts_and_names_the_row()
    {
        await Table.CommitAsync(Batch.Insert("app-1", new Note("first")), None);

        var answer = await Table.CommitAsync(Batch.Insert("app-0", new Note("new")).Insert("app-1", new Note("second")), None);

        Assert.Equal(new Commit.Conflict(new TableKey("ent-1", "app-1")), answer);
        Assert.Null(await Table.FindAsync(new TableKey("ent-1", "app-0"), None));
        Assert.Equal(new Note("first"), (await Table.FindAsync(new TableKey("ent-1", "app-1"), None))!.Read<Note>());
    }

    [Fact]
    public async Task A_replace_with_an_old_tag_conflicts()
    {
        var first = Tag(await Table.CommitAsync(Batch.Insert("app-1", new Note("1")), None));
        var second = Tag(await Table.CommitAsync(Batch.Replace("app-1", new Note("2"), first), None));

        Assert.IsType<Commit.Conflict>(await Table.CommitAsync(Batch.Replace("app-1", new Note("3"), first), None));
        Assert.NotEqual(first, second);
        Assert.Equal(new Note("2"), (await Table.FindAsync(new TableKey("ent-1", "app-1"), None))!.Read<Note>());
    }

    [Fact]
    public async Task A_replace_of_a_row_that_is_not_there_conflicts() =>
        Assert.IsType<Commit.Conflict>(await Table.CommitAsync(Batch.Replace("app-1", new Note("1"), "7"), None));

    [Fact]
    public async Task A_tag_that_is_no_tag_of_the_store_conflicts()
    {
        await Table.CommitAsync(Batch.Insert("app-1", new Note("1")), None);

        Assert.IsType<Commit.Conflict>(await Table.CommitAsync(Batch.Replace("app-1", new Note("2"), "W/\"made up\""), None));
    }

    [Fact]
    public async Task A_delete_needs_the_tag_and_leaves_nothing()
    {
        var tag = Tag(await Table.CommitAsync(Batch.Insert("app-1", new Note("1")), None));

        Assert.IsType<Commit.Conflict>(await Table.CommitAsync(Batch.Delete("app-1", tag + "0"), None));
        Assert.Equal("", Tag(await Table.CommitAsync(Batch.Delete("app-1", tag), None)));
        Assert.Null(await Table.FindAsync(new TableKey("ent-1", "app-1"), None));
        Assert.IsType<Commit.Conflict>(await Table.CommitAsync(Batch.Delete("app-1", tag), None));
    }

    [Fact]
    public async Task A_row_that_was_deleted_and_came_again_has_a_tag_of_its_own()
    {
        var first = Tag(await Table.CommitAsync(Batch.Insert("app-1", new Note("1")), None));
        await Table.CommitAsync(Batch.Delete("app-1", first), None);

        var second = Tag(await Table.CommitAsync(Batch.Insert("app-1", new Note("1")), None));

        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task An_upsert_writes_whether_the_row_is_there_or_not()
    {
        await Table.CommitAsync(Batch.Upsert("app-1", new Note("1")), None);
        var tag = Tag(await Table.CommitAsync(Batch.Upsert("app-1", new Note("2")), None));

        var row = await Table.FindAsync(new TableKey("ent-1", "app-1"), None);
        Assert.Equal((new Note("2"), tag), (row!.Read<Note>(), row.ETag));
    }

    [Fact]
    public async Task An_empty_batch_is_done() =>
        Assert.Empty(Assert.IsType<Commit.Done>(await Table.CommitAsync(Batch, None)).ETags);

    [Fact]
    public async Task Rows_are_read_by_prefix_in_ordinal_order()
    {
        await Table.CommitAsync(Batch.Insert("b-1", new Note("")).Insert("a-2", new Note("")).Insert("a-10", new Note("")).Insert("a-1", new Note("")).Insert("a", new Note("")).Insert("A-1", new Note("")).Insert("a~", new Note("")), None);
        await Table.CommitAsync(new TableBatch("ent-10").Insert("a-1", new Note("")), None);

        Assert.Equal(["a-1", "a-10", "a-2"], await KeysAsync("a-"));
        Assert.Equal(["A-1", "a", "a-1", "a-10", "a-2", "a~", "b-1"], await KeysAsync(""));
        Assert.Empty(await KeysAsync("c"));
    }

    [Theory]
    [InlineData(256)]
    [InlineData(700)]
    public async Task A_partition_longer_than_a_page_is_read_whole(int count)
    {
        for (var from = 0; from < count; from += 100)
        {
            var batch = Batch;
            foreach (var number in Enumerable.Range(from, Math.Min(100, count - from))) batch.Insert($"w-{number:D5}", new Note($"{number}"));
            await Table.CommitAsync(batch, None);
        }

        Assert.Equal(Enumerable.Range(0, count).Select(number => $"w-{number:D5}"), await KeysAsync("w-"));
    }

    [Fact]
    public async Task A_reader_that_stops_half_way_hinders_nobody()
    {
        for (var number = 0; number < 3; number++) await Table.CommitAsync(Batch.Insert($"w-{number}", new Note("")), None);

        await foreach (var row in Table.ReadAsync("ent-1", "w-", None))
        {
            await Table.CommitAsync(Batch.Replace(row.Key.Row, new Note("seen"), row.ETag), None);
            break;
        }

        Assert.Equal(new Note("seen"), (await Table.FindAsync(new TableKey("ent-1", "w-0"), None))!.Read<Note>());
    }

    [Fact]
    public async Task Any_text_comes_back_as_it_was()
    {
        var text = "专精特新 \0 \u001f \" \\ 𠮷 😀 \u200b" + new string('长', 100_000);
        await Table.CommitAsync(Batch.Insert("app-1", new Note(text)), None);

        Assert.Equal(text, (await Table.FindAsync(new TableKey("ent-1", "app-1"), None))!.Read<Note>().Text);
    }

    [Fact]
    public async Task A_hundred_rows_and_four_mebibytes_fit_one_batch()
    {
        var batch = Batch;
        for (var number = 0; number < TableBatch.MaxWrites; number++) batch.Insert($"w-{number:D3}", new Note(new string('x', 20_000)));

        Assert.IsType<Commit.Done>(await Table.CommitAsync(batch, None));
        Assert.Equal(100, (await KeysAsync("w-")).Count);
    }

    [Fact]
    public async Task Of_many_inserts_of_one_row_at_once_one_is_done()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(number => Task.Run(() => Table.CommitAsync(Batch.Insert("app-1", new Note($"{number}")), None))));

        Assert.Single(answers.OfType<Commit.Done>());
    }

    [Fact]
    public async Task A_counter_that_many_raise_by_its_tag_loses_none()
    {
        await Table.CommitAsync(Batch.Insert("count", new Count(0)), None);
        TableKey key = new("ent-1", "count");

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (var raised = 0; raised < 20;)
            {
                var row = (await Table.FindAsync(key, None))!;
                if (await Table.CommitAsync(Batch.Replace("count", new Count(row.Read<Count>().Is + 1), row.ETag), None) is Commit.Done) raised++;
            }
        })));

        Assert.Equal(new Count(160), (await Table.FindAsync(key, None))!.Read<Count>());
    }

    [Fact]
    public async Task What_was_cancelled_before_is_not_written()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Table.CommitAsync(Batch.Insert("app-1", new Note("")), new CancellationToken(canceled: true)));

        Assert.Null(await Table.FindAsync(new TableKey("ent-1", "app-1"), None));
    }

    [Theory]
    [InlineData("app-", "app-2", "app-2x app-3")]
    [InlineData("app-", "app-", "app-1 app-2 app-2x app-3")]
    [InlineData("app-", "aaa", "app-1 app-2 app-2x app-3")]
    [InlineData("app-", "app-3", "")]
    [InlineData("app-", "zzz", "")]
    [InlineData("", "app-3", "b-1")]
    [InlineData("", "b-1", "")]
    public async Task A_range_goes_on_behind_a_row_and_never_beyond_its_prefix(string prefix, string after, string keys)
    {
        var batch = Batch;
        foreach (var row in (string[])["app-1", "app-2", "app-2x", "app-3", "b-1"]) batch.Insert(row, new Note(row));
        await Table.CommitAsync(batch, None);

        var read = await Table.ReadAsync(new RowRange("ent-1", prefix).After(after), None).Select(row => row.Key.Row).ToListAsync();

        Assert.Equal(keys, string.Join(' ', read));
    }

    [Fact]
    public async Task A_prefix_that_no_key_can_have_is_a_fault() =>
        await Assert.ThrowsAsync<ArgumentException>(async () => await Table.ReadAsync("ent-1", "a/b", None).ToListAsync());

    private static string Tag(Commit commit) => Assert.Single(Assert.IsType<Commit.Done>(commit).ETags);

    private async Task<List<string>> KeysAsync(string prefix) => await Table.ReadAsync("ent-1", prefix, None).Select(row => row.Key.Row).ToListAsync();

    public sealed record Note(string Text);

    public sealed record Count(int Is);
}

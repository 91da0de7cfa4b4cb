using Benefits.Storage;

namespace Benefits.Tests.Storage;

public sealed class TableBatchTests
{
    [Fact]
    public void A_batch_takes_a_hundred_writes_and_no_more()
    {
        TableBatch batch = new("p");
        for (var number = 0; number < TableBatch.MaxWrites; number++) batch.Insert($"row-{number}", number);

        Assert.Equal(0, batch.Room);
        Assert.Throws<InvalidOperationException>(() => batch.Insert("one-more", 1));
    }

    [Fact]
    public void A_batch_writes_a_row_once() =>
        Assert.Throws<InvalidOperationException>(() => new TableBatch("p").Insert("row", 1).Upsert("row", 2));

    [Fact]
    public void A_row_holds_a_thousand_kibibytes_and_no_more()
    {
        // Two quotation marks are part of the body.
        const int Signs = TableBatch.MaxRowBytes / 2 - 2;

        Assert.Single(new TableBatch("p").Insert("row", new string('x', Signs)).Writes);
        Assert.Throws<InvalidOperationException>(() => new TableBatch("p").Insert("row", new string('x', Signs + 1)));
    }

    [Theory]
    [InlineData(250, 1, "100 100 50")]
    [InlineData(5, 400_000, "2 2 1")]
    [InlineData(3, 511_000, "2 1")]
    [InlineData(0, 1, "")]
    public void Writes_are_packed_into_few_batches_with_room_for_what_binds_their_rows(int writes, int characters, string sizes)
    {
        var body = new string('x', characters);
        var packed = TableBatch.Pack("p", Enumerable.Range(0, writes).Select(number => new TableWrite.Insert(new TableKey("p", $"row-{number:000}"), body))).ToList();

        Assert.Equal(sizes, string.Join(' ', packed.Select(batch => batch.Writes.Count)));
        Assert.Equal(Enumerable.Range(0, writes).Select(number => $"row-{number:000}"), packed.SelectMany(batch => batch.Writes).Select(write => write.Key.Row));
    }

    [Fact]
    public void A_batch_holds_four_mebibytes_and_no_more()
    {
        TableBatch batch = new("p");
        for (var number = 0; number < 4; number++) batch.Insert($"row-{number}", new string('x', 500_000));

        Assert.Throws<InvalidOperationException>(() => batch.Insert("row-4", new string('x', 200_000)));
        Assert.Equal(4, batch.Writes.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a#b")]
    [InlineData("a?b")]
    [InlineData("a b")]
    [InlineData("a\tb")]
    [InlineData("企业")]
    [InlineData("a\u007F")]
    public void A_key_that_Azure_would_refuse_is_refused_everywhere(string part)
    {
        Assert.Throws<ArgumentException>(() => new TableBatch(part));
        Assert.Throws<ArgumentException>(() => new TableBatch("p").Insert(part, 1));
    }

    [Fact]
    public void A_key_part_has_at_most_512_signs()
    {
        Assert.Equal(512, new TableKey(new string('a', 512), "row").Partition.Length);
        Assert.Throws<ArgumentException>(() => new TableKey(new string('a', 513), "row"));
    }
}

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

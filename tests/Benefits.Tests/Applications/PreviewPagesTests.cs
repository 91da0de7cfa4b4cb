using Benefits.Applications;
using Benefits.Enterprises;
using Benefits.Enterprises.Lists;
using Benefits.Storage;
using Benefits.Tests.Payouts;
using Benefits.Tests.Registers;

namespace Benefits.Tests.Applications;

/// <summary>Answers to a whole form or a whole file, a page at a time.</summary>
public sealed class PreviewPagesTests
{
    [Fact]
    public async Task A_preview_shows_each_worker_once_and_the_sums_of_all_on_every_page()
    {
        var hires = Hire.Graduates(7);
        using var world = await PayoutWorld.WithAsync(hires);
        List<int> workers = [];
        HashSet<(int, Money)> sums = [];
        string? after = null;
        do
        {
            var (page, _) = await world.Get<Preview>().RunAsync(PayoutWorld.Form(hires), new PageAsked(3, after), default);
            workers.AddRange(page!.Workers.Select(worker => worker.Worker));
            sums.Add((page.Granted, page.Total));
            after = page.Next is { } next ? PageAsked.KeyOf(next) : null;
        }
        while (after is not null);
        Assert.Equal(Enumerable.Range(1, 7), workers);
        Assert.Single(sums);
    }

    [Fact]
    public void A_list_shows_its_lines_in_order_and_behind_them_whom_it_does_not_name()
    {
        var code = Office.Code(1);
        EnterpriseListReport report = new()
        {
            Hash = "h",
            Lines = [.. Enumerable.Range(2, 5).Select(line => new EnterpriseListLine(line, code, "甲", ListChange.Added, "新增"))],
            Missing = [],
            IgnoredColumns = [],
            Faults = [],
        };
        List<int> lines = [];
        string? after = null;
        do
        {
            var view = EnterpriseListView.Of(report, new PageAsked(2, after));
            Assert.Equal(5, view.Counts.Added);
            lines.AddRange(view.Lines.Select(line => line.Line));
            after = view.Next is { } next ? PageAsked.KeyOf(next) : null;
        }
        while (after is not null);
        Assert.Equal([2, 3, 4, 5, 6], lines);
    }

    /// <summary>The last page is the one that has no more behind it, also where it is full.</summary>
    [Theory]
    [InlineData(0, 1)]
    [InlineData(3, 1)]
    [InlineData(4, 2)]
    [InlineData(6, 2)]
    public async Task A_page_that_is_full_to_the_last_item_promises_no_other(int items, int pages)
    {
        MemoryTable table = new();
        for (var number = 0; number < items; number++) await table.CommitAsync(new TableBatch("p").Insert($"r-{number}", number), default);
        var walked = 0;
        string? after = null;
        do
        {
            var page = await new PageAsked(3, after).RowsAsync<int>(table, "p", "r-", default);
            after = page.Next is { } next ? PageAsked.KeyOf(next) : null;
            walked++;
        }
        while (after is not null);
        Assert.Equal(pages, walked);
    }
}

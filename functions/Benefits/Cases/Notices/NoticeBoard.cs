using System.Globalization;
using System.Runtime.CompilerServices;
using Benefits.Audit;
using Benefits.Policy;
using Benefits.Storage;

namespace Benefits.Cases.Notices;

/// <summary>Publishes and closes public notices (公示).</summary>
public sealed class NoticeBoard(ITable table, Journal journal, CaseStore cases, PolicyLibrary library)
{
    private const int LinesAPage = 500;

    /// <summary>Well below the 4 MiB of a batch.</summary>
    private const int PagesACommit = 8;

    /// <summary>Step: puts every decided line on notice.</summary>
    public async Task<WaitEnd> PublishAsync(DatedCase input, CancellationToken cancel)
    {
        var header = await cases.GetAsync(input.Id, cancel);
        var ends = library.Procedure(CaseTerms.BundleProcedure).NoticeEnds(input.On);
        List<NoticeLine> lines = [];
        await foreach (var line in cases.LinesAsync(input.Id, cancel))
        {
            if (line.State is LineStage.Decided or LineStage.InNotice or LineStage.Frozen) lines.Add(new NoticeLine(line.Id, line.MaskedName, line.Measure, line.Title, line.Clause, line.Period, line.Amount));
        }
        var notice = Notice.Draft(header, lines, await GrantedAsync(input.Id, cancel), input.On, ends);
        await WriteAsync(notice, lines, cancel);
        await cases.ChangeAllLinesAsync(input.Id, NoticeFactKinds.LineInNotice, line => line.State == LineStage.Decided ? line with { State = LineStage.InNotice } : null, cancel);
        var text = string.Create(CultureInfo.InvariantCulture, $"公示{lines.Count}笔，共{notice.Total}，{input.On:yyyy-MM-dd}至{ends.Date:yyyy-MM-dd}{CaseTerms.Provisional(ends)}");
        await cases.RecordAsync(input.Id, new NewStep(new StepKey.NoticePublished(), Stage.InNotice, text, ends.Date), null, cancel);
        return new WaitEnd(ends.Date.AddDays(1).StartsAt);
    }

    /// <summary>Step: clears every line that no objection holds.</summary>
    public async Task<NoticeClosed> CloseAsync(DatedCase input, CancellationToken cancel)
    {
        await ClearAsync(input.Id, cancel);
        int cleared = 0, frozen = 0;
        await foreach (var line in cases.LinesAsync(input.Id, cancel))
        {
            if (line.State == LineStage.Cleared) cleared++;
            if (line.State is LineStage.Frozen or LineStage.InNotice) frozen++;
        }
        await cases.RecordAsync(input.Id, new NewStep(new StepKey.NoticeClosed(), Stage.InNotice, $"公示期满：{cleared}笔无异议，{frozen}笔异议处理中"), null, cancel);
        return new NoticeClosed(cleared, frozen);
    }

    internal Task<int> ClearAsync(CaseId id, CancellationToken cancel) =>
        cases.ChangeAllLinesAsync(id, NoticeFactKinds.LineCleared, line => line.State == LineStage.InNotice ? line with { State = LineStage.Cleared } : null, cancel);

    /// <summary>Notices of a district and all in it, those that end first at the top.</summary>
    public Task<Page<Notice>> ListAsync(DistrictCode district, PageAsked page, CancellationToken cancel) => page.RowsAsync<Notice>(table, Partitions.Notices, district.Text, cancel);

    /// <summary>The notice without its lines.</summary>
    public async Task<Notice?> HeadAsync(CaseId id, CancellationToken cancel) => (await table.FindAsync(new TableKey(Partitions.Notice(id.Text), Rows.NoticeHead), cancel))?.Read<Notice>();

    public async Task<(Notice Notice, Page<NoticeLine> Lines)?> FindAsync(CaseId id, PageAsked page, CancellationToken cancel) =>
        await HeadAsync(id, cancel) is { } notice ? (notice, await page.OfAsync(LinesAsync(id, page.After, cancel), line => line.Key, line => line.Line)) : null;

    /// <summary>The lines from the row that a key is in, each under the key of its row and its number there: a published notice does not change.</summary>
    private async IAsyncEnumerable<(string Key, NoticeLine Line)> LinesAsync(CaseId id, string? from, [EnumeratorCancellation] CancellationToken cancel)
    {
        RowRange rows = new(Partitions.Notice(id.Text), Rows.NoticePagePrefix);
        if (from?.Split('.') is [{ Length: > 0 } row, _]) rows = rows.StartingAt(row);
        await foreach (var stored in table.ReadAsync(rows, cancel))
        {
            foreach (var (number, line) in stored.Read<List<NoticeLine>>().Index()) yield return (string.Create(CultureInfo.InvariantCulture, $"{stored.Key.Row}.{number:000}"), line);
        }
    }

    /// <summary>What the decisions granted and review left standing: the other side of the notice's sum.</summary>
    private async Task<Money> GrantedAsync(CaseId id, CancellationToken cancel)
    {
        var granted = Money.Zero;
        await foreach (var decision in cases.DecisionsAsync(id, cancel)) granted += decision.Total;
        await foreach (var line in cases.LinesAsync(id, cancel)) if (line.State == LineStage.Dropped) granted -= line.Amount;
        return granted;
    }

    private async Task WriteAsync(Notice notice, List<NoticeLine> lines, CancellationToken cancel)
    {
        var partition = Partitions.Notice(notice.Id.Text);
        if (await table.FindAsync(new TableKey(partition, Rows.NoticeHead), cancel) is null)
        {
            foreach (var some in lines.Chunk(LinesAPage).Index().Chunk(PagesACommit))
            {
                var pages = new TableBatch(partition);
                foreach (var (index, page) in some) pages.Upsert(Rows.NoticePage(index), page);
                await journal.CommitAsync(pages, [new BusinessFact(NoticeFactKinds.PagesWritten, notice.Id.Text, $"{some[0].Index + 1} {some[^1].Index + 1}")], cancel);
            }
            var facts = new BusinessFact(NoticeFactKinds.Published, notice.Id.Text, string.Create(CultureInfo.InvariantCulture, $"{lines.Count} {notice.Total.Fen}"));
            await journal.CommitAsync(new TableBatch(partition).Insert(Rows.NoticeHead, notice), [facts], cancel);
        }
        await table.CommitAsync(new TableBatch(Partitions.Notices).Upsert(IndexRow(notice), notice), cancel);
    }

    internal static string IndexRow(Notice notice) => Rows.NoticeOf(notice.District, notice.EndsOn, notice.Id.Text);
}

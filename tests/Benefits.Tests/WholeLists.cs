using Benefits.Applications;
using Benefits.Cases;
using Benefits.Cases.Notices;
using Benefits.Enterprises;
using Benefits.Storage;

namespace Benefits.Tests;

/// <summary>Whole lists, for tests that look at all of them: page by page, as a caller walks them.</summary>
internal static class WholeLists
{
    public static IAsyncEnumerable<QueueRow> ReadAsync(this Worklist worklist, DistrictCode desk, CancellationToken cancel) => WalkAsync(page => worklist.ReadAsync(desk, page, cancel));

    public static IAsyncEnumerable<Notice> ListAsync(this NoticeBoard board, DistrictCode district, CancellationToken cancel) => WalkAsync(page => board.ListAsync(district, page, cancel));

    public static IAsyncEnumerable<EnterpriseNote> NotesAsync(this EnterpriseStore book, CreditCode code, CancellationToken cancel) => WalkAsync(page => book.NotesAsync(code, page, cancel));

    public static async Task<(Notice Notice, IReadOnlyList<NoticeLine> Lines)?> FindAsync(this NoticeBoard board, CaseId id, CancellationToken cancel) =>
        await board.HeadAsync(id, cancel) is { } notice ? (notice, await WalkAsync(async page => (await board.FindAsync(id, page, cancel))!.Value.Lines).ToListAsync(cancel)) : null;

    public static Task<(PreviewResult? Result, IReadOnlyList<Fault> Faults)> RunAsync(this Preview preview, ApplicationForm form, CancellationToken cancel) => preview.RunAsync(form, new PageAsked(Preview.MaxWorkers, null), cancel);

    private static async IAsyncEnumerable<T> WalkAsync<T>(Func<PageAsked, Task<Page<T>>> ask)
    {
        string? after = null;
        do
        {
            var page = await ask(new PageAsked(3, after));
            foreach (var item in page.Items) yield return item;
            after = page.Next is { } next ? PageAsked.KeyOf(next) : null;
        }
        while (after is not null);
    }
}

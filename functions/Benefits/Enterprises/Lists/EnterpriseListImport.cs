using System.Globalization;
using Benefits.Audit;
using Benefits.Jobs;
using Benefits.Policy;
using Benefits.Reference;
using Benefits.Storage;
using Benefits.Timers;

namespace Benefits.Enterprises.Lists;

/// <summary>Brings enterprise lists (专精特新企业名单) into the book: first a preview, then all of it or nothing.</summary>
/// <remarks>
/// A list without faults is stored under its hash and noted as begun before its first line is applied. From there on it is a job, whose pieces are so many firms each; every line is repeatable.
/// So what a crash leaves half done is taken up, or finished by the same file again.
/// </remarks>
public sealed class EnterpriseListImport(ITable table, IFiles files, EnterpriseStore book, Journal journal, JobStore jobs, TimeProvider clock, PolicyLibrary library)
{
    public static readonly JobKind Kind = JobKind.Of<EnterpriseListImport>("enterprise-list", "导入企业名单", (import, hash, cancel) => import.PlanAsync(hash, cancel), (import, hash, piece, cancel) => import.RunAsync(hash, piece, cancel));

    internal static readonly TableKey CoverageKey = new(Partitions.Imports, Rows.Coverage(OpenKind));

    private readonly EnterpriseListFile _file = new(library);

    private const string StagedFolder = "enterprise-lists-applied";
    private const string OpenKind = "enterprise-list";
    private const int SideBySide = 32;

    /// <summary>A firm is some eight requests, so that a piece takes seconds.</summary>
    private const int FirmsAPiece = 250;

    /// <summary>A very long list has larger pieces: each of them reads it whole.</summary>
    private const int MostPieces = 100;
    private const string LastPiece = "end";

    /// <summary>Reads the list and says what it would change. Writes nothing.</summary>
    public async Task<EnterpriseListReport> PreviewAsync(Stream content, CancellationToken cancel) =>
        await ReportAsync(await _file.ReadAsync(content, clock.BusinessDate, cancel), cancel);

    /// <summary>Applies a list that has no faults, to its end. The same file again changes nothing, also after a later list has changed what it said.</summary>
    public async Task<ListImport> ApplyAsync(Stream content, CancellationToken cancel)
    {
        var (outcome, job) = await BeginAsync(content, cancel);
        return job is null ? outcome : await CarryOutAsync(outcome, job, cancel);
    }

    /// <summary>Applies a short list at once, and leaves a longer one to its job.</summary>
    /// <returns>What came of it, and the job that is to be handed to a workflow.</returns>
    public async Task<(ListImport Outcome, Job? Job)> SubmitAsync(Stream content, CancellationToken cancel)
    {
        var (outcome, job) = await BeginAsync(content, cancel);
        if (job is null) return (outcome, null);
        if (outcome is ListImport.Applied { Report: var report } && report.Lines.Select(line => line.Code).Distinct().Count() <= FirmsAPiece) outcome = await CarryOutAsync(outcome, job, cancel);
        else outcome = new ListImport.Begun(job.Number);
        return (outcome, outcome is ListImport.Begun ? job : null);
    }

    /// <summary>Keeps the list and notes it as begun; the caller sees to its pieces.</summary>
    /// <returns>The list's hash; null where there is nothing to do.</returns>
    public async Task<(ListImport Outcome, string? Hash)> StoreAsync(Stream content, CancellationToken cancel)
    {
        using MemoryStream copy = new();
        if (!await CopyAsync(content, copy, cancel))
        {
            copy.Position = 0;
            return (new ListImport.Refused(await PreviewAsync(copy, cancel)), null);
        }
        copy.Position = 0;
        var list = await _file.ReadAsync(copy, clock.BusinessDate, cancel);
        if (list.Faults.Count > 0) return (new ListImport.Refused(await ReportAsync(list, cancel)), null);
        copy.Position = 0;
        await files.PutAsync(StagedFolder, copy, cancel);
        var row = Rows.EnterpriseList(list.Hash);
        return await journal.ChangeAsync<(ListImport, string?)>(async () =>
        {
            if (await OpenImport.OtherAsync(table, OpenKind, row, cancel) is { } open) return (new ListImport.Busy(open), null);
            var before = await FindAsync(list.Hash, cancel);
            if (before is { State: ListState.Applied }) return (new ListImport.AppliedBefore(list.Hash, before.On), null);
            var report = await ReportAsync(list, cancel);
            if (before is not null) return (new ListImport.Applied(report), list.Hash);
            var begun = new TableBatch(Partitions.Imports)
                .Insert(row, new ListRow(list.Hash, ListState.Begun, clock.BusinessDate, list.Rows.Count, report.Added, report.Changed))
                .Insert(OpenImport.KeyOf(OpenKind).Row, new OpenImport(row, clock.GetUtcNow()));
            // Whoever was quicker is looked at again.
            return await journal.CommitAsync(begun, [new BusinessFact(EnterpriseFactKinds.ListBegun, list.Hash, $"{list.Rows.Count}")], cancel) is Commit.Done ? (new ListImport.Applied(report), list.Hash) : Attempt.Again;
        }, cancel);
    }

    /// <summary>The list's pieces: so many firms each, and the end that says since when the list speaks.</summary>
    public async Task<IReadOnlyList<JobPiece>> PlanAsync(string hash, CancellationToken cancel)
    {
        var firms = FirmsOf(await OpenAsync(await GetAsync(hash, cancel), cancel));
        var size = SizeFor(firms.Count);
        var pieces = (firms.Count + size - 1) / size;
        return [.. Enumerable.Range(0, pieces).Select(piece => new JobPiece(string.Create(CultureInfo.InvariantCulture, $"{piece * size}"), $"企业名单（{piece + 1}/{pieces}）")), new JobPiece(LastPiece, "企业名单（生效）")];
    }

    /// <summary>One piece. Repeatable, also beside a run of the same piece.</summary>
    public async Task<PieceResult> RunAsync(string hash, JobPiece piece, CancellationToken cancel)
    {
        var begun = await GetAsync(hash, cancel);
        if (begun.State != ListState.Begun) return new PieceResult();
        var list = await OpenAsync(begun, cancel);
        if (piece.Key == LastPiece)
        {
            await EndAsync(list, cancel);
            return new PieceResult();
        }
        var firms = FirmsOf(list);
        var some = firms.Skip(int.Parse(piece.Key, CultureInfo.InvariantCulture)).Take(SizeFor(firms.Count)).ToList();
        await Parallel.ForEachAsync(some, new ParallelOptions { MaxDegreeOfParallelism = SideBySide, CancellationToken = cancel }, async (firm, stop) =>
            await book.ChangeAsync(firm.Key, before => Change(before, [.. firm], hash), stop));
        return new PieceResult(some.Count);
    }

    /// <summary>The day that the newest list spoke for; null before the first.</summary>
    public async Task<DateOnly?> AsOfAsync(CancellationToken cancel) => (await table.FindAsync(CoverageKey, cancel))?.Read<ListCoverage>().AsOf;

    /// <summary>True where this very file was applied or set aside before.</summary>
    public async Task<bool> IsKnownAsync(string hash, CancellationToken cancel) => await FindAsync(hash, cancel) is { State: not ListState.Begun };

    /// <summary>Notes that a list has faults and was set aside, with the name of the report on it.</summary>
    public async Task SetAsideAsync(string hash, int faults, string report, CancellationToken cancel)
    {
        var batch = new TableBatch(Partitions.Imports).Insert(Rows.EnterpriseList(hash), new ListRow(hash, ListState.SetAside, clock.BusinessDate, 0, 0, 0) { Faults = faults, Report = report });
        await journal.CommitAsync(batch, [new BusinessFact(EnterpriseFactKinds.ListSetAside, hash, $"{faults} {report}")], cancel);
    }

    private async Task<(ListImport Outcome, Job? Job)> BeginAsync(Stream content, CancellationToken cancel)
    {
        var (outcome, hash) = await StoreAsync(content, cancel);
        return (outcome, hash is null ? null : await jobs.OpenAsync(Kind, hash, cancel));
    }

    private async Task<ListImport> CarryOutAsync(ListImport outcome, Job job, CancellationToken cancel) =>
        (await jobs.RunAsync(job.Number, cancel)).State == JobState.Done ? outcome : new ListImport.Begun(job.Number);

    private async Task<ListRow> GetAsync(string hash, CancellationToken cancel) => await FindAsync(hash, cancel) ?? throw new InvalidOperationException($"The list {hash} was never begun.");

    /// <summary>Read as of the day it was begun, so that a repeat after midnight writes the same titles.</summary>
    private async Task<EnterpriseListContent> OpenAsync(ListRow begun, CancellationToken cancel)
    {
        await using var content = await files.OpenAsync(StagedFolder, begun.Hash, cancel) ?? throw new InvalidOperationException($"The list {begun.Hash} was begun, and its file is gone.");
        return await _file.ReadAsync(content, begun.On, cancel);
    }

    private static List<IGrouping<CreditCode, EnterpriseListRow>> FirmsOf(EnterpriseListContent list) => [.. list.Rows.GroupBy(line => line.Code)];

    private static int SizeFor(int firms) => Math.Max(FirmsAPiece, firms / MostPieces + 1);

    private async Task EndAsync(EnterpriseListContent list, CancellationToken cancel)
    {
        TableKey at = new(Partitions.Imports, Rows.EnterpriseList(list.Hash));
        var row = await table.FindAsync(at, cancel) ?? throw new InvalidOperationException($"There is no row {at}.");
        var begun = row.Read<ListRow>();
        if (begun.State != ListState.Begun) return;
        await CoverAsync(list, begun.On, cancel);
        var done = new TableBatch(Partitions.Imports).Replace(at.Row, begun with { State = ListState.Applied }, row.ETag);
        await OpenImport.CloseAsync(table, done, OpenKind, at.Row, cancel);
        await journal.CommitAsync(done, [new BusinessFact(EnterpriseFactKinds.ListApplied, list.Hash, $"{begun.Added} {begun.Changed} {begun.Rows}")], cancel);
    }

    private async Task CoverAsync(EnterpriseListContent list, DateOnly on, CancellationToken cancel)
    {
        if (list.Rows.Count == 0) return;
        var from = list.Rows.Min(line => line.Title.From);
        await journal.ChangeAsync(async () =>
        {
            var row = await table.FindAsync(CoverageKey, cancel);
            var before = row?.Read<ListCoverage>() ?? new ListCoverage(from, on);
            ListCoverage after = new(from < before.From ? from : before.From, on > before.AsOf ? on : before.AsOf);
            TableBatch batch = new(Partitions.Imports);
            batch = row is null ? batch.Insert(CoverageKey.Row, after) : batch.Replace(CoverageKey.Row, after, row.ETag);
            return await journal.CommitAsync(batch, [new BusinessFact(EnterpriseFactKinds.ListCovered, list.Hash, $"{after.From:O} {after.AsOf:O}")], cancel);
        }, cancel);
    }

    private async Task<EnterpriseListReport> ReportAsync(EnterpriseListContent list, CancellationToken cancel)
    {
        List<EnterpriseBrief> missing = [];
        var lines = new EnterpriseListLine[list.Rows.Count];
        if (list.Faults.Count == 0)
        {
            var named = list.Rows.Select(row => row.Code).ToHashSet();
            await foreach (var firm in book.ListAsync(null, cancel))
            {
                if (!named.Contains(firm.Code) && firm.Titles.Any(title => title.State == TitleState.Valid)) missing.Add(firm);
            }
            var firms = list.Rows.Select((row, place) => (row, place)).GroupBy(pair => pair.row.Code);
            await Parallel.ForEachAsync(firms, new ParallelOptions { MaxDegreeOfParallelism = SideBySide, CancellationToken = cancel }, async (firm, stop) =>
            {
                var enterprise = await book.FindAsync(firm.Key, stop);
                foreach (var (row, place) in firm) lines[place] = LineOf(enterprise, row);
            });
        }
        return new EnterpriseListReport { Hash = list.Hash, Lines = list.Faults.Count == 0 ? lines : [], Missing = missing, IgnoredColumns = list.Ignored, Faults = list.Faults };
    }

    private static EnterpriseListLine LineOf(Enterprise? firm, EnterpriseListRow row)
    {
        var had = firm?.Titles.FirstOrDefault(title => IsSame(title, row.Title));
        List<string> what = [];
        if (firm is not null && firm.Name != row.Name) what.Add($"名称由“{firm.Name}”改为“{row.Name}”");
        if (firm is not null && row.District is { } district && firm.District != district) what.Add($"区划改为{Districts.FullName(district)}");
        if (had is null) what.Add($"新增{row.Title.Tier.Label}，{Span(row.Title)}");
        else if (Merged(had, row.Title) != had) what.Add($"{row.Title.Tier.Label}改为{Span(row.Title)}（{row.Title.State.Label}）");
        var change = firm is null || had is null ? ListChange.Added : what.Count > 0 ? ListChange.Changed : ListChange.Unchanged;
        return new EnterpriseListLine(row.Line, row.Code, row.Name, change, string.Join("；", what));
    }

    private static EnterpriseChange? Change(Enterprise? firm, IReadOnlyList<EnterpriseListRow> rows, string hash)
    {
        var what = rows.Select(row => LineOf(firm, row)).Where(line => line.Change != ListChange.Unchanged).Select(line => line.What).Where(text => text.Length > 0).Distinct().ToList();
        if (firm is not null && what.Count == 0) return null;
        var name = rows[0].Name;
        List<Title> titles = [.. firm?.Titles ?? []];
        foreach (var row in rows)
        {
            var place = titles.FindIndex(title => IsSame(title, row.Title));
            if (place < 0) titles.Add(row.Title);
            else titles[place] = Merged(titles[place], row.Title);
        }
        var before = firm ?? new Enterprise { Code = rows[0].Code, Name = name, Titles = [] };
        var after = before with
        {
            Name = name,
            District = rows[0].District ?? before.District,
            FormerNames = before.Name == name ? before.FormerNames : [.. before.FormerNames, before.Name],
            Titles = [.. titles.OrderBy(title => title.From).ThenBy(title => title.Tier)],
        };
        return new EnterpriseChange(after, [new BusinessFact(firm is null ? EnterpriseFactKinds.Added : EnterpriseFactKinds.Changed, $"ent-{after.Code}", $"{hash[..12]} {Codes(before, after)}".TrimEnd())]);
    }

    /// <summary>What changed, for the audit chain: codes and dates. The names stand in the firm's own row.</summary>
    private static string Codes(Enterprise before, Enterprise after) => string.Join(' ', [
        .. before.Name == after.Name ? Array.Empty<string>() : ["renamed"],
        .. before.District == after.District ? Array.Empty<string>() : [$"{after.District}"],
        .. after.Titles.Except(before.Titles).Select(title => string.Create(CultureInfo.InvariantCulture, $"{title.Tier.Word} {title.From:yyyy-MM-dd} {title.To:yyyy-MM-dd} {title.State}")),
    ]);

    /// <summary>A title is known by its tier and its first day; an extension moves its end.</summary>
    private static bool IsSame(Title one, Title other) => one.Tier == other.Tier && one.From == other.From;

    /// <summary>What the list says of a title that the book has. A list that repeats it, or that still calls valid what time has ended, changes nothing.</summary>
    private static Title Merged(Title had, Title listed)
    {
        if (had.To == listed.To && (had.State == listed.State || (listed.State == TitleState.Valid && had.State is TitleState.ExpiredReviewPending or TitleState.Expired))) return had;
        return listed with { WithdrawnOn = listed.State == TitleState.Withdrawn ? had.WithdrawnOn ?? listed.WithdrawnOn : null };
    }

    private static string Span(Title title) => string.Create(CultureInfo.InvariantCulture, $"{title.From:yyyy-MM-dd}至{title.To:yyyy-MM-dd}");

    /// <summary>True for the row of a list that was begun and is not applied yet.</summary>
    internal static bool IsUnfinished(TableRow row) => row.Key.Row.StartsWith(Rows.EnterpriseListPrefix, StringComparison.Ordinal) && row.Read<ListRow>().State == ListState.Begun;

    private async Task<ListRow?> FindAsync(string hash, CancellationToken cancel) =>
        (await table.FindAsync(new TableKey(Partitions.Imports, Rows.EnterpriseList(hash)), cancel))?.Read<ListRow>();

    /// <returns>False where the content is too long; what fits, and a little more, was copied.</returns>
    private static async Task<bool> CopyAsync(Stream content, MemoryStream copy, CancellationToken cancel)
    {
        var buffer = new byte[64 * 1024];
        int read;
        while (copy.Length <= EnterpriseListFile.MostBytes && (read = await content.ReadAsync(buffer, cancel)) > 0) copy.Write(buffer, 0, read);
        return copy.Length <= EnterpriseListFile.MostBytes;
    }

    private enum ListState
    {
        Begun,
        Applied,
        SetAside,
    }

    private sealed record ListRow(string Hash, ListState State, DateOnly On, int Rows, int Added, int Changed)
    {
        public int Faults { get; init; }

        public string? Report { get; init; }
    }
}

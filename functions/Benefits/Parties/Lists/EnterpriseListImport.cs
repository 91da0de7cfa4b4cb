using System.Globalization;
using Benefits.Ledger;
using Benefits.Policy;
using Benefits.Storage;

namespace Benefits.Parties.Lists;

/// <summary>Brings enterprise lists (专精特新企业名单) into the book: first a preview, then all of it or nothing.</summary>
/// <remarks>
/// A list without faults is stored under its hash and noted as begun before its first line is applied; every line is repeatable.
/// So what a crash leaves half done is finished by the next <see cref="FinishAsync"/>, or by the same file again.
/// </remarks>
public sealed class EnterpriseListImport(ITable table, IFiles files, EnterpriseBook book, Journal journal, TimeProvider clock, PolicyLibrary library)
{
    internal const string ImportsPartition = "imports";
    internal static readonly TableKey CoverageKey = new(ImportsPartition, "coverage-enterprise-list");

    private readonly EnterpriseListFile _file = new(library);

    private const string StagedFolder = "enterprise-lists-applied";
    private const string RowPrefix = "enterprise-list-";
    private const int SideBySide = 32;

    /// <summary>Reads the list and says what it would change. Writes nothing.</summary>
    public async Task<EnterpriseListReport> PreviewAsync(Stream content, CancellationToken cancel) =>
        await ReportAsync(await _file.ReadAsync(content, clock.BusinessDate, cancel), cancel);

    /// <summary>Applies a list that has no faults. The same file again changes nothing, also after a later list has changed what it said.</summary>
    public async Task<ListImport> ApplyAsync(Stream content, CancellationToken cancel)
    {
        using MemoryStream copy = new();
        if (!await CopyAsync(content, copy, cancel))
        {
            copy.Position = 0;
            return new ListImport.Refused(await PreviewAsync(copy, cancel));
        }
        copy.Position = 0;
        var list = await _file.ReadAsync(copy, clock.BusinessDate, cancel);
        var report = await ReportAsync(list, cancel);
        if (report.Faults.Count > 0) return new ListImport.Refused(report);
        if (await FindAsync(list.Hash, cancel) is { State: ListState.Applied } before) return new ListImport.AppliedBefore(list.Hash, before.On);

        copy.Position = 0;
        await files.PutAsync(StagedFolder, copy, cancel);
        var begun = new TableBatch(ImportsPartition).Insert(RowOf(list.Hash), new ListRow(list.Hash, ListState.Begun, clock.BusinessDate, list.Rows.Count, report.Added, report.Changed));
        await journal.CommitAsync(begun, [new BusinessFact("enterprise-list-begun", list.Hash, $"{list.Rows.Count}行")], cancel);
        await FinishAsync(list.Hash, cancel);
        return new ListImport.Applied(report);
    }

    /// <summary>Finishes every list that was begun, as after a crash.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> FinishAsync(CancellationToken cancel)
    {
        List<string> begun = [];
        await foreach (var row in table.ReadAsync(ImportsPartition, RowPrefix, cancel))
        {
            var list = row.Read<ListRow>();
            if (list.State == ListState.Begun) begun.Add(list.Hash);
        }
        foreach (var hash in begun) await FinishAsync(hash, cancel);
        return begun.Count;
    }

    /// <summary>The day that the newest list spoke for; null before the first.</summary>
    public async Task<DateOnly?> AsOfAsync(CancellationToken cancel) => (await table.FindAsync(CoverageKey, cancel))?.Read<ListCoverage>().AsOf;

    /// <summary>True where this very file was applied or set aside before.</summary>
    public async Task<bool> IsKnownAsync(string hash, CancellationToken cancel) => await FindAsync(hash, cancel) is { State: not ListState.Begun };

    /// <summary>Notes that a list has faults and was set aside, with the name of the report on it.</summary>
    public async Task SetAsideAsync(string hash, int faults, string report, CancellationToken cancel)
    {
        var batch = new TableBatch(ImportsPartition).Insert(RowOf(hash), new ListRow(hash, ListState.SetAside, clock.BusinessDate, 0, 0, 0) { Faults = faults, Report = report });
        await journal.CommitAsync(batch, [new BusinessFact("enterprise-list-set-aside", hash, $"{faults}处错误，报告{report}")], cancel);
    }

    private async Task FinishAsync(string hash, CancellationToken cancel)
    {
        var at = new TableKey(ImportsPartition, RowOf(hash));
        var row = await table.FindAsync(at, cancel) ?? throw new InvalidOperationException($"There is no row {at}.");
        var begun = row.Read<ListRow>();
        if (begun.State != ListState.Begun) return;
        await using var content = await files.OpenAsync(StagedFolder, hash, cancel) ?? throw new InvalidOperationException($"The list {hash} was begun, and its file is gone.");
        // Read as of the day it was begun, so that a repeat after midnight writes the same titles.
        var list = await _file.ReadAsync(content, begun.On, cancel);
        await Parallel.ForEachAsync(list.Rows.GroupBy(line => line.Code), new ParallelOptions { MaxDegreeOfParallelism = SideBySide, CancellationToken = cancel }, async (firm, stop) =>
            await book.ChangeAsync(firm.Key, before => Change(before, [.. firm], hash), stop));
        await CoverAsync(list, begun.On, cancel);
        var done = new TableBatch(ImportsPartition).Replace(at.Row, begun with { State = ListState.Applied }, row.ETag);
        await journal.CommitAsync(done, [new BusinessFact("enterprise-list-applied", hash, $"新增{begun.Added}，变更{begun.Changed}，共{begun.Rows}行")], cancel);
    }

    private async Task CoverAsync(EnterpriseListContent list, DateOnly on, CancellationToken cancel)
    {
        if (list.Rows.Count == 0) return;
        var from = list.Rows.Min(line => line.Title.From);
        while (true)
        {
            var row = await table.FindAsync(CoverageKey, cancel);
            var before = row?.Read<ListCoverage>() ?? new ListCoverage(from, on);
            ListCoverage after = new(from < before.From ? from : before.From, on > before.AsOf ? on : before.AsOf);
            TableBatch batch = new(ImportsPartition);
            batch = row is null ? batch.Insert(CoverageKey.Row, after) : batch.Replace(CoverageKey.Row, after, row.ETag);
            if (await table.CommitAsync(batch, cancel) is Commit.Done) return;
        }
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
        else if (Merged(had, row.Title) != had) what.Add($"{row.Title.Tier.Label}改为{Span(row.Title)}（{StateLabel(row.Title.State)}）");
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
        return new EnterpriseChange(after, [new BusinessFact(firm is null ? "enterprise-added" : "enterprise-changed", $"ent-{after.Code}", $"名单{hash[..12]}：{string.Join("；", what)}")]);
    }

    /// <summary>A title is known by its tier and its first day; an extension moves its end.</summary>
    private static bool IsSame(Title one, Title other) => one.Tier == other.Tier && one.From == other.From;

    /// <summary>What the list says of a title that the book has. A list that repeats it, or that still calls valid what time has ended, changes nothing.</summary>
    private static Title Merged(Title had, Title listed)
    {
        if (had.To == listed.To && (had.State == listed.State || (listed.State == TitleState.Valid && had.State is TitleState.ExpiredReviewPending or TitleState.Expired))) return had;
        return listed with { WithdrawnOn = listed.State == TitleState.Withdrawn ? had.WithdrawnOn ?? listed.WithdrawnOn : null };
    }

    private static string Span(Title title) => string.Create(CultureInfo.InvariantCulture, $"{title.From:yyyy-MM-dd}至{title.To:yyyy-MM-dd}");

    private static string StateLabel(TitleState state) => state switch
    {
        TitleState.Valid => "有效",
        TitleState.ExpiredReviewPending => "到期待复核",
        TitleState.Expired => "已到期",
        TitleState.Withdrawn => "已撤销",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "No such state."),
    };

    private async Task<ListRow?> FindAsync(string hash, CancellationToken cancel) =>
        (await table.FindAsync(new TableKey(ImportsPartition, RowOf(hash)), cancel))?.Read<ListRow>();

    private static string RowOf(string hash) => RowPrefix + hash;

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

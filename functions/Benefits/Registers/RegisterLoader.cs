using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Benefits.Audit;
using Benefits.Enterprises;
using Benefits.Enterprises.Lists;
using Benefits.Jobs;
using Benefits.Policy;
using Benefits.Reference;
using Benefits.Sheets;
using Benefits.Storage;
using Benefits.Timers;
using Benefits.Vault;

namespace Benefits.Registers;

/// <summary>Loads extracts of registers (登记数据导入) from CSV: read whole, then stored whole, or not at all.</summary>
/// <remarks>
/// Resident ids become keys as each line is read; what is staged between the two passes holds keys and sealed birth dates only.
/// Both passes stream: all that grows with the extract in memory is a fingerprint a line, by which repeats are told, and where in the first pass's file the line lies. The staged parts hold the lines
/// sorted by where they will lie, so that people who share a shard are written together. They, and the row that names them, are there before the first person is touched.
/// From there on the load is a job: its pieces are the parts of the staged file, every write is repeatable, and what a crash cut off is taken up.
/// </remarks>
public sealed class RegisterLoader(ITable table, IFiles files, PersonVault vault, Journal journal, JobStore jobs, TimeProvider clock, PolicyLibrary library)
{
    public static readonly JobKind Kind = JobKind.Of<RegisterLoader>("register-load", "载入登记数据", (loader, row, cancel) => loader.PlanAsync(row, cancel), (loader, row, piece, cancel) => loader.RunAsync(row, piece, cancel));

    private const string StagedFolder = "register-loads";
    private const long MostBytes = 1024L * 1024 * 1024;
    private const int SideBySide = 32;

    /// <summary>A part of the staged file takes seconds to store, even where each subject is a read and a commit.</summary>
    private const int SubjectsAPart = 1_000;
    private const int LinesAPart = 20_000;

    /// <summary>A very large extract has larger parts instead of more of them.</summary>
    private const int MostParts = 400;
    private const string LastPiece = "end";

    private readonly Dictionary<string, Register> _registers = library.Registers.ToDictionary(register => register.Name, register => new Register(register));

    internal static TableKey CoverageKey(string register) => new(Partitions.Imports, Rows.Coverage(register));

    /// <summary>Reads the extract and says what is wrong with it. Stores nothing.</summary>
    public async Task<RegisterReport> CheckAsync(RegisterLoad load, Stream content, CancellationToken cancel)
    {
        using var staged = await StageAsync(load, content, cancel);
        return staged.Report(load, 0, await FindAsync(RowOf(load, staged.Hash), cancel) is { Done: true });
    }

    /// <summary>Loads an extract that has no faults, to its end. The same file with the same date again changes nothing.</summary>
    public async Task<RegisterReport> LoadAsync(RegisterLoad load, Stream content, CancellationToken cancel)
    {
        var (report, job) = await BeginAsync(load, content, cancel);
        if (job is null) return report;
        var ended = await jobs.RunAsync(job.Number, cancel);
        return report with { RowsWritten = (int)ended.Count, Job = ended.State == JobState.Done ? null : ended.Number };
    }

    /// <summary>Loads a small extract at once, and leaves a larger one to its job, which the report names.</summary>
    /// <returns>The report, and the job that is to be handed to a workflow.</returns>
    public async Task<(RegisterReport Report, Job? Job)> SubmitAsync(RegisterLoad load, Stream content, CancellationToken cancel)
    {
        var (report, job) = await BeginAsync(load, content, cancel);
        if (job is null) return (report, null);
        if (report.Parts > 1) return (report with { Job = job.Number }, job);
        var ended = await jobs.RunAsync(job.Number, cancel);
        return ended.State == JobState.Done ? (report with { RowsWritten = (int)ended.Count }, null) : (report with { Job = ended.Number }, ended);
    }

    /// <summary>Stages the extract and notes the load as begun; the caller sees to its pieces.</summary>
    /// <returns>The load's row; null where there are faults, or the very file was loaded before.</returns>
    public async Task<(RegisterReport Report, string? Row)> StoreAsync(RegisterLoad load, Stream content, CancellationToken cancel)
    {
        using var staged = await StageAsync(load, content, cancel);
        if (staged.Faults.Count > 0) return (staged.Report(load, 0, false), null);
        var row = RowOf(load, staged.Hash);
        LoadRow? begun = null;
        return await journal.ChangeAsync<(RegisterReport, string?)>(async () =>
        {
            if (await OpenImport.OtherAsync(table, load.Register, row, cancel) is { } open) return (staged.Report(load, 0, false) with { Busy = open }, null);
            switch (await FindAsync(row, cancel))
            {
                case { Done: true }:
                    return (staged.Report(load, 0, true), null);
                case { } there:
                    return (staged.Report(load, there.Files.Count, false), row);
                default:
                    begun ??= new LoadRow(load.Register, SourceOf(load), load.AsOf, load.Complete, await PutAsync(staged, cancel), staged.Lines, false);
                    var batch = new TableBatch(Partitions.Imports).Insert(row, begun).Insert(OpenImport.KeyOf(load.Register).Row, new OpenImport(row, clock.GetUtcNow()));
                    // Someone who was quicker is looked at again.
                    return await journal.CommitAsync(batch, [new BusinessFact(RegisterFactKinds.LoadBegun, row, $"{staged.Lines}")], cancel) is Commit.Done ? (staged.Report(load, begun.Files.Count, false), row) : Attempt.Again;
            }
        }, cancel);
    }

    /// <summary>The load's pieces: the parts of its staged file, and the end that says since when the register speaks.</summary>
    public async Task<IReadOnlyList<JobPiece>> PlanAsync(string row, CancellationToken cancel)
    {
        var load = await FindAsync(row, cancel) ?? throw new InvalidOperationException($"There is no load {row}.");
        var label = Named(load.Register).Terms.Title;
        return [.. load.Files.Select((_, part) => new JobPiece((part + 1).ToString(CultureInfo.InvariantCulture), $"{label}（{part + 1}/{load.Files.Count}）")), new JobPiece(LastPiece, $"{label}（生效）")];
    }

    /// <summary>One piece. Repeatable, also beside a run of the same piece.</summary>
    public async Task<PieceResult> RunAsync(string row, JobPiece piece, CancellationToken cancel)
    {
        var load = await FindAsync(row, cancel) ?? throw new InvalidOperationException($"There is no load {row}.");
        if (load.Done) return new PieceResult();
        if (piece.Key == LastPiece)
        {
            await EndAsync(row, load, cancel);
            return new PieceResult();
        }
        var register = Named(load.Register);
        var file = load.Files[int.Parse(piece.Key, CultureInfo.InvariantCulture) - 1];
        await using var content = await files.OpenAsync(StagedFolder, file, cancel) ?? throw new InvalidOperationException($"The load {row} was begun, and its staged file is gone.");
        using StreamReader reader = new(content, Encoding.UTF8, false, 64 * 1024);
        var written = 0;
        await Parallel.ForEachAsync(StagedGroup.ReadAsync(reader, cancel), new ParallelOptions { MaxDegreeOfParallelism = SideBySide, CancellationToken = cancel }, async (group, stop) =>
            Interlocked.Add(ref written, await StoreAsync(register, load, group, stop)));
        return new PieceResult(written);
    }

    private async Task<(RegisterReport Report, Job? Job)> BeginAsync(RegisterLoad load, Stream content, CancellationToken cancel)
    {
        var (report, row) = await StoreAsync(load, content, cancel);
        return (report, row is null ? null : await jobs.OpenAsync(Kind, row, cancel));
    }

    /// <summary>Puts the staged lines away in parts, in the order in which they are stored.</summary>
    private async Task<IReadOnlyList<string>> PutAsync(Staged staged, CancellationToken cancel)
    {
        var all = staged.Content.Sort();
        var most = Math.Max(SubjectsAPart, all / MostParts + 1);
        var mostLines = Math.Max(LinesAPart, staged.Lines / MostParts + 1);
        List<string> parts = [];
        using MemoryStream part = new();
        UInt128? before = null;
        var (subjects, lines) = (0, 0);
        foreach (var (subject, line) in staged.Content.InOrder())
        {
            if (subject != before) subjects++;
            before = subject;
            if (subjects > most || lines == mostLines)
            {
                await PutPartAsync();
                (subjects, lines) = (1, 0);
            }
            part.Write(line.Span);
            lines++;
        }
        if (lines > 0) await PutPartAsync();
        return parts;

        async Task PutPartAsync()
        {
            part.Position = 0;
            parts.Add((await files.PutAsync(StagedFolder, part, cancel)).Name);
            part.SetLength(0);
        }
    }

    private async Task<Staged> StageAsync(RegisterLoad load, Stream content, CancellationToken cancel)
    {
        var register = Named(load.Register);
        var today = clock.BusinessDate;
        ImportFaults faults = new();
        if (load.AsOf > today) faults.Add(0, null, "数据截止日期晚于今天");
        CsvSheet sheet = new(content, register.Columns, MostBytes, faults);
        StagedExtract staged = new();
        Dictionary<UInt128, (int Line, UInt128 Body)> seen = [];
        PersonTaken person = default;
        var lines = 0;
        await foreach (var line in sheet.ReadAsync(cancel))
        {
            var fresh = register.HasPerson && Take(line, today, ref person);
            CreditCode? firm = register.FirmColumn is { } column ? line.Code(column) : null;
            DistrictCode? district = register.DistrictColumn is { } division ? line.District(division) : null;
            var entry = register.Take(line, firm, vault);
            if (!line.IsGood) continue;
            var place = register.HasPerson ? person.Place : firm is { } code ? RegisterPlace.Of(code) : RegisterPlace.Of(district!.Value);
            StagedLine taken = new(place, entry.Name, fresh ? person.SealedBornOn : "", entry.Body);
            var key = Fingerprint($"{place.Partition}/{taken.Row}/{entry.Key}");
            var body = Fingerprint(entry.Body);
            if (!seen.TryAdd(key, (line.Number, body)))
            {
                if (seen[key] is var first && first.Body != body) line.Fault(null, $"与第{first.Line}行是同一条记录，内容不一致");
                continue;
            }
            lines++;
            // Once anything is wrong nothing will be stored, so nothing more is staged.
            if (faults.Count == 0) staged.Add(taken);
        }
        return new Staged(staged, sheet.Sha256, lines, sheet.Ignored, faults.InOrder());
    }

    /// <summary>Takes the line's person. True where it is another one than the line before had.</summary>
    private bool Take(CsvLine line, DateOnly today, ref PersonTaken person)
    {
        var id = line.Person(0, today);
        if (!line.IsGood || id == person.Id) return false;
        var place = RegisterPlace.Of(vault.KeyOf(id));
        person = new PersonTaken(id, place, vault.Seal(StoredJson.Write(id.BornOn), place.BirthContext));
        return true;
    }

    private async Task EndAsync(string row, LoadRow load, CancellationToken cancel)
    {
        await CoverAsync(load, cancel);
        TableKey at = new(Partitions.Imports, row);
        var stored = await table.FindAsync(at, cancel) ?? throw new InvalidOperationException($"There is no row {at}.");
        if (stored.Read<LoadRow>().Done) return;
        var done = new TableBatch(at.Partition).Replace(row, load with { Done = true }, stored.ETag);
        await OpenImport.CloseAsync(table, done, load.Register, row, cancel);
        await journal.CommitAsync(done, [new BusinessFact(RegisterFactKinds.Loaded, row, string.Create(CultureInfo.InvariantCulture, $"{load.AsOf:yyyy-MM-dd} {load.Lines}"))], cancel);
    }

    /// <returns>How many rows were written.</returns>
    private async Task<int> StoreAsync(Register register, LoadRow load, StagedGroup group, CancellationToken cancel)
    {
        var written = 0;
        return await journal.ChangeAsync<int>(async () =>
        {
            var isWhole = true;
            var there = await group.FindAsync(table, cancel);
            foreach (var batch in TableBatch.Pack(group.Partition, group.Subjects.SelectMany(subject => WritesOf(register, load, subject, there))))
            {
                if (await table.CommitAsync(batch, cancel) is Commit.Done) written += batch.Writes.Count;
                else isWhole = false;
            }
            return isWhole ? written : Attempt.Again;
        }, cancel);
    }

    /// <summary>What the load changes of a subject's rows.</summary>
    private static IEnumerable<TableWrite> WritesOf(Register register, LoadRow load, StagedSubject subject, IReadOnlyDictionary<string, TableRow> there)
    {
        var place = subject.Place;
        if (subject.SealedBornOn.Length > 0 && !there.ContainsKey(place.IdentityRow)) yield return new TableWrite.Insert(new TableKey(place.Partition, place.IdentityRow), StoredJson.Write(new IdentityRow(subject.SealedBornOn)));
        foreach (var (row, bodies) in subject.Entries)
        {
            var stored = there.GetValueOrDefault(row);
            if (register.Merge(stored, bodies, load.Source, load.AsOf) is not { } merged) continue;
            TableKey key = new(place.Partition, row);
            yield return stored is null ? new TableWrite.Insert(key, StoredJson.Write(merged)) : new TableWrite.Replace(key, StoredJson.Write(merged), stored.ETag);
        }
    }

    private async Task CoverAsync(LoadRow load, CancellationToken cancel)
    {
        var at = CoverageKey(load.Register);
        await journal.ChangeAsync(async () =>
        {
            var row = await table.FindAsync(at, cancel);
            // What an extract of everyone said stands until the next one of everyone: a part of them takes nothing away from it.
            if (row?.Read<RegisterCoverage>() is { } had && (had.Complete ? !load.Complete || had.AsOf > load.AsOf : !load.Complete && had.AsOf > load.AsOf)) return null;
            RegisterCoverage after = new(load.Source, load.AsOf, load.Complete);
            TableBatch batch = new(at.Partition);
            batch = row is null ? batch.Insert(at.Row, after) : batch.Replace(at.Row, after, row.ETag);
            return await journal.CommitAsync(batch, [new BusinessFact(RegisterFactKinds.Covered, load.Register, $"{load.AsOf:O} {(load.Complete ? "complete" : "partial")}")], cancel);
        }, cancel);
    }

    /// <summary>Names from our own lists only (来源名称).</summary>
    private string SourceOf(RegisterLoad load) => $"{(load.Place is { } place ? Districts.FullName(place) : "")}{Named(load.Register).Terms.Title}";

    private Register Named(string name) => _registers.GetValueOrDefault(name) ?? throw new ArgumentException($"There is no register '{name}'.", nameof(name));

    private static string RowOf(RegisterLoad load, string hash) => Rows.RegisterLoad(load.Register, load.AsOf, hash);

    private async Task<LoadRow?> FindAsync(string row, CancellationToken cancel) =>
        (await table.FindAsync(new TableKey(Partitions.Imports, row), cancel))?.Read<LoadRow>();

    /// <summary>The staged files that a load's row names, and whether the load is done; null for another row.</summary>
    internal static (IReadOnlyList<string> Files, bool Done)? StagedBy(TableRow row) =>
        row.Key.Row.StartsWith(Rows.RegisterLoadPrefix, StringComparison.Ordinal) && row.Read<LoadRow>() is var load ? (load.Files, load.Done) : null;

    internal static Task<Stream?> OpenStagedAsync(IFiles files, string name, CancellationToken cancel) => files.OpenAsync(StagedFolder, name, cancel);

    internal static UInt128 Fingerprint(string text)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(text.AsSpan()), hash);
        return BitConverter.ToUInt128(hash);
    }

    private readonly record struct PersonTaken(ResidentId Id, RegisterPlace Place, string SealedBornOn);

    /// <param name="Files">The parts of the staged file, in the order of its lines.</param>
    private sealed record LoadRow(string Register, string Source, DateOnly AsOf, bool Complete, IReadOnlyList<string> Files, int Lines, bool Done);

    /// <summary>What the first pass made.</summary>
    private sealed record Staged(StagedExtract Content, string Hash, int Lines, IReadOnlyList<string> Ignored, IReadOnlyList<ImportFault> Faults) : IDisposable
    {
        public void Dispose() => Content.Dispose();

        public RegisterReport Report(RegisterLoad load, int parts, bool before) =>
            new() { Register = load.Register, Hash = Hash, Lines = Lines, RowsWritten = 0, LoadedBefore = before, IgnoredColumns = Ignored, Faults = Faults, Parts = parts };
    }
}

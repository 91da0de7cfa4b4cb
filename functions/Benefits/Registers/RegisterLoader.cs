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
/// Both passes stream: all that grows with the extract in memory is a fingerprint a line, by which repeats are told. The staged parts and the row that names them are there
/// before the first person is touched. From there on the load is a job: its pieces are the parts of the staged file, every write is repeatable, and what a crash cut off is taken up.
/// </remarks>
public sealed class RegisterLoader(ITable table, IFiles files, PersonVault vault, Journal journal, JobStore jobs, TimeProvider clock, PolicyLibrary library)
{
    public static readonly JobKind Kind = JobKind.Of<RegisterLoader>("register-load", "载入登记数据", (loader, row, cancel) => loader.PlanAsync(row, cancel), (loader, row, piece, cancel) => loader.RunAsync(row, piece, cancel));

    private const string StagedFolder = "register-loads";
    private const string RowPrefix = "register-";
    internal const string IdentityRowKey = "reg-identity";
    private const long MostBytes = 1024L * 1024 * 1024;
    private const int SideBySide = 64;

    /// <summary>A part of the staged file takes seconds to store: each subject is a read and a commit.</summary>
    private const int SubjectsAPart = 1_000;
    private const int LinesAPart = 20_000;

    /// <summary>A very large extract has larger parts instead of more of them.</summary>
    private const int MostParts = 400;
    private const string LastPiece = "end";

    private readonly Dictionary<string, Register> _registers = library.Registers.ToDictionary(register => register.Name, register => new Register(register));

    /// <summary>The partition of all that belongs to a person.</summary>
    public static string PartitionOf(PersonKey person) => $"per-{person}";

    /// <summary>The partition of what registers say of a district.</summary>
    internal static string PartitionOf(DistrictCode district) => $"dis-{district}";

    internal static TableKey CoverageKey(string register) => new(EnterpriseListImport.ImportsPartition, $"coverage-{register}");

    /// <summary>What a person's birth date is sealed for.</summary>
    internal static string BirthContext(string partition) => $"{partition}/born";

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
        while (true)
        {
            if (await OpenImport.OtherAsync(table, load.Register, row, cancel) is { } open) return (staged.Report(load, 0, false) with { Busy = open }, null);
            switch (await FindAsync(row, cancel))
            {
                case { Done: true }:
                    return (staged.Report(load, 0, true), null);
                case { } there:
                    return (staged.Report(load, there.Files.Count, false), row);
                default:
                    begun ??= new LoadRow(load.Register, SourceOf(load), load.AsOf, load.Complete, await PutAsync(staged, cancel), staged.Lines, await table.FindAsync(CoverageKey(load.Register), cancel) is null, false);
                    var batch = new TableBatch(EnterpriseListImport.ImportsPartition).Insert(row, begun).Insert(OpenImport.KeyOf(load.Register).Row, new OpenImport(row, clock.GetUtcNow()));
                    // Begun, or someone was quicker: either way it is looked at again.
                    await journal.CommitAsync(batch, [new BusinessFact(RegisterFactKinds.LoadBegun, row, $"{staged.Lines}")], cancel);
                    break;
            }
        }
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
        var subjects = await ReadAsync(reader, cancel);
        var written = 0;
        await Parallel.ForEachAsync(subjects, new ParallelOptions { MaxDegreeOfParallelism = SideBySide, CancellationToken = cancel }, async (subject, stop) =>
            Interlocked.Add(ref written, await StoreAsync(register, load, subject.Key, subject.Value, stop)));
        return new PieceResult(written);
    }

    private async Task<(RegisterReport Report, Job? Job)> BeginAsync(RegisterLoad load, Stream content, CancellationToken cancel)
    {
        var (report, row) = await StoreAsync(load, content, cancel);
        return (report, row is null ? null : await jobs.OpenAsync(Kind, row, cancel));
    }

    /// <summary>Puts the staged lines away in parts.</summary>
    private async Task<IReadOnlyList<string>> PutAsync(Staged staged, CancellationToken cancel)
    {
        staged.Content.Position = 0;
        using StreamReader reader = new(staged.Content, Encoding.UTF8, false, 64 * 1024, leaveOpen: true);
        var most = Math.Max(SubjectsAPart, staged.Subjects / MostParts + 1);
        var mostLines = Math.Max(LinesAPart, staged.Lines / MostParts + 1);
        List<string> parts = [];
        using MemoryStream part = new();
        string? before = null;
        var (subjects, lines) = (0, 0);
        while (await reader.ReadLineAsync(cancel) is { } line)
        {
            var subject = line[..line.IndexOf('\t', StringComparison.Ordinal)];
            if (subject != before) subjects++;
            before = subject;
            if (subjects > most || lines == mostLines)
            {
                await PutPartAsync();
                (subjects, lines) = (1, 0);
            }
            part.Write(Encoding.UTF8.GetBytes(line));
            part.WriteByte((byte)'\n');
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
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        FileStream stage = new(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 64 * 1024, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        Dictionary<UInt128, (int Line, UInt128 Body)> seen = [];
        PersonTaken person = default;
        string? before = null;
        var (lines, subjects) = (0, 0);
        await using (StreamWriter writer = new(stage, new UTF8Encoding(false), 64 * 1024, leaveOpen: true))
        {
            await foreach (var line in sheet.ReadAsync(cancel))
            {
                var fresh = register.HasPerson && Take(line, today, ref person);
                CreditCode? firm = register.FirmColumn is { } column ? line.Code(column) : null;
                DistrictCode? district = register.DistrictColumn is { } division ? line.District(division) : null;
                var entry = register.Take(line, firm, vault);
                if (!line.IsGood) continue;
                var partition = register.HasPerson ? person.Partition! : firm is { } code ? EnterpriseStore.PartitionOf(code) : PartitionOf(district!.Value);
                var body = Fingerprint(entry.Body);
                if (!seen.TryAdd(Fingerprint($"{partition}/{entry.Row}/{entry.Key}"), (line.Number, body)))
                {
                    var first = seen[Fingerprint($"{partition}/{entry.Row}/{entry.Key}")];
                    if (first.Body != body) line.Fault(null, $"与第{first.Line}行是同一条记录，内容不一致");
                    continue;
                }
                lines++;
                if (partition != before) subjects++;
                before = partition;
                // Once anything is wrong nothing will be stored, so nothing more is staged.
                if (faults.Count == 0) await writer.WriteAsync($"{partition}\t{entry.Row}\t{(fresh ? person.SealedBornOn : "")}\t{entry.Body}\n");
            }
        }
        return new Staged(stage, sheet.Sha256, lines, subjects, sheet.Ignored, faults.InOrder());
    }

    /// <summary>Takes the line's person. True where it is another one than the line before had.</summary>
    private bool Take(CsvLine line, DateOnly today, ref PersonTaken person)
    {
        var id = line.Person(0, today);
        if (!line.IsGood || id == person.Id) return false;
        var partition = PartitionOf(vault.KeyOf(id));
        person = new PersonTaken(id, partition, vault.Seal(StoredJson.Write(id.BornOn), BirthContext(partition)));
        return true;
    }

    private async Task EndAsync(string row, LoadRow load, CancellationToken cancel)
    {
        await CoverAsync(load, cancel);
        TableKey at = new(EnterpriseListImport.ImportsPartition, row);
        var stored = await table.FindAsync(at, cancel) ?? throw new InvalidOperationException($"There is no row {at}.");
        if (stored.Read<LoadRow>().Done) return;
        var done = new TableBatch(at.Partition).Replace(row, load with { Done = true }, stored.ETag);
        await OpenImport.CloseAsync(table, done, load.Register, row, cancel);
        await journal.CommitAsync(done, [new BusinessFact(RegisterFactKinds.Loaded, row, string.Create(CultureInfo.InvariantCulture, $"{load.AsOf:yyyy-MM-dd} {load.Lines}"))], cancel);
    }

    private static async Task<Dictionary<string, List<StagedEntry>>> ReadAsync(StreamReader reader, CancellationToken cancel)
    {
        Dictionary<string, List<StagedEntry>> subjects = [];
        while (await reader.ReadLineAsync(cancel) is { } line)
        {
            var parts = line.Split('\t', 4);
            if (!subjects.TryGetValue(parts[0], out var entries)) subjects[parts[0]] = entries = [];
            entries.Add(new StagedEntry(parts[1], parts[2], parts[3]));
        }
        return subjects;
    }

    /// <summary>The first extract of a register mostly meets nothing: written without a look, half the requests are saved.</summary>
    /// <returns>How many rows were written; null where something is there already.</returns>
    private async Task<int?> StoreNewAsync(Register register, LoadRow load, string partition, List<StagedEntry> entries, CancellationToken cancel)
    {
        TableBatch batch = new(partition);
        // The same date sealed anew says the same.
        if (entries.Select(entry => entry.SealedBornOn).FirstOrDefault(born => born.Length > 0) is { } sealedBornOn) batch.Upsert(IdentityRowKey, new IdentityRow(sealedBornOn));
        foreach (var group in entries.GroupBy(entry => entry.Row))
        {
            if (batch.Room == 0) return null;
            batch.Insert(group.Key, register.Merge(null, group.Select(entry => entry.Body), load.Source, load.AsOf)!);
        }
        return await table.CommitAsync(batch, cancel) is Commit.Done ? batch.Writes.Count : null;
    }

    private async Task<int> StoreAsync(Register register, LoadRow load, string partition, List<StagedEntry> entries, CancellationToken cancel)
    {
        if (load.IsFirst && await StoreNewAsync(register, load, partition, entries, cancel) is { } written) return written;
        while (true)
        {
            Dictionary<string, TableRow> rows = [];
            await foreach (var row in table.ReadAsync(partition, "reg-", cancel)) rows.Add(row.Key.Row, row);
            // One subject's rows are few, but 20,000 lines of one subject could be more than one batch holds: the rest goes with the next turn.
            TableBatch batch = new(partition);
            if (!rows.ContainsKey(IdentityRowKey) && entries.Select(entry => entry.SealedBornOn).FirstOrDefault(born => born.Length > 0) is { } sealedBornOn) batch.Insert(IdentityRowKey, new IdentityRow(sealedBornOn));
            var isWhole = true;
            foreach (var group in entries.GroupBy(entry => entry.Row))
            {
                var row = rows.GetValueOrDefault(group.Key);
                if (register.Merge(row, group.Select(entry => entry.Body), load.Source, load.AsOf) is not { } merged) continue;
                isWhole = batch.Room > 0;
                if (!isWhole) break;
                batch = row is null ? batch.Insert(group.Key, merged) : batch.Replace(group.Key, merged, row.ETag);
            }
            if (batch.Writes.Count == 0) return 0;
            if (await table.CommitAsync(batch, cancel) is Commit.Done && isWhole) return batch.Writes.Count;
        }
    }

    private async Task CoverAsync(LoadRow load, CancellationToken cancel)
    {
        var at = CoverageKey(load.Register);
        while (true)
        {
            var row = await table.FindAsync(at, cancel);
            // What an extract of everyone said stands until the next one of everyone: a part of them takes nothing away from it.
            if (row?.Read<RegisterCoverage>() is { } had && (had.Complete ? !load.Complete || had.AsOf > load.AsOf : !load.Complete && had.AsOf > load.AsOf)) return;
            RegisterCoverage after = new(load.Source, load.AsOf, load.Complete);
            TableBatch batch = new(at.Partition);
            batch = row is null ? batch.Insert(at.Row, after) : batch.Replace(at.Row, after, row.ETag);
            if (await journal.CommitAsync(batch, [new BusinessFact(RegisterFactKinds.Covered, load.Register, $"{load.AsOf:O} {(load.Complete ? "complete" : "partial")}")], cancel) is Commit.Done) return;
        }
    }

    /// <summary>Names from our own lists only (来源名称).</summary>
    private string SourceOf(RegisterLoad load) => $"{(load.Place is { } place ? Districts.FullName(place) : "")}{Named(load.Register).Terms.Title}";

    private Register Named(string name) => _registers.GetValueOrDefault(name) ?? throw new ArgumentException($"There is no register '{name}'.", nameof(name));

    private static string RowOf(RegisterLoad load, string hash) => $"{RowPrefix}{load.Register}-{load.AsOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}-{hash}";

    private async Task<LoadRow?> FindAsync(string row, CancellationToken cancel) =>
        (await table.FindAsync(new TableKey(EnterpriseListImport.ImportsPartition, row), cancel))?.Read<LoadRow>();

    /// <summary>The staged files that a load's row names, and whether the load is done; null for another row.</summary>
    internal static (IReadOnlyList<string> Files, bool Done)? StagedBy(TableRow row) =>
        row.Key.Row.StartsWith(RowPrefix, StringComparison.Ordinal) && row.Read<LoadRow>() is var load ? (load.Files, load.Done) : null;

    internal static Task<Stream?> OpenStagedAsync(IFiles files, string name, CancellationToken cancel) => files.OpenAsync(StagedFolder, name, cancel);

    internal static UInt128 Fingerprint(string text)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(text.AsSpan()), hash);
        return BitConverter.ToUInt128(hash);
    }

    private readonly record struct PersonTaken(ResidentId Id, string Partition, string SealedBornOn);

    private readonly record struct StagedEntry(string Row, string SealedBornOn, string Body);

    /// <param name="Files">The parts of the staged file, in the order of its lines.</param>
    /// <param name="IsFirst">True where the register had not been loaded before.</param>
    private sealed record LoadRow(string Register, string Source, DateOnly AsOf, bool Complete, IReadOnlyList<string> Files, int Lines, bool IsFirst, bool Done);

    /// <summary>What the first pass made: a nameless file that goes when it is closed.</summary>
    private sealed record Staged(FileStream Content, string Hash, int Lines, int Subjects, IReadOnlyList<string> Ignored, IReadOnlyList<ImportFault> Faults) : IDisposable
    {
        public void Dispose() => Content.Dispose();

        public RegisterReport Report(RegisterLoad load, int parts, bool before) =>
            new() { Register = load.Register, Hash = Hash, Lines = Lines, RowsWritten = 0, LoadedBefore = before, IgnoredColumns = Ignored, Faults = Faults, Parts = parts };
    }
}

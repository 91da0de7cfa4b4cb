using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Benefits.Ledger;
using Benefits.Parties.Csv;
using Benefits.Parties.Lists;
using Benefits.Policy;
using Benefits.Storage;

namespace Benefits.Parties.Registers;

/// <summary>Loads extracts of registers (登记数据导入) from CSV: read whole, then stored whole, or not at all.</summary>
/// <remarks>
/// Resident ids become keys as each line is read; what is staged between the two passes holds keys and sealed birth dates only.
/// Both passes stream: all that grows with the extract in memory is a fingerprint a line, by which repeats are told. The staged file and the row that names it are there
/// before the first person is touched, and every write is repeatable: <see cref="FinishAsync"/> finishes what a crash cut off.
/// </remarks>
public sealed class RegisterLoader(ITable table, IFiles files, PersonVault vault, Journal journal, TimeProvider clock, PolicyLibrary library)
{
    private const string StagedFolder = "register-loads";
    private const string RowPrefix = "register-";
    private const string IdentityKey = "reg-identity";
    private const long MostBytes = 1024L * 1024 * 1024;
    private const int LinesAtOnce = 20_000;
    private const int SideBySide = 64;

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

    /// <summary>Loads an extract that has no faults. The same file with the same date again changes nothing.</summary>
    public async Task<RegisterReport> LoadAsync(RegisterLoad load, Stream content, CancellationToken cancel)
    {
        using var staged = await StageAsync(load, content, cancel);
        if (staged.Faults.Count > 0) return staged.Report(load, 0, false);
        var row = RowOf(load, staged.Hash);
        if (await FindAsync(row, cancel) is { Done: true }) return staged.Report(load, 0, true);

        staged.Content.Position = 0;
        var file = await files.PutAsync(StagedFolder, staged.Content, cancel);
        LoadRow begun = new(load.Register, load.Source ?? Named(load.Register).Terms.Title, load.AsOf, load.Complete, file.Name, staged.Lines, false);
        var batch = new TableBatch(EnterpriseListImport.ImportsPartition).Insert(row, begun);
        await journal.CommitAsync(batch, [new BusinessFact("register-load-begun", row, $"{staged.Lines}行")], cancel);
        return staged.Report(load, await FinishAsync(row, cancel), false);
    }

    /// <summary>Finishes every load that was begun, as after a crash.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> FinishAsync(CancellationToken cancel)
    {
        List<string> begun = [];
        await foreach (var row in table.ReadAsync(EnterpriseListImport.ImportsPartition, RowPrefix, cancel))
        {
            if (!row.Read<LoadRow>().Done) begun.Add(row.Key.Row);
        }
        foreach (var row in begun) await FinishAsync(row, cancel);
        return begun.Count;
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
        var lines = 0;
        await using (StreamWriter writer = new(stage, new UTF8Encoding(false), 64 * 1024, leaveOpen: true))
        {
            await foreach (var line in sheet.ReadAsync(cancel))
            {
                var fresh = register.HasPerson && Take(line, today, ref person);
                CreditCode? firm = register.FirmColumn is { } column ? line.Code(column) : null;
                DistrictCode? district = register.DistrictColumn is { } division ? line.District(division) : null;
                var entry = register.Take(line, firm);
                if (!line.IsGood) continue;
                var partition = register.HasPerson ? person.Partition! : firm is { } code ? EnterpriseBook.PartitionOf(code) : PartitionOf(district!.Value);
                var body = Fingerprint(entry.Body);
                if (!seen.TryAdd(Fingerprint($"{partition}/{entry.Row}/{entry.Key}"), (line.Number, body)))
                {
                    var first = seen[Fingerprint($"{partition}/{entry.Row}/{entry.Key}")];
                    if (first.Body != body) line.Fault(null, $"与第{first.Line}行是同一条记录，内容不一致");
                    continue;
                }
                lines++;
                // Once anything is wrong nothing will be stored, so nothing more is staged.
                if (faults.Count == 0) await writer.WriteAsync($"{partition}\t{entry.Row}\t{(fresh ? person.SealedBornOn : "")}\t{entry.Body}\n");
            }
        }
        return new Staged(stage, sheet.Sha256, lines, sheet.Ignored, faults.InOrder());
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

    private async Task<int> FinishAsync(string row, CancellationToken cancel)
    {
        var at = new TableKey(EnterpriseListImport.ImportsPartition, row);
        var stored = await table.FindAsync(at, cancel) ?? throw new InvalidOperationException($"There is no row {at}.");
        var load = stored.Read<LoadRow>();
        if (load.Done) return 0;
        var register = Named(load.Register);
        await using var content = await files.OpenAsync(StagedFolder, load.File, cancel) ?? throw new InvalidOperationException($"The load {row} was begun, and its staged file is gone.");
        using StreamReader reader = new(content, Encoding.UTF8, false, 64 * 1024);
        var written = 0;
        while (await TakeChunkAsync(reader, cancel) is { Count: > 0 } chunk)
        {
            await Parallel.ForEachAsync(chunk, new ParallelOptions { MaxDegreeOfParallelism = SideBySide, CancellationToken = cancel }, async (subject, stop) =>
            {
                var count = await StoreAsync(register, load, subject.Key, subject.Value, stop);
                Interlocked.Add(ref written, count);
            });
        }
        await CoverAsync(load, cancel);
        var done = new TableBatch(at.Partition).Replace(row, load with { Done = true }, stored.ETag);
        await journal.CommitAsync(done, [new BusinessFact("register-loaded", row, $"{load.Source}，截至{load.AsOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}，{load.Lines}行，写入{written}行")], cancel);
        return written;
    }

    private static async Task<Dictionary<string, List<StagedEntry>>> TakeChunkAsync(StreamReader reader, CancellationToken cancel)
    {
        Dictionary<string, List<StagedEntry>> chunk = [];
        for (var taken = 0; taken < LinesAtOnce && await reader.ReadLineAsync(cancel) is { } line; taken++)
        {
            var parts = line.Split('\t', 4);
            if (!chunk.TryGetValue(parts[0], out var entries)) chunk[parts[0]] = entries = [];
            entries.Add(new StagedEntry(parts[1], parts[2], parts[3]));
        }
        return chunk;
    }

    private async Task<int> StoreAsync(Register register, LoadRow load, string partition, List<StagedEntry> entries, CancellationToken cancel)
    {
        while (true)
        {
            Dictionary<string, TableRow> rows = [];
            await foreach (var row in table.ReadAsync(partition, "reg-", cancel)) rows.Add(row.Key.Row, row);
            // One subject's rows are few, but 20,000 lines of one subject could be more than one batch holds: the rest goes with the next turn.
            TableBatch batch = new(partition);
            if (!rows.ContainsKey(IdentityKey) && entries.Select(entry => entry.SealedBornOn).FirstOrDefault(born => born.Length > 0) is { } sealedBornOn) batch.Insert(IdentityKey, new IdentityRow(sealedBornOn));
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
            if (await table.CommitAsync(batch, cancel) is Commit.Done) return;
        }
    }

    private Register Named(string name) => _registers.GetValueOrDefault(name) ?? throw new ArgumentException($"There is no register '{name}'.", nameof(name));

    private static string RowOf(RegisterLoad load, string hash) => $"{RowPrefix}{load.Register}-{load.AsOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}-{hash}";

    private async Task<LoadRow?> FindAsync(string row, CancellationToken cancel) =>
        (await table.FindAsync(new TableKey(EnterpriseListImport.ImportsPartition, row), cancel))?.Read<LoadRow>();

    private static UInt128 Fingerprint(string text)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(text.AsSpan()), hash);
        return BitConverter.ToUInt128(hash);
    }

    private readonly record struct PersonTaken(ResidentId Id, string Partition, string SealedBornOn);

    private readonly record struct StagedEntry(string Row, string SealedBornOn, string Body);

    private sealed record LoadRow(string Register, string Source, DateOnly AsOf, bool Complete, string File, int Lines, bool Done);

    /// <summary>What the first pass made: a nameless file that goes when it is closed.</summary>
    private sealed record Staged(FileStream Content, string Hash, int Lines, IReadOnlyList<string> Ignored, IReadOnlyList<ImportFault> Faults) : IDisposable
    {
        public void Dispose() => Content.Dispose();

        public RegisterReport Report(RegisterLoad load, int written, bool before) =>
            new() { Register = load.Register, Hash = Hash, Lines = Lines, RowsWritten = written, LoadedBefore = before, IgnoredColumns = Ignored, Faults = Faults };
    }
}

using System.Globalization;
using Benefits.Audit;
using Benefits.Cases;
using Benefits.Local;
using Benefits.Local.Commands;
using Benefits.Local.Storage;
using Benefits.Storage;
using Benefits.Tests.Payouts;
using Benefits.Tests.Storage;
using Benefits.Vault;

namespace Benefits.Tests.Local;

/// <summary>The trial on a data folder: what can be done to its files, its history and its ends, and to the store as a whole, by someone who has no keys.</summary>
public sealed class StoreTamperingTests : IAsyncLifetime
{
    private static readonly Hire[] Hires = Hire.Graduates(2);

    private readonly TempFolder _temp = new();
    private int _copies;

    private string Whole => _temp.File("whole");

    private string Roots => _temp.File("roots");

    /// <summary>The folder one case earlier.</summary>
    private string Older => _temp.File("older");

    /// <summary>Copied while the store was open: the last commits are in the WAL alone.</summary>
    private string Stopped => _temp.File("stopped");

    public async ValueTask InitializeAsync()
    {
        await LiveAsync(Hires, "k-1");
        CopyTo(Older);
        using (var folder = DataFolder.Open(Whole, roots: Roots))
        {
            await LiveAsync(folder, [.. Hire.Graduates(2, firm: 2, first: 50)], "k-2");
            CopyTo(Stopped);
        }
    }

    public ValueTask DisposeAsync()
    {
        _temp.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Every_change_of_history_instances_heads_and_ends_is_found()
    {
        Assert.Equal((0, ""), await VerifyAsync(Copy()));
        List<string> missed = [];
        var tried = 0;
        foreach (var table in (string[])["history", "instances", "advances", "ends"])
        {
            foreach (var attack in Attacks(table))
            {
                tried++;
                var folder = Copy();
                Do(folder, attack);
                if ((await VerifyAsync(folder)).Code == 0) missed.Add(attack);
            }
        }
        Assert.True(missed.Count == 0, string.Join('\n', missed));
        Assert.InRange(tried, 35, 100);
    }

    [Fact]
    public async Task A_store_that_stopped_with_commits_in_its_log_holds_and_without_the_log_it_is_behind_its_witness()
    {
        Assert.Equal((0, ""), await VerifyAsync(Copy(Stopped)));
        var cut = Copy(Stopped);
        File.Delete(Path.Combine(cut, "store.db-wal"));

        await AssertFoundAsync(cut, "预写日志");
        Assert.Contains("见证", Assert.Throws<StoreRefusedException>(() => DataFolder.Open(cut, roots: Roots)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_in_the_place_of_which_an_older_copy_was_put_is_found_also_where_the_witness_is_gone()
    {
        var folder = Copy(Older);
        await AssertFoundAsync(folder, "旧本");

        var roots = _temp.File("roots-without-witness");
        CopyFolder(Roots, roots);
        foreach (var witness in Directory.GetFiles(roots, "*.witness", SearchOption.AllDirectories)) File.Delete(witness);
        Assert.Contains("店外存有这一天的根哈希", (await VerifyAsync(folder, roots)).Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Seals_that_were_deleted_with_their_files_are_found_outside()
    {
        var folder = Copy();
        Do(folder, "DELETE FROM rows WHERE partition = 'audit-roots'");
        Directory.Delete(Path.Combine(folder, "files", "audit-roots"), recursive: true);
        await AssertFoundAsync(folder, "店外存有这一天的根哈希");
    }

    [Fact]
    public async Task A_partition_that_was_set_back_by_itself_in_every_row_is_found()
    {
        var folder = Copy();
        Do(folder, $"ATTACH '{Path.Combine(Older, "store.db")}' AS old; DELETE FROM rows WHERE partition = 'jobs'; INSERT INTO rows SELECT * FROM old.rows WHERE partition = 'jobs'");
        await AssertFoundAsync(folder, "这条链被单独倒回");
    }

    [Fact]
    public async Task A_chain_written_anew_with_its_rows_and_seals_by_someone_without_the_keys_is_found()
    {
        var folder = Copy();
        AuditKey other = new(new byte[32]);
        using (var reader = SqliteDatabase.OpenReader(Path.Combine(folder, "store.db"), null))
        {
            var head = AuditHead.None;
            List<string> writes = [];
            for (var number = 1; reader.Ask($"SELECT body FROM rows WHERE partition = 'jobs' AND row = '{Rows.Audit(number)}'") is { } body; number++)
            {
                var record = StoredJson.Read<AuditRecord>(body);
                var forged = AuditRecord.After(head, "jobs", record.At, [new RecordedFact("measure-closed", "forged", "") { By = Actor.Public }], record.Rows, other);
                head = new AuditHead(forged.Number, forged.Hash);
                writes.Add(Update("jobs", Rows.Audit(number), StoredJson.Write(forged)));
            }
            Assert.NotEmpty(writes);
            writes.Add(Update("jobs", Rows.AuditHead, StoredJson.Write(head)));
            reader.Dispose();
            Do(folder, string.Join(';', writes));
        }
        await AssertFoundAsync(folder, "jobs/aud-0000000001");
    }

    [Fact]
    public async Task Damaged_pages_are_found()
    {
        var folder = Copy();
        var file = Path.Combine(folder, "store.db");
        var bytes = await File.ReadAllBytesAsync(file);
        for (var at = bytes.Length / 2 / 4096 * 4096; at < bytes.Length / 2 / 4096 * 4096 + 4096; at++) bytes[at] ^= 0x5a;
        await File.WriteAllBytesAsync(file, bytes);
        Assert.Equal(1, (await VerifyAsync(folder)).Code);
    }

    [Fact]
    public async Task Lost_and_other_keys_stop_start_and_verification_and_nothing_is_written()
    {
        foreach (var keys in (string?[])[null, "other"])
        {
            var folder = Copy();
            File.Delete(Path.Combine(folder, "keys.json"));
            if (keys is not null) KeyFile.Make(Path.Combine(folder, "keys.json"));
            var before = await File.ReadAllBytesAsync(Path.Combine(folder, "store.db"));

            var (code, output, errors) = await HostProcess.RunAsync("serve", "--demo", "--data", folder, "--urls", "http://127.0.0.1:0");
            Assert.Equal(1, code);
            Assert.Contains("请放回原来的", errors, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", output + errors, StringComparison.Ordinal);
            Assert.Equal(1, (await VerifyAsync(folder)).Code);
            Assert.Equal(before, await File.ReadAllBytesAsync(Path.Combine(folder, "store.db")));
            Assert.Equal(keys is not null, File.Exists(Path.Combine(folder, "keys.json")));
        }
    }

    [Fact]
    public void A_start_that_died_between_keys_and_store_goes_on_with_its_keys()
    {
        var folder = Directory.CreateDirectory(_temp.File("new")).FullName;
        KeyFile.Make(Path.Combine(folder, "keys.json"));
        var made = File.ReadAllText(Path.Combine(folder, "keys.json"));
        DataFolder.Open(folder, roots: Roots).Dispose();
        Assert.Equal(made, File.ReadAllText(Path.Combine(folder, "keys.json")));
        DataFolder.Open(folder, roots: Roots).Dispose();
    }

    [Fact]
    public async Task A_folder_remembers_its_mode_and_demo_data_never_enters_a_real_one()
    {
        var real = _temp.File("real");
        DataFolder.Open(real, StoreMode.Real, Roots).Dispose();
        foreach (var command in (string[][])[["serve", "--demo", "--urls", "http://127.0.0.1:0"], ["rehearse"]])
        {
            var (code, output, errors) = await HostProcess.RunAsync([.. command, "--data", real]);
            Assert.Equal(1, code);
            Assert.Contains("不能以演示模式打开", errors, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", output + errors, StringComparison.Ordinal);
        }
        Assert.Contains("演示库", Assert.Throws<StoreRefusedException>(() => DataFolder.Open(Whole, StoreMode.Real, Roots)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rehearsal_leaves_a_store_that_holds_and_every_fact_says_who_did_it()
    {
        var folder = _temp.File("rehearsal");
        Assert.Equal(0, await RehearseCommand.RunAsync(new RehearseOptions(null, folder), TimeProvider.System, TextWriter.Null));

        Assert.Equal((0, ""), await VerifyAsync(folder, folder + ".roots"));
        using var reader = SqliteDatabase.OpenReader(Path.Combine(folder, "store.db"), null);
        Assert.Null(reader.Ask($"SELECT body FROM rows WHERE row GLOB '{Rows.AuditPrefix}[0-9]*' AND body LIKE '%\"{Actor.Nobody.Subject}\"%' LIMIT 1"));
        Assert.NotNull(reader.Ask($"SELECT body FROM rows WHERE row GLOB '{Rows.AuditPrefix}[0-9]*' AND body LIKE '%\"role\":\"reviewer\"%' LIMIT 1"));
    }

    [Fact]
    public async Task A_store_can_be_verified_while_it_is_written()
    {
        using var folder = DataFolder.Open(Whole, roots: Roots);
        var living = LiveAsync(folder, [.. Hire.Graduates(2, firm: 3, first: 90)], "k-3");
        do Assert.Equal((0, ""), await VerifyAsync(Whole));
        while (!living.IsCompleted);
        await living;
    }

    private async Task LiveAsync(Hire[] hires, string key)
    {
        using var folder = DataFolder.Open(Whole, roots: Roots);
        await LiveAsync(folder, hires, key);
    }

    /// <summary>A case from the form to the money, with the daily jobs of its days.</summary>
    private static async Task LiveAsync(DataFolder folder, Hire[] hires, string key)
    {
        var today = await NextDayAsync(folder);
        using var remains = Remains.Of(folder, today);
        using var world = await PayoutWorld.StartAsync(remains, new Seams { Keys = folder.Keys });
        await world.LoadAsync(hires);
        await world.SetBudgetsAsync(1_000_000, 1_000_000);
        var id = await world.ApplyAsync(hires, key: key);
        Assert.Equal(Stage.Settled, await new Counter().CarryAsync(world, id));
    }

    /// <summary>Where the jobs of the case before have ended.</summary>
    private static async Task<DateOnly> NextDayAsync(DataFolder folder)
    {
        var last = PayoutWorld.Today;
        await foreach (var row in folder.Table.ReadAsync(AuditSeal.Place, "", default)) last = row.Read<SealRecord>().On;
        return last;
    }

    /// <summary>Ways to change the table, in its own columns: each of them edited, rows deleted at the beginning, in the middle and at the end, two rows changed round.</summary>
    private List<string> Attacks(string table)
    {
        using var reader = SqliteDatabase.OpenReader(Path.Combine(Whole, "store.db"), null);
        var count = long.Parse(reader.Ask($"SELECT count(*) FROM {table}")!, CultureInfo.InvariantCulture);
        var columns = reader.Ask($"SELECT group_concat(name || ':' || type) FROM pragma_table_info('{table}')")!.Split(',').Select(column => column.Split(':')).ToList();
        List<string> attacks = [];
        foreach (var column in columns)
        {
            var (name, edited) = (column[0], column[1] switch
            {
                "INTEGER" => $"{column[0]} + 100000",
                "TEXT" => $"coalesce({column[0]}, '') || 'x'",
                _ => $"CAST({column[0]} || x'00' AS BLOB)",
            });
            attacks.Add($"UPDATE {table} SET {name} = {edited} WHERE rowid = {At(count / 2)}");
        }
        foreach (var at in new[] { 0, count / 2, count - 1 }.Distinct()) attacks.Add($"DELETE FROM {table} WHERE rowid = {At(at)}");
        if (columns.Exists(column => column[0] == "name")) attacks.Add($"UPDATE {table} SET name = (SELECT name FROM {table} other WHERE other.rowid = {At(0)}), body = (SELECT body FROM {table} other WHERE other.rowid = {At(0)}) WHERE rowid = {At(1)}");
        return attacks;

        string At(long offset) => $"(SELECT rowid FROM {table} ORDER BY rowid LIMIT 1 OFFSET {offset})";
    }

    private static string Update(string partition, string row, string body) => $"UPDATE rows SET body = '{body.Replace("'", "''", StringComparison.Ordinal)}' WHERE partition = '{partition}' AND row = '{row}'";

    private static void Do(string folder, string sql)
    {
        using var writer = SqliteDatabase.OpenWriter(Path.Combine(folder, "store.db"), null);
        writer.Execute(sql);
    }

    private string Copy(string? of = null)
    {
        var copy = _temp.File($"copy-{++_copies}");
        CopyFolder(of ?? Whole, copy);
        return copy;
    }

    private void CopyTo(string path) => CopyFolder(Whole, path);

    private static void CopyFolder(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            if (file.EndsWith(".lock", StringComparison.Ordinal) || file.EndsWith("-shm", StringComparison.Ordinal)) continue;
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    private async Task AssertFoundAsync(string folder, string says)
    {
        var (code, said) = await VerifyAsync(folder);
        Assert.Equal(1, code);
        Assert.Contains(says, said, StringComparison.Ordinal);
    }

    /// <returns>What is said is empty where all holds.</returns>
    private async Task<(int Code, string Said)> VerifyAsync(string folder, string? roots = null)
    {
        StringWriter output = new();
        try
        {
            var code = await VerifyCommand.RunAsync(new VerifyOptions(folder, roots ?? Roots), TimeProvider.System, output);
            return (code, code == 0 ? "" : output.ToString());
        }
        catch (StoreRefusedException refused)
        {
            return (1, refused.Message);
        }
    }
}

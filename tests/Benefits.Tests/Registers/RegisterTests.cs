using System.Text;
using Benefits.Policy;
using Benefits.Registers;
using Benefits.Storage;
using FsCheck;
using FsCheck.Fluent;

namespace Benefits.Tests.Registers;

public class RegisterTests
{
    private static readonly string Firm = Office.Code(1).Text;
    private static readonly string Worker = Office.Person(1).Text;

    /// <summary>A header and a good line of every register.</summary>
    internal static readonly Dictionary<string, (string Header, string Good)> Sheets = new()
    {
        ["graduates"] = ("residentId,school,degree,fullTime,graduatedOn", $"{Worker},示例大学,本科,是,2022-06-25"),
        ["unemployed-graduates"] = ("residentId,listedOn,endedOn", $"{Worker},2022-07-10,"),
        ["unemployment"] = ("residentId,registeredOn,endedOn", $"{Worker},2022-01-10,2022-07-18"),
        ["hardship"] = ("residentId,kind,recognisedOn,endedOn", $"{Worker},大龄失业人员,2022-02-01,"),
        ["poverty"] = ("residentId,listedOn", $"{Worker},2020-03-01"),
        ["contracts"] = ("residentId,creditCode,from,to,filedOn", $"{Worker},{Firm},2022-07-11,2025-07-10,2022-07-15"),
        ["insurance"] = ("residentId,creditCode,kind,month,paidOn,employerYuan,backPayment", $"{Worker},{Firm},失业保险,2022-07,2022-07-18,45.50,否"),
        ["apprentices"] = ("residentId,creditCode,level,from,to,filedOn,certificateOn", $"{Worker},{Firm},高级工,2022-07-20,2024-07-19,2022-07-12,"),
        ["internships"] = ("residentId,creditCode,from,to,retainedOn,insured", $"{Worker},{Firm},2022-03-01,2022-08-31,2022-07-11,是"),
        ["internship-allowances"] = ("residentId,creditCode,month,yuan", $"{Worker},{Firm},2022-03,1900"),
        ["internship-bases"] = ("creditCode,from,to", $"{Firm},2021-01-01,"),
    };

    public static TheoryData<string> Names => [.. Sheets.Keys];

    [Fact]
    public void Every_register_has_a_sheet_here() => Assert.Equal(Office.Library.Registers.Select(register => register.Name).Order(StringComparer.Ordinal), Sheets.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_register_loads_and_the_same_file_again_changes_nothing(string register)
    {
        using Office office = new();
        var partitions = new[] { office.PlaceOf(1).Partition, $"ent-{Firm}", "imports" };
        var (header, good) = Sheets[register];
        var first = await office.LoadAsync(register, $"{header}\n{good}\n");
        Assert.Empty(first.Faults);
        Assert.True(first.RowsWritten > 0);
        var before = await office.DumpAsync(partitions);
        var again = await office.LoadAsync(register, $"{header}\n{good}\n");
        Assert.True(again.LoadedBefore);
        Assert.Equal(before, await office.DumpAsync(partitions));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task No_resident_id_and_no_birth_date_is_stored_in_clear(string register)
    {
        MemoryFiles files = new();
        using Office office = new(files: files);
        var (header, good) = Sheets[register];
        await office.LoadAsync(register, $"{header}\n{good}\n");
        var stored = new StringBuilder(await office.DumpAsync(office.PlaceOf(1).Partition, $"ent-{Firm}", "imports"));
        await foreach (var file in files.ListAsync("register-loads", default))
        {
            using StreamReader reader = new((await files.OpenAsync(file.Folder, file.Name, default))!);
            stored.Append(await reader.ReadToEndAsync());
        }
        Assert.DoesNotContain(Worker, stored.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("2000-01-01", stored.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("graduates", "43990120000101001,示例大学,本科,是,2022-06-25", "身份证号应为18位")]
    [InlineData("graduates", "4.39901E+17,示例大学,本科,是,2022-06-25", "科学计数")]
    [InlineData("graduates", "{p},示例大学,本科,也许,2022-06-25", "应为是或否")]
    [InlineData("graduates", "{p},,本科,是,2022-06-25", "不能为空")]
    [InlineData("graduates", "{p},示例大学,博士后,是,2022-06-25", "可写：博士研究生、博士、硕士研究生")]
    [InlineData("unemployment", "{p},2022-05-01,2022-04-01", "早于登记日期")]
    [InlineData("hardship", "{p},不存在的类别,2022-02-01,", "不是允许的取值")]
    [InlineData("contracts", "{p},{f},2022-07-11,2021-07-10,2022-07-15", "早于合同起始日期")]
    [InlineData("contracts", "{p},914399010000000010,2022-07-11,,2022-07-15", "统一社会信用代码")]
    [InlineData("insurance", "{p},{f},生育保险,2022-07,2022-07-18,45.50,否", "不是允许的取值")]
    [InlineData("insurance", "{p},{f},失业保险,2022-13,2022-07-18,45.50,否", "月份应为")]
    [InlineData("insurance", "{p},{f},失业保险,2022-07,2022-07-18,-45.50,否", "不能为负")]
    [InlineData("insurance", "{p},{f},失业保险,2022-07,2022-07-18,45.505,否", "两位小数")]
    [InlineData("insurance", "{p},{f},失业保险,2022-07,2022-07-18,99999999999999999999999999999999999,否", "一亿")]
    [InlineData("insurance", "{p},{f},失业保险,2022-07,2021-07-18,45.50,否", "早于费款所属月")]
    [InlineData("apprentices", "{p},{f},初级工,2022-07-20,2024-07-19,2022-07-12,", "不是允许的取值")]
    [InlineData("internships", "{p},{f},2022-03-01,2022-01-31,,是", "早于见习开始日期")]
    [InlineData("internship-allowances", "{p},{f},2022-03,", "不能为空")]
    public async Task Each_fault_is_named_with_its_line_without_the_cell_and_nothing_is_stored(string register, string line, string says)
    {
        using Office office = new();
        var (header, good) = Sheets[register];
        var bad = line.Replace("{p}", Office.Person(2).Text, StringComparison.Ordinal).Replace("{f}", Firm, StringComparison.Ordinal);
        var report = await office.LoadAsync(register, $"{header}\n{good}\n{bad}\n");
        var fault = Assert.Single(report.Faults);
        Assert.Equal(3, fault.Line);
        Assert.Contains(says, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(bad.Split(',')[0], $"{fault}", StringComparison.Ordinal);
        Assert.Equal("", await office.DumpAsync(office.PlaceOf(1).Partition, "imports"));
    }

    [Fact]
    public async Task Two_lines_that_contradict_each_other_are_named_and_two_equal_lines_are_one()
    {
        using Office office = new();
        var (header, good) = Sheets["contracts"];
        var report = await office.LoadAsync("contracts", $"{header}\n{good}\n{good}\n{good.Replace("2025-07-10", "2023-07-10", StringComparison.Ordinal)}\n");
        Assert.Equal(4, Assert.Single(report.Faults).Line);
        Assert.Contains("第2行", report.Faults[0].Message, StringComparison.Ordinal);
        Assert.Equal(1, (await office.LoadAsync("contracts", $"{header}\n{good}\n{good}\n")).Lines);
    }

    [Fact]
    public async Task An_older_extract_loaded_late_overrules_nothing()
    {
        using Office office = new();
        var header = Sheets["contracts"].Header;
        await office.LoadAsync("contracts", $"{header}\n{Worker},{Firm},2022-07-11,2025-07-10,2022-07-15\n", asOf: new DateOnly(2022, 8, 31));
        await office.LoadAsync("contracts", $"{header}\n{Worker},{Firm},2022-07-11,2022-12-31,2022-07-15\n{Worker},{Firm},2020-01-01,2020-12-31,2020-01-05\n", asOf: new DateOnly(2022, 7, 31));
        var sheet = await office.Facts.GatherAsync(Office.Code(1), office.Vault.KeyOf(Office.Person(1)), null, Office.Today, default);
        Assert.Equal(new Fact(new Value.Date(new DateOnly(2025, 7, 10)), "劳动用工备案", new DateOnly(2022, 8, 31)), sheet.Find("contract.to"));
    }

    [Fact]
    public async Task A_load_that_dies_at_any_write_is_finished_later()
    {
        var (header, _) = Sheets["insurance"];
        var csv = new StringBuilder(header).Append('\n');
        for (var person = 1; person <= 3; person++)
        {
            for (var month = 11; month <= 14; month++) csv.Append(System.Globalization.CultureInfo.InvariantCulture, $"{Office.Person(person).Text},{Firm},失业保险,{2021 + month / 13}-{(month - 1) % 12 + 1:00},2022-03-18,40.00,否\n");
        }
        DyingTable counting = new(new MemoryTable());
        string whole;
        using (Office office = new(counting))
        {
            await office.LoadAsync("insurance", csv.ToString());
            whole = await Bodies(office);
        }
        for (var diesAt = 1; diesAt <= counting.Commits; diesAt++)
        {
            foreach (var afterWriting in new[] { false, true })
            {
                MemoryTable memory = new();
                MemoryFiles files = new();
                using (Office dying = new(new DyingTable(memory) { DiesAt = diesAt, AfterWriting = afterWriting }, files))
                {
                    await Assert.ThrowsAsync<StorageUnavailableException>(() => dying.LoadAsync("insurance", csv.ToString()));
                }
                using Office again = new(memory, files);
                await again.TakeUpAsync();
                await again.LoadAsync("insurance", csv.ToString());
                Assert.Equal(whole, await Bodies(again));
            }
        }
    }

    [Fact]
    public async Task A_load_that_dies_between_the_commits_of_one_shard_is_finished_later()
    {
        using Office any = new();
        // Each has a row of the register and one of the birth date: three commits' worth.
        var people = Enumerable.Range(0, 40_000).Select(number => Office.Person(number % 999 + 1, 1960 + number / 999)).Where(id => RegisterPlace.Of(any.Vault.KeyOf(id)).Partition == "registers-07").Take(130).ToList();
        var csv = $"{Sheets["poverty"].Header}\n{string.Concat(people.Select(id => $"{id.Text},2020-03-01\n"))}";
        DyingTable counting = new(new MemoryTable());
        using (Office office = new(counting)) Assert.Equal(260, (await office.LoadAsync("poverty", csv)).RowsWritten);
        for (var diesAt = 1; diesAt <= counting.Commits; diesAt++)
        {
            foreach (var afterWriting in new[] { false, true })
            {
                MemoryTable memory = new();
                MemoryFiles files = new();
                using (Office dying = new(new DyingTable(memory) { DiesAt = diesAt, AfterWriting = afterWriting }, files))
                {
                    await Assert.ThrowsAsync<StorageUnavailableException>(() => dying.LoadAsync("poverty", csv));
                }
                using Office again = new(memory, files);
                await again.TakeUpAsync();
                await again.LoadAsync("poverty", csv);
                var rows = await memory.ReadAsync("registers-07", "reg-", default).ToListAsync();
                Assert.Equal(130, rows.Count(row => row.Key.Row.EndsWith("-identity", StringComparison.Ordinal)));
                Assert.Equal(130, rows.Count(row => row.Key.Row.EndsWith("-poverty", StringComparison.Ordinal)));
            }
        }
    }

    [Fact]
    public void Random_bytes_are_never_loaded_and_never_thrown_at()
    {
        Prop.ForAll(Arb.From(Gen.Choose(0, 400).SelectMany(length => Gen.ArrayOf(Gen.Choose(0, 255).Select(number => (byte)number), length))), bytes =>
        {
            using Office office = new();
            using MemoryStream content = new([.. Encoding.UTF8.GetBytes(Sheets["graduates"].Header + "\n"), .. bytes]);
            var report = office.Registers.LoadAsync(new RegisterLoad { Register = "graduates", AsOf = Office.Today }, content, default).GetAwaiter().GetResult();
            return report.Lines == 0 && report.RowsWritten == 0 && (report.Faults.Count > 0 || bytes.All(character => character is 9 or 10 or 13 or 32 or (byte)',' or (byte)'"' or 0x20));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public async Task An_extract_from_tomorrow_is_refused()
    {
        using Office office = new();
        var (header, good) = Sheets["poverty"];
        Assert.Contains("晚于今天", Assert.Single((await office.LoadAsync("poverty", $"{header}\n{good}\n", asOf: Office.Today.AddDays(1))).Faults).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(() => office.LoadAsync("no-such-register", "a\n"));
    }

    [Fact]
    public async Task A_check_names_the_faults_and_stores_nothing()
    {
        using Office office = new();
        var (header, good) = Sheets["poverty"];
        var report = await office.Registers.CheckAsync(new RegisterLoad { Register = "poverty", AsOf = Office.Today }, Office.Csv($"{header}\n{good}\n"), default);
        Assert.Equal((1, 0, false), (report.Lines, report.RowsWritten, report.LoadedBefore));
        Assert.Equal("", await office.DumpAsync("imports"));
    }

    private static async Task<string> Bodies(Office office)
    {
        StringBuilder text = new();
        for (var person = 1; person <= 3; person++)
        {
            await foreach (var row in office.Table.ReadAsync(office.PlaceOf(person).Partition, office.PlaceOf(person).Prefix + "insurance", default)) text.AppendLine(row.Body);
        }
        return text.ToString();
    }
}

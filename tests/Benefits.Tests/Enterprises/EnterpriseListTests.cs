using System.Text;
using Benefits.Enterprises;
using Benefits.Enterprises.Lists;
using Benefits.Storage;
using Benefits.Tests.Registers;
using FsCheck;
using FsCheck.Fluent;

namespace Benefits.Tests.Enterprises;

public class EnterpriseListTests
{
    private const string Header = "统一社会信用代码,企业名称,称号,有效期起,有效期止,区划\n";
    private static readonly string First = $"{Office.Code(1)},湘江示例一有限公司,专精特新中小企业,2021-10-01,2024-09-30,430104\n";
    private static readonly string Second = $"{Office.Code(2)},湘江示例二有限公司,专精特新“小巨人”企业,2022/8/1,,430200\n";

    [Fact]
    public async Task A_preview_counts_what_would_change_and_writes_nothing()
    {
        using Office office = new();
        await office.Lists.ApplyAsync(Office.Csv(Header + First + Second), default);
        var before = await office.DumpAsync("enterprises", "imports", $"ent-{Office.Code(1)}");

        var third = $"{Office.Code(3)},湘江示例三有限公司,创新型中小企业,2022-06-01,,430100\n";
        var report = await office.Lists.PreviewAsync(Office.Csv(Header + First.Replace("2024-09-30", "2025-09-30", StringComparison.Ordinal) + third), default);

        Assert.Equal((1, 1, 0), (report.Added, report.Changed, report.Unchanged));
        Assert.Equal(Office.Code(2), Assert.Single(report.Missing).Code);
        Assert.Contains("2025-09-30", report.Lines[0].What, StringComparison.Ordinal);
        Assert.Equal(3, report.Lines[1].Line);
        Assert.Equal(before, await office.DumpAsync("enterprises", "imports", $"ent-{Office.Code(1)}"));
    }

    [Fact]
    public async Task The_same_file_again_changes_nothing()
    {
        using Office office = new();
        Assert.IsType<ListImport.Applied>(await office.Lists.ApplyAsync(Office.Csv(Header + First + Second), default));
        var before = await office.DumpAsync("enterprises", "imports", $"ent-{Office.Code(1)}", $"ent-{Office.Code(2)}");
        Assert.IsType<ListImport.AppliedBefore>(await office.Lists.ApplyAsync(Office.Csv(Header + First + Second), default));
        Assert.Equal(before, await office.DumpAsync("enterprises", "imports", $"ent-{Office.Code(1)}", $"ent-{Office.Code(2)}"));
    }

    [Fact]
    public void Any_list_applied_and_previewed_again_has_only_unchanged_lines()
    {
        var lines = Gen.Choose(1, 40).SelectMany(firm => Gen.Choose(0, 900).SelectMany(day => Gen.Elements("创新型", "专精特新", "小巨人").Select(title => (firm, day, title))));
        Prop.ForAll(Arb.From(Gen.ArrayOf(lines, 25)), list =>
        {
            var csv = Header + string.Concat(list.Select(line => $"{Office.Code(line.firm)},湘江示例{line.firm}有限公司,{line.title},{new DateOnly(2020, 1, 1).AddDays(line.day):yyyy-MM-dd},,430104\n"));
            return ChangesAgain(csv).GetAwaiter().GetResult() == (0, 0, 0);
        }).QuickCheckThrowOnFailure();
    }

    private static async Task<(int Added, int Changed, int Missing)> ChangesAgain(string csv)
    {
        using Office office = new();
        Assert.IsType<ListImport.Applied>(await office.Lists.ApplyAsync(Office.Csv(csv), default));
        var again = await office.Lists.PreviewAsync(Office.Csv(csv), default);
        return (again.Added, again.Changed, again.Missing.Count);
    }

    [Fact]
    public async Task English_and_Chinese_headers_with_and_without_a_byte_order_mark_say_the_same()
    {
        using Office office = new();
        foreach (var text in new[] { "\uFEFF" + Header + First, "code,name,title,from,to,district\n" + First, "Name,Code,Title,From,To,District\r\n湘江示例一有限公司," + Office.Code(1) + ",specialised,2021年10月1日,20240930,430104\r\n" })
        {
            var report = await office.Lists.PreviewAsync(Office.Csv(text), default);
            Assert.Empty(report.Faults);
            Assert.Equal("新增专精特新中小企业，2021-10-01至2024-09-30", Assert.Single(report.Lines).What);
        }
    }

    [Theory]
    [InlineData("x,湘江示例一有限公司,专精特新,2022-01-01,,430104", 2, "统一社会信用代码应为18位")]
    [InlineData("{1},,专精特新,2022-01-01,,430104", 2, "不能为空")]
    [InlineData("{1},湘江示例一有限公司,瞪羚企业,2022-01-01,,430104", 2, "不是允许的取值")]
    [InlineData("{1},湘江示例一有限公司,专精特新,2022-02-30,,430104", 2, "日期应为")]
    [InlineData("{1},湘江示例一有限公司,专精特新,2022-01-01,2021-01-01,430104", 2, "早于有效期起")]
    [InlineData("{1},湘江示例一有限公司,专精特新,2022-01-01,,439999", 2, "没有这个行政区划代码")]
    [InlineData("{1},=cmd|'/c calc'!A1,专精特新,2022-01-01,,430104", 2, "公式符号")]
    [InlineData("{1},@SUM(A1),专精特新,2022-01-01,,430104", 2, "公式符号")]
    [InlineData("{1},-湘江示例一有限公司,专精特新,2022-01-01,,430104", 2, "公式符号")]
    [InlineData("{1},湘江\0示例有限公司,专精特新,2022-01-01,,430104", 2, "空字符")]
    [InlineData("{1},湘江示例一有限公司,专精特新,2022-01-01,,430104,多,多", 2, "8列")]
    [InlineData("{1},\"湘江示例一有限公司,专精特新,2022-01-01,,430104", 2, "引号")]
    [InlineData("{1},湘江\"示例一有限公司,专精特新,2022-01-01,,430104", 2, "引号")]
    [InlineData("\n\n{1},湘江示例一有限公司,专精特新,2022-01-01,,43x", 4, "行政区划代码应为")]
    [InlineData("{1},湘江示例一有限公司,专精特新,2022-01-01,,430104\n{1},湘江示例二有限公司,小巨人,2022-01-01,,430104", 3, "与第2行是同一企业")]
    [InlineData("{1},湘江示例一有限公司,专精特新,2022-01-01,,430104\n{1},湘江示例一有限公司,专精特新,2022-01-01,2023-01-01,430104", 3, "与第2行是同一称号")]
    public async Task Each_fault_is_named_with_its_line_and_nothing_is_applied(string lines, int line, string says)
    {
        using Office office = new();
        var refused = Assert.IsType<ListImport.Refused>(await office.Lists.ApplyAsync(Office.Csv(Header + lines.Replace("{1}", Office.Code(1).Text, StringComparison.Ordinal) + "\n" + Second), default));
        Assert.Contains(refused.Report.Faults, fault => fault.Line == line && fault.Message.Contains(says, StringComparison.Ordinal));
        Assert.Equal("", await office.DumpAsync("enterprises", "imports", $"ent-{Office.Code(1)}", $"ent-{Office.Code(2)}"));
    }

    [Fact]
    public async Task All_faults_of_a_file_are_named_at_once()
    {
        using Office office = new();
        var report = await office.Lists.PreviewAsync(Office.Csv(Header + string.Concat(Enumerable.Range(0, 500).Select(_ => "x,,瞪羚,2022-13-01,,99\n"))), default);
        Assert.Equal(2500, report.Faults.Count);
        Assert.Equal(500, report.Faults.Select(fault => fault.Line).Distinct().Count());
    }

    [Fact]
    public async Task A_file_that_is_not_utf8_is_named_line_by_line_and_never_garbled()
    {
        using Office office = new();
        // The first bytes are GB18030 for 联通, which are letters of other alphabets in UTF-8; the second line's are no UTF-8 at all.
        byte[] file =
        [
            .. Encoding.UTF8.GetBytes($"code,name,title,from,to,district\n{Office.Code(1)},"), 0xC4, 0xA3, 0xCD, 0xA8, 0xC1, 0xAA,
            .. Encoding.UTF8.GetBytes($",specialised,2022-01-01,,430104\n{Office.Code(2)},"), 0xCF, 0xE6, 0xBD, 0xAD,
            .. Encoding.UTF8.GetBytes($"公司,specialised,2022-01-01,,430104\n{Office.Code(3)},"), 0xC4, 0xA3, 0xCD, 0xA8, 0xC4, 0xA3, 0xCD, 0xA8,
            .. Encoding.UTF8.GetBytes(",specialised,2022-01-01,,430104\n"),
        ];
        var report = await office.Lists.PreviewAsync(new MemoryStream(file), default);
        Assert.Equal([2, 3, 4], report.Faults.Select(fault => fault.Line));
        Assert.All(report.Faults, fault => Assert.Contains("UTF-8", fault.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_in_utf16_that_says_so_is_read_as_it_is_meant()
    {
        using Office office = new();
        using MemoryStream content = new([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Header + First)]);
        var report = await office.Lists.PreviewAsync(content, default);
        Assert.Empty(report.Faults);
        Assert.Equal("湘江示例一有限公司", Assert.Single(report.Lines).Name);
    }

    [Fact]
    public async Task Bare_utf16_random_bytes_and_an_empty_file_are_refused_with_a_reason()
    {
        using Office office = new();
        var noise = new byte[5000];
        new Random(7).NextBytes(noise);
        foreach (var file in new[] { Encoding.Unicode.GetBytes(Header + First), noise, [], "\uFEFF"u8.ToArray(), Encoding.UTF8.GetBytes(Header.Replace(',', ';')) })
        {
            using MemoryStream content = new(file);
            var report = await office.Lists.PreviewAsync(content, default);
            Assert.NotEmpty(report.Faults);
            Assert.Empty(report.Lines);
        }
    }

    [Fact]
    public async Task A_file_beyond_the_limit_and_a_line_beyond_the_limit_are_refused()
    {
        using Office office = new();
        using MemoryStream large = new(Encoding.UTF8.GetBytes(Header + string.Concat(Enumerable.Repeat(First, 220_000))));
        var refused = Assert.IsType<ListImport.Refused>(await office.Lists.ApplyAsync(large, default));
        Assert.Contains(refused.Report.Faults, fault => fault.Message.Contains("文件过大", StringComparison.Ordinal));

        var wide = await office.Lists.PreviewAsync(Office.Csv(Header + First + Office.Code(2) + "," + new string('湘', 3_000_000)), default);
        Assert.Contains(wide.Faults, fault => fault.Line == 3);
    }

    [Fact]
    public async Task A_list_that_dies_at_any_write_is_finished_later_and_every_firm_is_journalled_once()
    {
        DyingTable counting = new(new MemoryTable());
        using (Office whole = new(counting)) await whole.Lists.ApplyAsync(Office.Csv(Header + First + Second), default);
        Assert.True(counting.Commits > 6);

        for (var diesAt = 1; diesAt <= counting.Commits; diesAt++)
        {
            foreach (var afterWriting in new[] { false, true })
            {
                MemoryTable memory = new();
                MemoryFiles files = new();
                using (Office dying = new(new DyingTable(memory) { DiesAt = diesAt, AfterWriting = afterWriting }, files))
                {
                    await Assert.ThrowsAsync<StorageUnavailableException>(() => dying.Lists.ApplyAsync(Office.Csv(Header + First + Second), default));
                }
                using Office again = new(memory, files);
                again.Clock.Advance(TimeSpan.FromDays(1));
                await again.TakeUpAsync();
                await again.Lists.ApplyAsync(Office.Csv(Header + First + Second), default);
                foreach (var number in new[] { 1, 2 })
                {
                    var firm = await again.Book.FindAsync(Office.Code(number), default);
                    Assert.Single(firm!.Titles);
                    var facts = (await again.DumpAsync($"ent-{firm.Code}")).Split("enterprise-added").Length - 1;
                    Assert.Equal(1, facts);
                }
                Assert.Equal(2, await again.Book.ListAsync(null, default).CountAsync());
            }
        }
    }

    [Fact]
    public async Task The_tier_is_known_for_any_day()
    {
        using Office office = new();
        await office.Lists.ApplyAsync(Office.Csv(Header + First + $"{Office.Code(1)},湘江示例一有限公司,小巨人,2022-08-01,,430104\n"), default);
        var firm = (await office.Book.FindAsync(Office.Code(1), default))!;
        Assert.Null(firm.Tier(new DateOnly(2021, 9, 30)));
        Assert.Equal(Tier.Specialised, firm.Tier(new DateOnly(2021, 10, 1)));
        Assert.Equal(Tier.LittleGiant, firm.Tier(new DateOnly(2022, 8, 1)));
        Assert.Equal(Tier.LittleGiant, firm.Tier(new DateOnly(2025, 7, 31)));
        Assert.Null(firm.Tier(new DateOnly(2025, 8, 1)));
        Assert.True(firm.IsReviewPending(new DateOnly(2025, 8, 1)));
        Assert.False(firm.IsReviewPending(new DateOnly(2024, 10, 1)));
    }

    [Fact]
    public async Task A_withdrawn_title_holds_until_the_day_it_was_taken_back_and_a_new_name_keeps_the_old()
    {
        using Office office = new();
        await office.Lists.ApplyAsync(Office.Csv(Header + First), default);
        var withdrawn = $"code,name,title,from,to,district,state\n{Office.Code(1)},湘江改名有限公司,专精特新,2021-10-01,2024-09-30,430104,已撤销\n";
        Assert.IsType<ListImport.Applied>(await office.Lists.ApplyAsync(Office.Csv(withdrawn), default));
        var firm = (await office.Book.FindAsync(Office.Code(1), default))!;
        Assert.Equal(Tier.Specialised, firm.Tier(Office.Today.AddDays(-1)));
        Assert.Null(firm.Tier(Office.Today));
        Assert.Equal("湘江改名有限公司", firm.Name);
        Assert.Equal(["湘江示例一有限公司"], firm.FormerNames);
    }

    [Fact]
    public async Task Firms_are_listed_by_district_and_their_accounts_are_kept_sealed()
    {
        using Office office = new();
        await office.Lists.ApplyAsync(Office.Csv(Header + First + Second), default);
        Assert.True(DistrictCode.TryParse("4301", out var changsha, out _));
        Assert.Equal(Office.Code(1), (await office.Book.ListAsync(changsha, default).SingleAsync()).Code);

        PayeeAccount account = new("湘江示例一有限公司", "102551000018", "62990000000001234");
        var firm = await office.Book.SetAccountAsync(Office.Code(1), account, default);
        Assert.Equal(account, office.Book.AccountOf(firm!));
        var stored = await office.DumpAsync($"ent-{Office.Code(1)}", "enterprises", "imports");
        Assert.DoesNotContain("62990000000001234", stored, StringComparison.Ordinal);
        Assert.Contains("****1234", stored, StringComparison.Ordinal);
    }
}

using System.Text;
using Benefits.Enterprises;
using Benefits.Enterprises.Lists;
using Benefits.Jobs;
using Benefits.Storage;
using Benefits.Tests.Registers;
using Benefits.Workflows;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;

namespace Benefits.Tests.Timers;

public class JobTests
{
    private const string Header = "code,name,title,from,to,district\n";

    [Fact]
    public async Task New_lists_in_the_folder_are_taken_in_once_and_broken_ones_set_aside_with_a_report()
    {
        MemoryFiles files = new();
        using Office office = new(files: files);
        EnterpriseListRefresh refresh = new(files, office.Lists, new JobStarter(office.Jobs, Mock.Of<IWorkflowClient>(), office.Clock), NullLogger<EnterpriseListRefresh>.Instance);
        files.Drop(EnterpriseListRefresh.Folder, "第一批.csv", Encoding.UTF8.GetBytes(Header + Line(1, "2021-10-01", "")));
        files.Drop(EnterpriseListRefresh.Folder, "第一批（副本）.csv", Encoding.UTF8.GetBytes(Header + Line(1, "2021-10-01", "")));
        files.Drop(EnterpriseListRefresh.Folder, "坏的.csv", Encoding.UTF8.GetBytes(Header + Line(2, "2022-02-30", "") + Line(3, "x", "")));

        Assert.Equal("导入1份名单，退回1份，已处理过1份，现行名单已用0天", await refresh.RunAsync(Office.Today, default));
        Assert.NotNull(await office.Book.FindAsync(Office.Code(1), default));
        Assert.Null(await office.Book.FindAsync(Office.Code(2), default));

        var report = await files.ListAsync(EnterpriseListRefresh.SetAsideFolder, default).SingleAsync();
        using StreamReader reader = new((await files.OpenAsync(report.Folder, report.Name, default))!);
        var text = await reader.ReadToEndAsync();
        Assert.DoesNotContain("坏的.csv", text, StringComparison.Ordinal);
        Assert.Contains("第2行“有效期起”：日期应为", text, StringComparison.Ordinal);
        Assert.Contains("第3行“有效期起”", text, StringComparison.Ordinal);

        var before = await office.DumpAsync("imports", "enterprises", $"ent-{Office.Code(1)}");
        Assert.Equal("导入0份名单，退回0份，已处理过3份，现行名单已用1天", await refresh.RunAsync(Office.Today.AddDays(1), default));
        Assert.Equal(before, await office.DumpAsync("imports", "enterprises", $"ent-{Office.Code(1)}"));
        Assert.Single(await files.ListAsync(EnterpriseListRefresh.SetAsideFolder, default).ToListAsync());
    }

    [Fact]
    public async Task A_title_is_announced_at_30_7_and_1_days_then_pending_then_expired_each_journalled_once()
    {
        using Office office = new();
        await office.Lists.ApplyAsync(Office.Csv(Header + Line(1, "2019-10-02", "2022-10-01") + Line(2, "2021-10-01", "")), default);
        TitleExpiry expiry = new(office.Book);
        // Every date twice, as after a crash in the middle.
        for (var date = Office.Today; date <= new DateOnly(2023, 10, 10); date = date.AddDays(1))
        {
            await expiry.RunAsync(date, default);
            await expiry.RunAsync(date, default);
            var state = (await office.Book.FindAsync(Office.Code(1), default))!.Titles[0].State;
            Assert.Equal(date <= new DateOnly(2022, 10, 1) ? TitleState.Valid : date <= new DateOnly(2023, 10, 1) ? TitleState.ExpiredReviewPending : TitleState.Expired, state);
        }

        var notes = await office.Book.NotesAsync(Office.Code(1), default).ToListAsync();
        Assert.Equal([new DateOnly(2022, 9, 30), new DateOnly(2022, 9, 24), new DateOnly(2022, 9, 1)], notes.Select(note => note.On));
        Assert.All(notes, note => Assert.Contains("2022-10-01到期", note.Text, StringComparison.Ordinal));
        var journal = await office.DumpAsync($"ent-{Office.Code(1)}");
        Assert.Equal(3, journal.Split("enterprise-told").Length - 1);
        Assert.Equal(1, journal.Split("title-review-pending").Length - 1);
        Assert.Equal(1, journal.Split("\"title-expired\"").Length - 1);
        Assert.Empty(await office.Book.NotesAsync(Office.Code(2), default).ToListAsync());
        Assert.Equal(TitleState.Valid, (await office.Book.FindAsync(Office.Code(2), default))!.Titles[0].State);
    }

    [Fact]
    public async Task A_title_that_a_list_extends_while_its_review_is_pending_is_valid_again()
    {
        using Office office = new();
        await office.Lists.ApplyAsync(Office.Csv(Header + Line(1, "2019-08-02", "2022-08-01")), default);
        await new TitleExpiry(office.Book).RunAsync(Office.Today, default);
        await office.Lists.ApplyAsync(Office.Csv(Header + Line(1, "2019-08-02", "2022-08-01") + "\n"), default);
        Assert.Equal(TitleState.ExpiredReviewPending, (await office.Book.FindAsync(Office.Code(1), default))!.Titles[0].State);
        await office.Lists.ApplyAsync(Office.Csv(Header + Line(1, "2019-08-02", "2025-08-01")), default);
        var firm = (await office.Book.FindAsync(Office.Code(1), default))!;
        Assert.Equal(TitleState.Valid, firm.Titles[0].State);
        Assert.Equal(Tier.Specialised, firm.Tier(new DateOnly(2022, 8, 15)));
    }

    private static string Line(int number, string from, string to) => $"{Office.Code(number)},湘江示例{number}有限公司,specialised,{from},{to},430104\n";
}

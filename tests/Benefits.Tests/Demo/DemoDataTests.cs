using Benefits.Demo;
using Benefits.Local.Storage;
using Benefits.Policy;
using Benefits.Reference;
using Benefits.Tests.Registers;
using Benefits.Tests.Storage;

namespace Benefits.Tests.Demo;

public class DemoDataTests
{
    private static readonly string[] Roles = ["agent", "caseworker", "reviewer", "supervisor", "auditor", "operator"];

    [Theory]
    [InlineData("2022-09-01")]
    [InlineData("2024-02-29")]
    [InlineData("2026-11-22")]
    public async Task The_demo_loads_through_the_same_doors_on_any_day(string day)
    {
        var today = DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture);
        var demo = DemoData.Create(today);
        using Office office = new();
        office.Clock.AdvanceTo(today.StartsAt.AddHours(9));
        if (today < office.Clock.BusinessDate) Assert.Fail("The test's clock lies ahead.");
        await office.LoadDemoAsync(today);

        Assert.Equal(300, demo.Firms.Count);
        Assert.Equal(20_000, demo.People);
        Assert.Equal(300, await office.Book.ListAsync(null, default).CountAsync());
        Assert.Equal(14, await office.Book.ListAsync(null, default).Select(firm => firm.District!.Value.Prefecture).Distinct().CountAsync());
        Assert.True(demo.RehearsalWorkers.Count >= 60);
        Assert.All(demo.RehearsalWorkers, worker => Assert.InRange(worker.HiredOn, new DateOnly(2022, 7, 1), new DateOnly(2022, 8, 31)));
        Assert.NotNull(office.Book.AccountOf((await office.Book.FindAsync(demo.RehearsalFirm.Code, default))!));

        foreach (var worker in demo.VisitorWorkers)
        {
            var sheet = await office.Facts.GatherAsync(demo.VisitorFirm.Code, office.Vault.KeyOf(worker.Id), null, today, default);
            Assert.Equal(new Value.Text("little-giant"), sheet.Find("enterprise.tier", worker.HiredOn)!.Value);
            Assert.Equal(new Value.Date(worker.Id.BornOn), sheet.Find("worker.born_on")!.Value);
            if (worker.Case == "graduate") Assert.True(((Value.List)sheet.Find("insurance.unemployment.months")!.Value).Items.Count >= 3);
            if (worker.Case == "waits") Assert.InRange(((Value.List)sheet.Find("insurance.unemployment.months")!.Value).Items.Count, 0, 2);
            if (worker.Case == "unknown") Assert.Null(sheet.Find("worker.graduation.year"));
            if (worker.Case == "intern") Assert.Equal(new Value.Bool(true), sheet.Find("worker.graduation.unemployed_since")!.Value);
        }
    }

    [Fact]
    public async Task The_rehearsal_crew_shows_every_case_on_1_September_2022()
    {
        var demo = DemoData.Create(Office.Today);
        using Office office = new();
        await office.LoadDemoAsync(Office.Today);
        var enterprise = await office.Facts.EnterpriseAsync(demo.RehearsalFirm.Code, default);
        foreach (var worker in demo.RehearsalWorkers)
        {
            var sheet = await office.Facts.GatherAsync(enterprise, office.Vault.KeyOf(worker.Id), null, Office.Today, default);
            Assert.Equal(new Value.Text("specialised"), sheet.Find("enterprise.tier", worker.HiredOn)!.Value);
            Assert.Equal(new Value.Date(worker.HiredOn), sheet.Find("hire.date")!.Value);
            var months = ((Value.List)sheet.Find("insurance.unemployment.months")!.Value).Items.Count;
            Assert.Equal(worker.Case is not ("waits" or "short-contract" or "not-insured-yet"), months > 0);
            Assert.Equal(worker.Case == "unknown", sheet.Find("worker.graduation.full_time") is null);
            if (worker.Case == "adult-education") Assert.Equal(new Value.Bool(false), sheet.Find("worker.graduation.full_time")!.Value);
            if (worker.Case == "apprentice") Assert.NotNull(sheet.Find("apprentice.level"));
        }
    }

    [Fact]
    public async Task The_same_day_gives_the_same_data_and_another_day_other_data()
    {
        foreach (var sheet in new[] { "enterprise-list", "insurance", "contracts" })
        {
            Assert.Equal(await TextAsync(DemoData.Create(Office.Today), sheet), await TextAsync(DemoData.Create(Office.Today), sheet));
            Assert.NotEqual(await TextAsync(DemoData.Create(Office.Today), sheet), await TextAsync(DemoData.Create(Office.Today.AddDays(40)), sheet));
        }
    }

    [Fact]
    public void No_made_up_number_lies_in_an_area_that_exists()
    {
        var demo = DemoData.Create(Office.Today);
        foreach (var worker in demo.RehearsalWorkers.Concat(demo.VisitorWorkers))
        {
            Assert.True(DistrictCode.TryParse(worker.Id.Area, out var area, out _));
            Assert.False(Districts.Contains(area));
        }
        Assert.All(demo.Staff, person => Assert.Contains(person.Role, Roles));
        Assert.Contains(demo.Budgets, budget => budget.Fund.Code == "employment" && budget.Fund.Place == demo.RehearsalFirm.District);
    }

    [Fact]
    public async Task The_demo_loads_into_sqlite()
    {
        using TempFolder folder = new();
        using var store = SqliteStore.Open(folder.File("demo.db"));
        using Office office = new(new SqliteTable(store), new DiskFiles(folder.File("files")));
        var demo = DemoData.Create(Office.Today);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        await office.LoadDemoAsync(Office.Today);
        Console.WriteLine($"demo on SQLite: {watch.ElapsedMilliseconds} ms");
        Assert.Equal(300, await office.Book.ListAsync(null, default).CountAsync());
    }

    private static async Task<string> TextAsync(DemoData demo, string sheet)
    {
        using StreamReader reader = new(demo.OpenSheet(sheet));
        return await reader.ReadToEndAsync();
    }
}

using Benefits.Enterprises.Lists;
using Benefits.Policy;
using Benefits.Registers;

namespace Benefits.Tests.Registers;

public class FactGathererTests
{
    private static readonly CreditCode Firm = Office.Code(1);
    private static readonly string Worker = Office.Person(1).Text;

    [Fact]
    public async Task Every_fact_comes_with_its_register_and_day()
    {
        using Office office = new();
        await LoadAsync(office);
        var sheet = await GatherAsync(office);

        Assert.Equal(new Value.Text("specialised"), sheet.Find("enterprise.tier", new DateOnly(2022, 7, 11))!.Value);
        Assert.Equal(new Value.Text("430104"), sheet.Find("enterprise.district")!.Value);
        Assert.Equal(Date(2000, 1, 1), sheet.Find("worker.born_on")!.Value);
        Assert.Equal(new Value.Number(2022), sheet.Find("worker.graduation.year")!.Value);
        Assert.Equal(new Value.Bool(true), sheet.Find("worker.graduation.full_time")!.Value);
        Assert.Equal(Date(2022, 7, 11), sheet.Find("hire.date")!.Value);
        Assert.Equal(Date(2025, 7, 10), sheet.Find("contract.to")!.Value);
        Assert.Equal("劳动用工备案", sheet.Find("contract.to")!.Source);
        Assert.False(sheet.Find("contract.to")!.Declared);
        Assert.Equal([Date(2022, 7, 1)], Months(sheet, "insurance.unemployment.months"));
        Assert.Equal([Date(2022, 8, 1)], Months(sheet, "insurance.back_paid.months"));
        Assert.Empty(Months(sheet, "insurance.injury.months"));
        Assert.Equal(new Value.Amount(new Money(45_50 + 800_00)), sheet.Find("insurance.employer_paid", new DateOnly(2022, 7, 18))!.Value);
        Assert.Null(sheet.Find("insurance.employer_paid", new DateOnly(2022, 8, 1)));
        Assert.Equal(new Value.Text("senior"), sheet.Find("apprentice.level")!.Value);
        Assert.Equal(new Value.Bool(true), sheet.Find("worker.unemployment.registered")!.Value);
        Assert.Equal(new Value.Bool(false), sheet.Find("worker.poverty.listed")!.Value);
        Assert.Equal(Date(2022, 9, 1), sheet.Find("today")!.Value);
    }

    [Fact]
    public async Task What_no_register_has_said_is_unknown_and_never_false()
    {
        using Office office = new();
        var sheet = await office.Facts.GatherAsync(Firm, office.Vault.KeyOf(Office.Person(9)), null, Office.Today, default);
        foreach (var path in new[] { "worker.graduation.full_time", "worker.unemployment.registered", "worker.poverty.listed", "worker.hardship.kind", "insurance.unemployment.months", "hire.date", "contract.to", "worker.born_on" })
        {
            Assert.Null(sheet.Find(path));
        }
        Assert.Null(sheet.Find("enterprise.tier", Office.Today));
        Assert.Null(sheet.Find("enterprise.internship_base", Office.Today));
    }

    [Fact]
    public async Task What_the_form_says_counts_as_declared_where_no_register_answers_and_not_at_all_where_one_does()
    {
        using Office office = new();
        await LoadAsync(office);
        Declared declared = new() { HiredOn = new DateOnly(2022, 7, 1), ContractFrom = new DateOnly(2022, 7, 1), ContractTo = new DateOnly(2030, 1, 1), BornOn = new DateOnly(1999, 5, 5) };

        var filed = await office.Facts.GatherAsync(Firm, office.Vault.KeyOf(Office.Person(1)), declared, Office.Today, default);
        Assert.Equal(Date(2025, 7, 10), filed.Find("contract.to")!.Value);

        var unfiled = await office.Facts.GatherAsync(Firm, office.Vault.KeyOf(Office.Person(9)), declared, Office.Today, default);
        Assert.Equal(new Fact(Date(2030, 1, 1), "申报表", Office.Today, Declared: true), unfiled.Find("contract.to"));
        Assert.True(unfiled.Find("hire.date")!.Declared);
        Assert.False(unfiled.Find("worker.born_on")!.Declared);
    }

    [Fact]
    public async Task A_firm_the_lists_do_not_name_has_no_tier_on_the_days_they_speak_for()
    {
        using Office office = new();
        await LoadAsync(office);
        var sheet = await office.Facts.GatherAsync(Office.Code(7), office.Vault.KeyOf(Office.Person(1)), null, Office.Today, default);
        Assert.Equal(new Value.Text("none"), sheet.Find("enterprise.tier", new DateOnly(2022, 7, 11))!.Value);
        Assert.Null(sheet.Find("enterprise.tier", new DateOnly(2019, 1, 1)));
        Assert.Null(sheet.Find("enterprise.tier", Office.Today.AddDays(1)));
    }

    [Fact]
    public async Task Past_its_end_a_title_is_unknown_while_its_review_is_pending_and_none_after()
    {
        using Office office = new();
        await office.Lists.ApplyAsync(Office.Csv($"code,name,title,from,to,district\n{Firm},湘江示例一有限公司,专精特新,2018-06-01,2021-05-31,430104\n"), default);
        var sheet = await office.Facts.GatherAsync(Firm, office.Vault.KeyOf(Office.Person(1)), null, Office.Today, default);
        Assert.Equal(new Value.Text("specialised"), sheet.Find("enterprise.tier", new DateOnly(2021, 5, 31))!.Value);
        Assert.Null(sheet.Find("enterprise.tier", new DateOnly(2021, 6, 1)));
        Assert.Null(sheet.Find("enterprise.tier", new DateOnly(2022, 5, 31)));
        Assert.Equal(new Value.Text("none"), sheet.Find("enterprise.tier", new DateOnly(2022, 6, 1))!.Value);
    }

    [Fact]
    public async Task Of_several_contracts_the_one_nearest_to_the_declared_hire_counts()
    {
        using Office office = new();
        await office.LoadAsync("contracts", $"residentId,creditCode,from,to,filedOn\n{Worker},{Firm},2020-03-01,2021-02-28,2020-03-02\n{Worker},{Firm},2022-07-11,,2022-07-15\n{Worker},{Office.Code(2)},2022-07-01,2022-12-31,2022-07-02\n");
        var early = await office.Facts.GatherAsync(Firm, office.Vault.KeyOf(Office.Person(1)), new Declared { HiredOn = new DateOnly(2020, 2, 27) }, Office.Today, default);
        Assert.Equal(Date(2021, 2, 28), early.Find("contract.to")!.Value);
        var late = await GatherAsync(office);
        Assert.Equal(Date(2022, 7, 11), late.Find("hire.date")!.Value);
        Assert.Equal(new Value.Date(DateOnly.MaxValue), late.Find("contract.to")!.Value);
    }

    [Fact]
    public async Task Correspondence_study_after_a_full_time_degree_does_not_hide_it()
    {
        using Office office = new();
        await office.LoadAsync("graduates", $"residentId,school,degree,fullTime,graduatedOn\n{Worker},示例大学,大专,是,2021-06-25\n{Worker},示例大学,本科,否,2022-06-25\n");
        var sheet = await GatherAsync(office);
        Assert.Equal(new Value.Bool(true), sheet.Find("worker.graduation.full_time")!.Value);
        Assert.Equal(new Value.Number(2021), sheet.Find("worker.graduation.year")!.Value);
    }

    private static async Task LoadAsync(Office office)
    {
        Assert.IsType<ListImport.Applied>(await office.Lists.ApplyAsync(Office.Csv($"code,name,title,from,to,district\n{Firm},湘江示例一有限公司,专精特新,2021-10-01,,430104\n"), default));
        foreach (var (register, csv, complete) in new[]
        {
            ("graduates", $"residentId,school,degree,fullTime,graduatedOn\n{Worker},示例大学,本科,是,2022-06-25\n", false),
            ("unemployment", $"residentId,registeredOn,endedOn\n{Worker},2022-01-10,2022-07-18\n", true),
            ("poverty", $"residentId,listedOn\n{Office.Person(2).Text},2020-01-01\n", true),
            ("contracts", $"residentId,creditCode,from,to,filedOn\n{Worker},{Firm},2022-07-11,2025-07-10,2022-07-15\n", false),
            ("insurance", $"residentId,creditCode,kind,month,paidOn,employerYuan,backPayment\n{Worker},{Firm},失业保险,2022-07,2022-07-18,45.50,否\n{Worker},{Firm},养老保险,2022-07,2022-07-18,800,否\n{Worker},{Firm},养老保险,2022-08,2022-08-30,800,是\n{Worker},{Office.Code(2)},工伤保险,2022-06,2022-06-18,9,否\n", false),
            ("apprentices", $"residentId,creditCode,level,from,to,filedOn,certificateOn\n{Worker},{Firm},高级工,2022-07-20,2024-07-19,2022-07-12,\n", false),
        })
        {
            Assert.Empty((await office.LoadAsync(register, csv, complete)).Faults);
        }
    }

    private static Task<FactSheet> GatherAsync(Office office) =>
        office.Facts.GatherAsync(Firm, office.Vault.KeyOf(Office.Person(1)), null, Office.Today, default);

    private static Value.Date Date(int year, int month, int day) => new(new DateOnly(year, month, day));

    private static IReadOnlyList<Value> Months(FactSheet sheet, string path) => ((Value.List)sheet.Find(path)!.Value).Items;
}

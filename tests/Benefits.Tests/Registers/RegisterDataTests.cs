using Benefits.Audit;
using Benefits.Audit.Verification;
using Benefits.Policy;
using Benefits.Registers;
using Benefits.Storage;

namespace Benefits.Tests.Registers;

/// <summary>Registers are data: what a pack describes is loaded and drawn without a line of code.</summary>
public sealed class RegisterDataTests
{
    private static readonly CreditCode Firm = Office.Code(1);
    private static readonly string Worker = Office.Person(1).Text;
    private static readonly DateOnly Hired = new(2022, 7, 11);

    [Fact]
    public async Task Every_fact_of_the_catalogue_is_filled_by_its_register_or_source()
    {
        using Office office = new();
        await office.Lists.ApplyAsync(Office.Csv($"code,name,title,from,to,district\n{Firm},湘江示例一有限公司,专精特新,2021-10-01,,430104\n"), default);
        foreach (var (register, (header, good)) in RegisterTests.Sheets) Assert.Empty((await office.LoadAsync(register, $"{header}\n{good.Replace("2022-07-12,", "2022-07-12,2022-08-30", StringComparison.Ordinal)}\n")).Faults);
        Declared declared = new() { HiredOn = Hired, ContractFrom = Hired, ContractTo = Hired.AddYears(3) };

        var sheet = await office.Facts.GatherAsync(Firm, office.Vault.KeyOf(Office.Person(1)), declared, Office.Today, default);

        List<string> unfilled = [.. Office.Library.Facts.All
            .Where(fact => fact.Origin is not FactOrigin.PaidClaims)
            .Where(fact => fact.IsDated ? !Days().Any(day => sheet.Find(fact.Path, day) is not null) : sheet.Find(fact.Path) is null)
            .Select(fact => fact.Path)];
        Assert.Empty(unfilled);
    }

    [Fact]
    public async Task A_new_register_of_people_firms_and_districts_needs_no_code()
    {
        var library = With(
            ("registers/visits.yaml", """
                register: visits
                title: 走访记录
                about: district
                columns:
                  - { name: on, header: 走访日期, type: date }
                  - { name: people, header: 走访人数, type: count }
                key: [on]
                entry: { day: [today], where: on <= day, pick: latest, by: on }
                facts:
                  - { fact: district.visited_on, title: 最近走访日期, value: on }
                  - { fact: district.visits, title: 走访次数, count: true, where: people >= 2 }
                """),
            ("registers/penalties.yaml", """
                register: penalties
                title: 行政处罚记录
                about: firm
                columns:
                  - { name: decidedOn, header: 处罚日期, type: date }
                  - { name: fine, header: 罚款金额, type: money }
                  - { name: grade, header: 信用等级, type: code, values: { good: [A级, 守信], bad: [D级, 失信] } }
                  - { name: until, header: 惩戒截止, type: date, required: false, not_before: decidedOn }
                key: [decidedOn]
                entry: { day: [hire.date, today], pick: earliest, by: decidedOn }
                facts:
                  - { fact: enterprise.fined, title: 罚款合计, sum: fine }
                  - { fact: enterprise.first_grade, title: 首次等级, value: grade, absent: { none: 无处罚 } }
                  - { fact: enterprise.grade, title: 信用等级, spans: { from: decidedOn, to: until, of: grade } }
                """));
        using Office office = new(library: library);
        await office.Lists.ApplyAsync(Office.Csv($"code,name,title,from,to,district\n{Firm},湘江示例一有限公司,专精特新,2021-10-01,,430104\n"), default);
        Assert.Empty((await office.LoadAsync("visits", "行政区划代码,走访日期,走访人数\n430104,2022-05-01,3\n430104,2022-08-01,1\n430104,2022-09-01,2\n430105,2022-08-30,9\n")).Faults);
        Assert.Empty((await office.LoadAsync("penalties", $"统一社会信用代码,处罚日期,罚款金额,信用等级,惩戒截止\n{Firm},2022-01-10,\"1,000.50\",失信,2022-06-30\n{Firm},2022-07-01,200,A级,\n")).Faults);

        var sheet = await office.Facts.GatherAsync(Firm, office.Vault.KeyOf(Office.Person(1)), null, Office.Today, default);

        Assert.Equal(new Value.Date(new DateOnly(2022, 9, 1)), sheet.Find("district.visited_on")!.Value);
        Assert.Equal(new Value.Number(2), sheet.Find("district.visits")!.Value);
        Assert.Equal(new Value.Amount(new Money(1_200_50)), sheet.Find("enterprise.fined")!.Value);
        Assert.Equal(new Value.Text("bad"), sheet.Find("enterprise.first_grade")!.Value);
        Assert.Equal(new Value.Text("bad"), sheet.Find("enterprise.grade", new DateOnly(2022, 6, 30))!.Value);
        Assert.Null(sheet.Find("enterprise.grade", new DateOnly(2022, 6, 29).AddDays(-200)));
        Assert.Equal(new Value.Text("good"), sheet.Find("enterprise.grade", new DateOnly(2023, 1, 1))!.Value);
        Assert.Null(sheet.Find("enterprise.grade", new DateOnly(2022, 6, 30).AddDays(-175)));

        var other = await office.Facts.GatherAsync(Office.Code(2), office.Vault.KeyOf(Office.Person(1)), null, Office.Today, default);
        Assert.Null(other.Find("enterprise.first_grade"));
        await office.LoadAsync("penalties", "统一社会信用代码,处罚日期,罚款金额,信用等级,惩戒截止\n", complete: true);
        other = await office.Facts.GatherAsync(Office.Code(2), office.Vault.KeyOf(Office.Person(1)), null, Office.Today, default);
        Assert.Equal(new Value.Text("none"), other.Find("enterprise.first_grade")!.Value);
        Assert.Equal(new Value.Amount(Money.Zero), other.Find("enterprise.fined")!.Value);
    }

    [Theory]
    [InlineData("2022-07-10", "2022-07-11")]
    [InlineData("2022-07-11", "2022-07-11")]
    [InlineData("2022-07-12", "2022-09-01")]
    [InlineData("2022-09-02", "2022-09-01")]
    public async Task An_apprentice_trains_for_the_first_filing_on_or_after_the_day_of_hire_and_else_the_last(string hired, string from)
    {
        using Office office = new();
        await office.LoadAsync("apprentices", $"residentId,creditCode,level,from,to,filedOn,certificateOn\n{Worker},{Firm},高级工,2022-07-11,2023-07-10,2022-07-01,\n{Worker},{Firm},高级工,2022-09-01,2023-08-31,2022-07-01,\n");
        Assert.Equal(Date(from), (await GatherAsync(office, hired)).Find("apprentice.from")!.Value);
    }

    [Theory]
    [InlineData("2022-02-28", "2022-03-01")]
    [InlineData("2022-03-01", "2022-03-01")]
    [InlineData("2022-05-31", "2022-03-01")]
    [InlineData("2022-06-01", "2022-06-01")]
    public async Task A_trainee_is_the_last_that_had_begun_by_the_day_of_hire_and_else_the_first_after(string hired, string from)
    {
        using Office office = new();
        await office.LoadAsync("internships", $"residentId,creditCode,from,to,retainedOn,insured\n{Worker},{Firm},2022-03-01,2022-05-31,,是\n{Worker},{Firm},2022-06-01,2022-08-31,,是\n");
        Assert.Equal(Date(from), (await GatherAsync(office, hired)).Find("internship.from")!.Value);
    }

    [Theory]
    [InlineData("2022-01-09", false)]
    [InlineData("2022-01-10", true)]
    [InlineData("2022-07-18", true)]
    [InlineData("2022-07-19", false)]
    public async Task A_registration_counts_from_its_first_day_to_its_last(string hired, bool registered)
    {
        using Office office = new();
        await office.LoadAsync("unemployment", $"residentId,registeredOn,endedOn\n{Worker},2022-01-10,2022-07-18\n");
        Assert.Equal(new Value.Bool(registered), (await GatherAsync(office, hired)).Find("worker.unemployment.registered")!.Value);
    }

    [Fact]
    public async Task Not_certified_is_known_only_from_an_extract_that_held_everyone()
    {
        const string Header = "residentId,creditCode,level,from,to,filedOn,certificateOn";
        using Office office = new();
        await office.LoadAsync("apprentices", $"{Header}\n{Worker},{Firm},高级工,2022-07-11,2023-07-10,2022-07-01,\n");
        Assert.Null((await GatherAsync(office, "2022-07-11")).Find("apprentice.certified"));
        await office.LoadAsync("apprentices", $"{Header}\n{Worker},{Firm},高级工,2022-07-11,2023-07-10,2022-07-01,\n\n", complete: true);
        Assert.Equal(new Value.Bool(false), (await GatherAsync(office, "2022-07-11")).Find("apprentice.certified")!.Value);
    }

    [Fact]
    public async Task An_extract_of_some_takes_nothing_away_from_an_extract_of_everyone()
    {
        const string Header = "residentId,creditCode,level,from,to,filedOn,certificateOn";
        using Office office = new();
        await office.LoadAsync("apprentices", $"{Header}\n", complete: true, asOf: Office.Today.AddDays(-1));
        await office.LoadAsync("apprentices", $"{Header}\n{Office.Person(2).Text},{Firm},中级工,2022-09-01,2023-08-31,2022-08-20,\n");
        var level = (await GatherAsync(office, "2022-07-11")).Find("apprentice.level")!;
        Assert.Equal((new Value.Text("none"), Office.Today.AddDays(-1)), ((Value.Text)level.Value, level.AsOf));
    }

    [Fact]
    public async Task What_a_register_says_of_a_district_is_bound_by_the_key_and_missed_when_it_is_gone()
    {
        var key = Office.Keys("k1").Audit;
        MemoryTable store = new();
        using Office office = new(new KeyedTable(store, key), library: With(("registers/visits.yaml", """
            register: visits
            title: 走访记录
            about: district
            columns:
              - { name: on, header: 走访日期, type: date }
            key: [on]
            facts:
              - { fact: district.visited, title: 走访过, exists: true }
            """)));
        await office.LoadAsync("visits", "行政区划代码,走访日期\n430104,2022-05-01\n430105,2022-08-30\n");
        var rows = await store.ScanAsync(default).ToListAsync();
        var district = rows.Single(row => row.Key == new TableKey("dis-430104", "reg-visits"));

        Assert.True(KeyedTable.IsBound(district, key));
        Assert.False(KeyedTable.IsBound(district with { Body = district.Body.Replace("2022-05-01", "2022-05-02", StringComparison.Ordinal) }, key));
        Assert.Empty(await BreaksAsync(rows));
        Assert.Equal([(district.Key, ChainFault.RowMissing)], (await BreaksAsync(rows.Where(row => row != district))).Select(found => (found.Place, found.Fault)));

        async Task<IReadOnlyList<ChainBreak>> BreaksAsync(IEnumerable<TableRow> seen)
        {
            var run = new RegisterRows(office.Files).Begin();
            foreach (var row in seen) run.See(KeyedTable.Opened(row));
            Findings findings = new();
            await run.EndAsync(findings, default);
            return findings.Breaks;
        }
    }

    [Fact]
    public async Task Of_a_school_only_a_keyed_hash_is_kept_and_two_schools_are_two_graduations()
    {
        using Office office = new();
        var header = RegisterTests.Sheets["graduates"].Header;
        await office.LoadAsync("graduates", $"{header}\n{Worker},某甲大学,本科,是,2022-06-25\n{Worker},某乙大学,大学本科,是,2022-06-25\n");

        var kept = await office.DumpAsync(office.PlaceOf(1).Partition);
        Assert.DoesNotContain("大学", kept, StringComparison.Ordinal);
        Assert.Equal(3, kept.Split("\"school\":\"").Length);
        Assert.Contains(office.Vault.Fingerprint("某甲大学")[..16], kept, StringComparison.Ordinal);
    }

    private static async Task<FactSheet> GatherAsync(Office office, string hired) =>
        await office.Facts.GatherAsync(Firm, office.Vault.KeyOf(Office.Person(1)), new Declared { HiredOn = DateOnly.ParseExact(hired, "yyyy-MM-dd") }, Office.Today, default);

    private static Value.Date Date(string day) => new(DateOnly.ParseExact(day, "yyyy-MM-dd"));

    private static IEnumerable<DateOnly> Days() => [new(2022, 3, 1), new(2022, 7, 1), Hired];

    private static PolicyLibrary With(params (string Path, string Text)[] files) =>
        PolicyLibrary.Load(PolicyLibrary.BuiltInFiles().Concat(files.Select(file => new PackFile(file.Path, file.Text))));
}

using Benefits.Enterprises;
using Benefits.Funds;
using Benefits.Reference;

namespace Benefits.Demo;

/// <summary>A made-up province (演示数据) as it stands on one day: 300 firms, 20,000 people, what the registers say of them, money and staff. The same day gives the same data.</summary>
public sealed class DemoData
{
    private const int Firms300 = 300;
    private const int People20000 = 20_000;
    private static readonly DistrictCode Hunan = Typed.Parse<DistrictCode>("43");

    private readonly DemoSheets _sheets;
    private readonly DateOnly _today;

    private DemoData(DateOnly today)
    {
        _today = today;
        _sheets = new DemoSheets(today);
        DemoPeople people = new(20220622, today);
        DemoWorkforce workforce = new(_sheets, people);
        DemoCrews crews = new(workforce, people, today);
        Firms = MakeFirms(people);
        RehearsalFirm = Firms[0];
        VisitorFirm = Firms[1];
        WriteTitles(people);
        RehearsalWorkers = crews.Rehearsal(RehearsalFirm);
        VisitorWorkers = crews.Visitor(VisitorFirm);
        Fill(people, workforce);
        Staff = MakeStaff(people);
        Budgets = MakeBudgets();
    }

    public IReadOnlyList<DemoFirm> Firms { get; }

    /// <summary>The firm with more than fifty hires of July and August 2022.</summary>
    public DemoFirm RehearsalFirm { get; }

    public IReadOnlyList<DemoWorker> RehearsalWorkers { get; }

    /// <summary>The firm whose hires lie in the months before today.</summary>
    public DemoFirm VisitorFirm { get; }

    public IReadOnlyList<DemoWorker> VisitorWorkers { get; }

    public IReadOnlyList<DemoStaff> Staff { get; }

    /// <summary>Budgets of this year and the next: counties hold the employment fund, prefectures the skills fund, the province the unemployment fund.</summary>
    public IReadOnlyList<DemoBudget> Budgets { get; }

    public int People { get; private set; }

    public DateOnly Today => _today;

    public static DemoData Create(DateOnly today) => new(today);

    /// <summary>One of the files, as a visitor could load it.</summary>
    public Stream OpenSheet(string sheet) => _sheets.Open(sheet);

    private static List<DemoFirm> MakeFirms(DemoPeople people)
    {
        var prefectures = Districts.Prefectures(Hunan);
        HashSet<string> names = [];
        List<DemoFirm> firms = [];
        while (firms.Count < Firms300)
        {
            var prefecture = firms.Count < 2 ? prefectures[0] : prefectures[firms.Count % prefectures.Count];
            var city = prefecture.Name.StartsWith("湘西", StringComparison.Ordinal) ? "湘西" : prefecture.Name.TrimEnd('市');
            var name = $"{city}{people.Pick(DemoWords.Brands)}{people.Pick(DemoWords.Trades)}有限公司";
            if (!names.Add(name)) continue;
            var county = firms.Count < 2 ? Districts.Find(Typed.Parse<DistrictCode>("430104"))! : people.Pick(Districts.Counties(prefecture.Code));
            firms.Add(new DemoFirm(people.Code(), name, county.Code, "102551000018", $"6299{people.Number(100_000_000, 999_999_999)}{people.Number(100_000, 999_999)}"));
        }
        return firms;
    }

    private void WriteTitles(DemoPeople people)
    {
        DateOnly[] published = [new(2020, 12, 1), new(2021, 10, 1), new(2022, 8, 1), new(2023, 7, 1), new(2024, 9, 1), new(2025, 10, 1)];
        for (var place = 0; place < Firms.Count; place++)
        {
            var firm = Firms[place];
            if (place == 0)
            {
                foreach (var from in new DateOnly[] { new(2021, 10, 1), new(2024, 10, 1) }) AddTitle(firm, "专精特新中小企业", from, null);
            }
            else if (place == 1)
            {
                AddTitle(firm, "专精特新中小企业", _today.AddYears(-2), null);
                AddTitle(firm, "专精特新“小巨人”企业", _today.AddDays(-300), null);
            }
            else if (place < 8)
            {
                // Ends soon, so that a visitor sees the announcements.
                AddTitle(firm, "专精特新中小企业", _today.AddYears(-3).AddDays(place * 5), _today.AddDays(place switch { 2 => 1, 3 => 7, 4 => 30, _ => place * 4 }));
            }
            else
            {
                var from = people.Pick(published.Where(day => day <= _today).DefaultIfEmpty(_today.AddYears(-1)).ToList());
                AddTitle(firm, people.Number(0, 10) switch { < 3 => "创新型中小企业", < 8 => "专精特新中小企业", _ => "专精特新“小巨人”企业" }, from, null);
                if (people.Number(0, 5) == 0) AddTitle(firm, "创新型中小企业", from.AddYears(-1), null);
            }
            if (place < 60) _sheets.Add("internship-bases", new DateOnly(2020, 1, 1), firm.Code, new DateOnly(2021, 1, 1), null);
        }
    }

    private void AddTitle(DemoFirm firm, string title, DateOnly from, DateOnly? to) =>
        _sheets.Add(DemoSheets.EnterpriseList, from, firm.Code, firm.Name, title, from, to ?? TitleTerms.EndOf(from), firm.District);

    /// <summary>Everyone else, until there are 20,000.</summary>
    private void Fill(DemoPeople people, DemoWorkforce workforce)
    {
        while (people.Count < People20000)
        {
            var left = People20000 - people.Count;
            switch (left % 10)
            {
                case 0 or 1 or 2:
                    Employ(people, workforce);
                    break;
                case 3 or 4 or 5:
                    var year = people.Number(2022, 2027);
                    var graduate = people.Person(year - 24, year - 21);
                    workforce.Graduated(graduate, new DateOnly(year, 6, 20), people.Number(0, 8) > 0);
                    if (people.Number(0, 3) == 0) workforce.UnemployedGraduate(graduate, new DateOnly(year, 9, 10), null);
                    break;
                case 6 or 7 or 8:
                    var jobless = people.Person(_today.Year - 55, _today.Year - 18);
                    var since = people.Day(_today.AddMonths(-18), _today.AddDays(-3));
                    workforce.Unemployed(jobless, since, null);
                    if (people.Number(0, 3) == 0) workforce.Hardship(jobless, since.AddDays(20));
                    break;
                default:
                    workforce.Poverty(people.Person(_today.Year - 55, _today.Year - 18), people.Day(new DateOnly(2018, 1, 1), new DateOnly(2021, 12, 31)));
                    break;
            }
        }
        People = people.Count;
    }

    private void Employ(DemoPeople people, DemoWorkforce workforce)
    {
        var firm = Firms[people.Number(2, Firms.Count)];
        var hired = people.Day(_today.AddMonths(-24), _today.AddDays(-6));
        var to = hired.AddMonths(people.Pick([6, 12, 24, 36, 36])).AddDays(-1);
        var isGraduate = people.Number(0, 2) == 0;
        var id = isGraduate ? people.Person(hired.Year - 24, hired.Year - 21) : people.Person(hired.Year - 50, hired.Year - 19);
        if (isGraduate) workforce.Graduated(id, new DateOnly(hired.Year - people.Number(0, 3), 6, 20), people.Number(0, 10) > 0);
        else if (people.Number(0, 3) == 0) workforce.Unemployed(id, hired.AddMonths(-people.Number(1, 14)), hired);
        workforce.Hired(id, firm, hired, to);
        workforce.Insured(id, firm, hired, to, people.Number(1, 6), people.Number(0, 30) == 0 ? 1 : null);
        if (people.Number(0, 25) == 0) workforce.Apprenticed(id, firm, hired.AddDays(10), people.Pick([12, 24]), people.Number(0, 2) == 0);
    }

    private List<DemoStaff> MakeStaff(DemoPeople people)
    {
        List<DemoStaff> staff =
        [
            new("agent-rehearsal", people.Name(), "agent", null, RehearsalFirm.Code),
            new("agent-visitor", people.Name(), "agent", null, VisitorFirm.Code),
            .. Firms.Skip(2).Take(8).Select((firm, place) => new DemoStaff($"agent-{place + 3}", people.Name(), "agent", null, firm.Code)),
        ];
        foreach (var district in Firms.Select(firm => firm.District).Distinct().Take(6))
        {
            staff.Add(new DemoStaff($"caseworker-{district}", people.Name(), "caseworker", district, null));
            staff.Add(new DemoStaff($"caseworker2-{district}", people.Name(), "caseworker", district, null));
            staff.Add(new DemoStaff($"reviewer-{district}", people.Name(), "reviewer", district, null));
            staff.Add(new DemoStaff($"reviewer2-{district}", people.Name(), "reviewer", district, null));
            staff.Add(new DemoStaff($"reviewer3-{district}", people.Name(), "reviewer", district, null));
        }
        staff.Add(new DemoStaff("reviewer-4301", people.Name(), "reviewer", Typed.Parse<DistrictCode>("4301"), null));
        staff.Add(new DemoStaff("supervisor-43", people.Name(), "supervisor", Hunan, null));
        staff.Add(new DemoStaff("auditor-43", people.Name(), "auditor", Hunan, null));
        staff.Add(new DemoStaff("operator-43", people.Name(), "operator", Hunan, null));
        return staff;
    }

    private List<DemoBudget> MakeBudgets()
    {
        List<DemoBudget> budgets = [];
        foreach (var year in new[] { _today.Year, _today.Year + 1 })
        {
            budgets.Add(new DemoBudget(new FundKey("unemployment", Hunan, year), Money.FromYuan(300_000_000)));
            budgets.AddRange(Districts.Prefectures(Hunan).Select(district => new DemoBudget(new FundKey("skills", district.Code, year), Money.FromYuan(20_000_000))));
            budgets.AddRange(Districts.Counties(Hunan).Select(district => new DemoBudget(new FundKey("employment", district.Code, year), Money.FromYuan(5_000_000))));
        }
        return budgets;
    }
}

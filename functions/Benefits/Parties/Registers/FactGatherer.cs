using Benefits.Parties.Lists;
using Benefits.Policy;
using Benefits.Storage;

namespace Benefits.Parties.Registers;

/// <summary>Gathers the facts of one worker at one firm (核验取数): each from its register with the day the register spoke for, and from the form only where no register answers.</summary>
/// <remarks>
/// Where a register has several entries, the one that belongs to this hire counts: the contract that begins nearest to the declared day,
/// the last full-time graduation up to the year of hire, the last registration as unemployed before it.
/// Insurance months are those paid on time by this firm; back payments stand apart.
/// </remarks>
public sealed class FactGatherer(ITable table, EnterpriseBook book, PersonVault vault)
{
    private const string Form = "申报表";
    private const string Identity = "公民身份号码";

    /// <summary>Branches whose employer's part the employer-paid facts add up; injury insurance is no part of 社保补贴.</summary>
    private static readonly InsuranceKind[] Subsidised = [InsuranceKind.Pension, InsuranceKind.Medical, InsuranceKind.Unemployment];

    /// <summary>What is known of the firm: once for an application.</summary>
    public async Task<EnterpriseFacts> EnterpriseAsync(CreditCode code, CancellationToken cancel)
    {
        Dictionary<string, RegisterCoverage> coverage = [];
        ListCoverage? list = null;
        await foreach (var row in table.ReadAsync(EnterpriseListImport.ImportsPartition, "coverage-", cancel))
        {
            if (row.Key == EnterpriseListImport.CoverageKey) list = row.Read<ListCoverage>();
            else coverage[row.Key.Row["coverage-".Length..]] = row.Read<RegisterCoverage>();
        }
        var bases = await table.FindAsync(new TableKey(EnterpriseBook.PartitionOf(code), $"reg-{RegisterCatalog.InternshipBases.Name}"), cancel);
        return new EnterpriseFacts(code, await book.FindAsync(code, cancel), list, bases?.Read<RegisterRow<InternshipBase>>(), coverage);
    }

    public async Task<FactSheet> GatherAsync(CreditCode code, PersonKey person, Declared? declared, DateOnly today, CancellationToken cancel) =>
        await GatherAsync(await EnterpriseAsync(code, cancel), person, declared, today, cancel);

    /// <summary>The facts of one worker, with one read of the person's partition.</summary>
    public async Task<FactSheet> GatherAsync(EnterpriseFacts enterprise, PersonKey person, Declared? declared, DateOnly today, CancellationToken cancel)
    {
        var file = await PersonFile.ReadAsync(table, person, cancel);
        FactSheet sheet = new();
        sheet.Set("today", new Fact(new Value.Date(today), "业务日期", today));
        enterprise.Fill(sheet, today);
        var hiredOn = FillEmployment(sheet, file, enterprise.Code, declared, today);
        FillPerson(sheet, file, enterprise, person, declared, hiredOn ?? file.Find(RegisterCatalog.Internships, enterprise.Code)?.Entries.Max(entry => entry.From) ?? today, today);
        FillInsurance(sheet, file, enterprise);
        FillApprenticeship(sheet, file, enterprise, hiredOn ?? today);
        FillInternship(sheet, file, enterprise, hiredOn ?? today);
        return sheet;
    }

    private static DateOnly? FillEmployment(FactSheet sheet, PersonFile file, CreditCode firm, Declared? declared, DateOnly today)
    {
        var filed = file.Find(RegisterCatalog.Contracts, firm);
        var wanted = declared?.HiredOn ?? declared?.ContractFrom;
        var contract = wanted is { } day
            ? filed?.Entries.MinBy(entry => Math.Abs(entry.From.DayNumber - day.DayNumber))
            : filed?.Entries.MaxBy(entry => entry.From);
        if (contract is not null)
        {
            var source = filed!.Source;
            sheet.Set("hire.date", new Fact(new Value.Date(contract.From), source, filed.AsOf));
            sheet.Set("contract.from", new Fact(new Value.Date(contract.From), source, filed.AsOf));
            // The catalogue writes a contract without an end (无固定期限) so.
            sheet.Set("contract.to", new Fact(new Value.Date(contract.To ?? DateOnly.MaxValue), source, filed.AsOf));
            sheet.Set("contract.filed_on", new Fact(new Value.Date(contract.FiledOn), source, filed.AsOf));
            return contract.From;
        }
        if ((declared?.HiredOn ?? declared?.ContractFrom) is { } hired) sheet.Set("hire.date", Said(hired, today));
        if ((declared?.ContractFrom ?? declared?.HiredOn) is { } from) sheet.Set("contract.from", Said(from, today));
        if (declared?.ContractTo is { } to) sheet.Set("contract.to", Said(to, today));
        return declared?.HiredOn ?? declared?.ContractFrom;
    }

    private void FillPerson(FactSheet sheet, PersonFile file, EnterpriseFacts enterprise, PersonKey person, Declared? declared, DateOnly hiredOn, DateOnly today)
    {
        if (declared?.BornOn is { } born) sheet.Set("worker.born_on", new Fact(new Value.Date(born), Identity, today));
        else if (file.SealedBornOn is { } kept)
        {
            var opened = StoredJson.Read<DateOnly>(vault.Open(kept, RegisterLoader.BirthContext(RegisterLoader.PartitionOf(person))));
            sheet.Set("worker.born_on", new Fact(new Value.Date(opened), Identity, today));
        }

        if (file.Find(RegisterCatalog.Graduates) is { } graduates)
        {
            var graduation = graduates.Entries
                .OrderByDescending(entry => entry.GraduatedOn.Year <= hiredOn.Year)
                .ThenByDescending(entry => entry.FullTime)
                .ThenByDescending(entry => entry.GraduatedOn)
                .First();
            sheet.Set("worker.graduation.year", new Fact(new Value.Number(graduation.GraduatedOn.Year), graduates.Source, graduates.AsOf));
            sheet.Set("worker.graduation.date", new Fact(new Value.Date(graduation.GraduatedOn), graduates.Source, graduates.AsOf));
            sheet.Set("worker.graduation.full_time", new Fact(new Value.Bool(graduation.FullTime), graduates.Source, graduates.AsOf));
            sheet.Set("worker.graduation.degree", new Fact(new Value.Text(graduation.Degree), graduates.Source, graduates.AsOf));
        }
        else SetWhereComplete(sheet, "worker.graduation.full_time", false, enterprise, RegisterCatalog.Graduates);
        FillStanding(sheet, file, enterprise, hiredOn);
    }

    /// <summary>What the person was on the day of hire: on the ledger of graduates without work, registered unemployed, hard to employ, out of poverty. "No" is said only by an extract that held everyone.</summary>
    private static void FillStanding(FactSheet sheet, PersonFile file, EnterpriseFacts enterprise, DateOnly hiredOn)
    {
        if (file.Find(RegisterCatalog.UnemployedGraduates) is { } listed)
        {
            var isListed = listed.Entries.Any(entry => entry.ListedOn <= hiredOn && (entry.EndedOn is not { } ended || ended >= hiredOn));
            sheet.Set("worker.graduation.unemployed_since", new Fact(new Value.Bool(isListed), listed.Source, listed.AsOf));
        }
        else SetWhereComplete(sheet, "worker.graduation.unemployed_since", false, enterprise, RegisterCatalog.UnemployedGraduates);

        if (file.Find(RegisterCatalog.Unemployed) is { } unemployed)
        {
            var open = Latest(unemployed.Entries.Where(entry => entry.EndedOn is not { } ended || ended >= hiredOn), entry => entry.RegisteredOn, hiredOn);
            sheet.Set("worker.unemployment.registered", new Fact(new Value.Bool(open is not null), unemployed.Source, unemployed.AsOf));
            if (open is not null) sheet.Set("worker.unemployment.registered_on", new Fact(new Value.Date(open.RegisteredOn), unemployed.Source, unemployed.AsOf));
        }
        else SetWhereComplete(sheet, "worker.unemployment.registered", false, enterprise, RegisterCatalog.Unemployed);

        if (file.Find(RegisterCatalog.Hardships) is { } hardships)
        {
            var open = Latest(hardships.Entries.Where(entry => entry.EndedOn is not { } ended || ended >= hiredOn), entry => entry.RecognisedOn, hiredOn);
            sheet.Set("worker.hardship.kind", new Fact(new Value.Text(open?.Kind ?? "none"), hardships.Source, hardships.AsOf));
            if (open is not null) sheet.Set("worker.hardship.recognised_on", new Fact(new Value.Date(open.RecognisedOn), hardships.Source, hardships.AsOf));
        }
        else if (enterprise.Coverage.GetValueOrDefault(RegisterCatalog.Hardships.Name) is { Complete: true } covered) sheet.Set("worker.hardship.kind", new Fact(new Value.Text("none"), covered.Source, covered.AsOf));

        if (file.Find(RegisterCatalog.PovertyList) is { } poverty) sheet.Set("worker.poverty.listed", new Fact(new Value.Bool(true), poverty.Source, poverty.AsOf));
        else SetWhereComplete(sheet, "worker.poverty.listed", false, enterprise, RegisterCatalog.PovertyList);
    }

    private static void SetWhereComplete(FactSheet sheet, string path, bool value, EnterpriseFacts enterprise, Register register)
    {
        if (enterprise.Coverage.GetValueOrDefault(register.Name) is { Complete: true } covered) sheet.Set(path, new Fact(new Value.Bool(value), covered.Source, covered.AsOf));
    }

    private static void FillInsurance(FactSheet sheet, PersonFile file, EnterpriseFacts enterprise)
    {
        var paid = file.Find(RegisterCatalog.Insurance, enterprise.Code);
        var covered = enterprise.Coverage.GetValueOrDefault(RegisterCatalog.Insurance.Name);
        // Without any month, "nothing paid" is known only where the extract held everyone.
        if (paid is null && covered is not { Complete: true }) return;
        var source = paid?.Source ?? covered!.Source;
        var asOf = paid is not null && (covered is null || paid.AsOf > covered.AsOf) ? paid.AsOf : covered!.AsOf;
        var months = paid?.Entries ?? [];
        var onTime = months.Where(month => !month.BackPayment).ToList();
        foreach (var kind in Enum.GetValues<InsuranceKind>())
        {
            sheet.Set($"insurance.{WordOf(kind)}.months", new Fact(Months(onTime.Where(month => month.Kind == kind)), source, asOf));
        }
        sheet.Set("insurance.back_paid.months", new Fact(Months(months.Where(month => month.BackPayment)), source, asOf));
        sheet.SetSeries("insurance.employer_paid", ByMonth(onTime.Where(month => Subsidised.Contains(month.Kind)), month => month.Month, month => month.EmployerFen), source, asOf);
    }

    private static void FillApprenticeship(FactSheet sheet, PersonFile file, EnterpriseFacts enterprise, DateOnly hiredOn)
    {
        if (file.Find(RegisterCatalog.Apprentices, enterprise.Code) is not { } filed)
        {
            if (enterprise.Coverage.GetValueOrDefault(RegisterCatalog.Apprentices.Name) is { Complete: true } covered) sheet.Set("apprentice.level", new Fact(new Value.Text("none"), covered.Source, covered.AsOf));
            return;
        }
        // An apprentice is hired first; the training may begin later.
        var entry = filed.Entries.OrderBy(entry => entry.From).FirstOrDefault(entry => entry.From >= hiredOn) ?? filed.Entries.MaxBy(entry => entry.From)!;
        sheet.Set("apprentice.level", new Fact(new Value.Text(entry.Level == ApprenticeLevel.Senior ? "senior" : "intermediate"), filed.Source, filed.AsOf));
        sheet.Set("apprentice.from", new Fact(new Value.Date(entry.From), filed.Source, filed.AsOf));
        sheet.Set("apprentice.to", new Fact(new Value.Date(entry.To), filed.Source, filed.AsOf));
        sheet.Set("apprentice.filed_on", new Fact(new Value.Date(entry.FiledOn), filed.Source, filed.AsOf));
        if (entry.CertificateOn is not { } certified)
        {
            SetWhereComplete(sheet, "apprentice.certified", false, enterprise, RegisterCatalog.Apprentices);
            return;
        }
        sheet.Set("apprentice.certified", new Fact(new Value.Bool(true), filed.Source, filed.AsOf));
        sheet.Set("apprentice.certificate_on", new Fact(new Value.Date(certified), filed.Source, filed.AsOf));
    }

    private static void FillInternship(FactSheet sheet, PersonFile file, EnterpriseFacts enterprise, DateOnly hiredOn)
    {
        if (file.Find(RegisterCatalog.Internships, enterprise.Code) is { } filed)
        {
            sheet.Set("internship.filed", new Fact(new Value.Bool(true), filed.Source, filed.AsOf));
            var entry = Latest(filed.Entries, entry => entry.From, hiredOn) ?? filed.Entries.MinBy(entry => entry.From)!;
            sheet.Set("internship.from", new Fact(new Value.Date(entry.From), filed.Source, filed.AsOf));
            sheet.Set("internship.to", new Fact(new Value.Date(entry.To), filed.Source, filed.AsOf));
            sheet.Set("internship.insured", new Fact(new Value.Bool(entry.Insured), filed.Source, filed.AsOf));
            sheet.Set("internship.retained", new Fact(new Value.Bool(entry.RetainedOn is not null), filed.Source, filed.AsOf));
            if (entry.RetainedOn is { } retained) sheet.Set("internship.retained_on", new Fact(new Value.Date(retained), filed.Source, filed.AsOf));
        }
        else SetWhereComplete(sheet, "internship.filed", false, enterprise, RegisterCatalog.Internships);
        if (file.Find(RegisterCatalog.Allowances, enterprise.Code) is { } paid)
        {
            sheet.SetSeries("internship.allowance_paid", ByMonth(paid.Entries, month => month.Month, month => month.PaidFen), paid.Source, paid.AsOf);
        }
    }

    private static Fact Said(DateOnly day, DateOnly today) => new(new Value.Date(day), Form, today, Declared: true);

    private static T? Latest<T>(IEnumerable<T> entries, Func<T, DateOnly> on, DateOnly until)
        where T : class => entries.Where(entry => on(entry) <= until).MaxBy(on);

    private static Value.List Months(IEnumerable<InsuranceMonth> months) =>
        new([.. months.Select(month => month.Month).Distinct().Order().Select(month => new Value.Date(month))]);

    private static List<DatedValue> ByMonth<T>(IEnumerable<T> entries, Func<T, DateOnly> month, Func<T, Money> amount) =>
        [.. entries.GroupBy(month).OrderBy(group => group.Key).Select(group => new DatedValue(group.Key, group.Key.AddMonths(1).AddDays(-1), new Value.Amount(group.Sum(amount))))];

    private static string WordOf(InsuranceKind kind) => kind switch
    {
        InsuranceKind.Unemployment => "unemployment",
        InsuranceKind.Pension => "pension",
        InsuranceKind.Medical => "medical",
        InsuranceKind.Injury => "injury",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such insurance."),
    };
}

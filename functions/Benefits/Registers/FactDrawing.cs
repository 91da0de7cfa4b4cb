using Benefits.Eligibility;
using Benefits.Eligibility.Evaluation;
using Benefits.Policy;
using Benefits.Policy.Expressions;

namespace Benefits.Registers;

/// <summary>Draws every fact of one worker at one firm as the packs say. A fact that others hang on, such as the day of hire, is drawn when it is first asked for.</summary>
internal sealed class FactDrawing(PolicyLibrary library, EnterpriseFacts enterprise, RegisterFile person, Declared? declared, DateOnly? bornOn, DateOnly today)
{
    private readonly FactSheet _sheet = new(library.Facts);
    private readonly HashSet<string> _drawn = [];
    private readonly Dictionary<RegisterTerms, RegisterExtract?> _extracts = new(ReferenceEqualityComparer.Instance);

    public FactSheet DrawAll()
    {
        foreach (var terms in library.Facts.All) Fill(terms);
        return _sheet;
    }

    private void Fill(FactTerms terms)
    {
        if (!_drawn.Add(terms.Path)) return;
        switch (terms.Origin)
        {
            case FactOrigin.Own own: SetOwn(terms, own.Which); break;
            case FactOrigin.Drawn drawn: SetDrawn(terms, drawn.Register, drawn.By); break;
        }
        if (terms.IsDated || _sheet.Find(terms.Path) is not null) return;
        if (terms.Otherwise.Select(Known).FirstOrDefault(fact => fact is not null) is { } other) _sheet.Set(terms.Path, other);
    }

    private Fact? Known(string path)
    {
        Fill(library.Facts.Find(path)!);
        return _sheet.Find(path);
    }

    private void SetOwn(FactTerms terms, OwnFact which)
    {
        var listed = enterprise.List?.AsOf ?? today;
        switch (which)
        {
            case OwnFact.Today: Set(terms, today); break;
            case OwnFact.BornOn: Set(terms, bornOn); break;
            case OwnFact.FormHiredOn: Set(terms, declared?.HiredOn, isDeclared: true); break;
            case OwnFact.FormContractFrom: Set(terms, declared?.ContractFrom, isDeclared: true); break;
            case OwnFact.FormContractTo: Set(terms, declared?.ContractTo, isDeclared: true); break;
            case OwnFact.EnterpriseTier: _sheet.SetSeries(terms.Path, enterprise.Tiers(today), terms.Source, listed); break;
            case OwnFact.EnterpriseDistrict:
                if (enterprise.Enterprise?.District is { } district) _sheet.Set(terms.Path, new Fact(new Value.Text(district.Text), terms.Source, listed));
                break;
            default: throw new InvalidOperationException($"Nobody fills {which}.");
        }
    }

    private void Set(FactTerms terms, DateOnly? day, bool isDeclared = false)
    {
        if (day is { } known) _sheet.Set(terms.Path, new Fact(new Value.Date(known), terms.Source, today, isDeclared));
    }

    private void SetDrawn(FactTerms terms, RegisterTerms register, Draw draw)
    {
        var extract = Extract(register);
        var complete = enterprise.Coverage.GetValueOrDefault(register.Name) is { Complete: true } covered ? covered : null;
        if (extract is null && complete is null) return;
        var (source, asOf) = extract is null ? (complete!.Source, complete.AsOf) : (extract.Source, extract.AsOf);
        switch (draw)
        {
            case Draw.ValueOf value:
                var counted = extract is null ? null : Counted(register, extract);
                var drawn = counted is null ? draw.Absent : Evaluate(value.Of, counted.Value);
                if (counted is not null && value.NoOnlyWhereComplete && drawn is Value.Bool { Is: false })
                {
                    if (complete is null) return;
                    (source, asOf) = (complete.Source, complete.AsOf);
                }
                if (drawn is not null) _sheet.Set(terms.Path, new Fact(drawn, source, asOf));
                break;
            case Draw.Exists:
                _sheet.Set(terms.Path, new Fact(extract is not null && Counted(register, extract) is not null ? new Value.Bool(true) : draw.Absent!, source, asOf));
                break;
            case Draw.SpansOf spans:
                var stretches = Counting(extract, spans.Where).Select(entry => Stretch(entry, spans)).OfType<DatedValue>().ToList();
                if (complete is not null && draw.Absent is { } absent) stretches.Add(new DatedValue(DateOnly.MinValue, complete.AsOf > today ? complete.AsOf : today, absent));
                _sheet.SetSeries(terms.Path, stretches, source, asOf);
                break;
            default:
                SetGathered(terms, extract, draw, source, Later(asOf, enterprise.Coverage.GetValueOrDefault(register.Name)));
                break;
        }
    }

    /// <summary>Facts of many entries. They grow with each extract, so they stand as of the last, though it said nothing new of this person.</summary>
    private void SetGathered(FactTerms terms, RegisterExtract? extract, Draw draw, string source, DateOnly asOf)
    {
        switch (draw)
        {
            case Draw.ListOf list:
                if (list.Unclear is { } unclear && Counting(extract, unclear).Any()) return;
                var days = Counting(extract, list.Where).Select(entry => Evaluate(list.Of, new EntryDay(entry, null))).OfType<Value.Date>().Distinct().OrderBy(day => day.Is);
                _sheet.Set(terms.Path, new Fact(new Value.List([.. days]), source, asOf));
                break;
            case Draw.CountOf count:
                _sheet.Set(terms.Path, new Fact(new Value.Number(Counting(extract, count.Where).Count()), source, asOf));
                break;
            case Draw.SumOf { By: null } sum:
                _sheet.Set(terms.Path, new Fact(new Value.Amount(Sum(Counting(extract, sum.Where), sum.Of)), source, asOf));
                break;
            case Draw.SumOf { By: { } by } sum:
                var months = Counting(extract, sum.Where).Where(entry => entry.Day(by) is not null).GroupBy(entry => entry.Day(by)!.Value).OrderBy(month => month.Key);
                _sheet.SetSeries(terms.Path, [.. months.Select(month => new DatedValue(month.Key, month.Key.AddMonths(1).AddDays(-1), new Value.Amount(Sum(month, sum.Of))))], source, asOf);
                break;
            default: throw new InvalidOperationException($"Nobody draws {draw.GetType().Name}.");
        }
    }

    /// <summary>The days that an entry covers; null where its first day or its value is empty.</summary>
    private static DatedValue? Stretch(RegisterEntry entry, Draw.SpansOf spans)
    {
        if (entry.Day(spans.From) is not { } from || Evaluate(spans.Of, new EntryDay(entry, null)) is not { } value) return null;
        return new DatedValue(from, spans.To is { } to ? entry.Day(to) : null, value);
    }

    private RegisterExtract? Extract(RegisterTerms register)
    {
        if (_extracts.TryGetValue(register, out var extract)) return extract;
        var (file, firm) = register.About switch
        {
            RegisterSubject.Person => (person, (CreditCode?)null),
            RegisterSubject.PersonAtFirm => (person, enterprise.Code),
            RegisterSubject.Firm => (enterprise.Firm, null),
            RegisterSubject.District => (enterprise.District, null),
            _ => throw new InvalidOperationException($"No file of a {register.About}."),
        };
        return _extracts[register] = file.Find(register, firm);
    }

    /// <summary>The entry that counts, with the day that counts; null where none does.</summary>
    private EntryDay? Counted(RegisterTerms register, RegisterExtract extract)
    {
        if (register.Choice is not { } choice) return extract.Entries.Count == 0 ? null : new EntryDay(extract.Entries[0], null);
        var day = choice.Day.Select(Known).FirstOrDefault(fact => fact is not null)?.Value is Value.Date known ? known.Is : (DateOnly?)null;
        var ranked = extract.Entries.Select(entry => new EntryDay(entry, day)).Where(entry => choice.Where is null || Holds(choice.Where, entry)).OrderBy(_ => 0);
        foreach (var better in choice.Prefer) ranked = ranked.ThenByDescending(entry => Holds(better, entry));
        foreach (var entry in choice.By is { } by ? ranked.ThenByDescending(entry => Rank(entry.Entry.Day(by), choice.Pick, day)) : ranked) return entry;
        return null;
    }

    private static int Rank(DateOnly? on, EntryPick pick, DateOnly? day) => (on, pick, day) switch
    {
        (null, _, _) => int.MinValue,
        ({ } date, EntryPick.Nearest, { } near) => -Math.Abs(date.DayNumber - near.DayNumber),
        ({ } date, EntryPick.Earliest, _) => -date.DayNumber,
        ({ } date, _, _) => date.DayNumber,
    };

    private static IEnumerable<RegisterEntry> Counting(RegisterExtract? extract, Expression? where) =>
        (extract?.Entries ?? []).Where(entry => where is null || Holds(where, new EntryDay(entry, null)));

    private static Money Sum(IEnumerable<RegisterEntry> entries, Expression of) =>
        entries.Select(entry => Evaluate(of, new EntryDay(entry, null))).OfType<Value.Amount>().Sum(amount => amount.Is);

    private static DateOnly Later(DateOnly asOf, RegisterCoverage? coverage) => coverage is not null && coverage.AsOf > asOf ? coverage.AsOf : asOf;

    private static bool Holds(Expression expression, EntryDay entry) => new Evaluator(entry, null, notes: false).Truth(expression) == Truth.Met;

    private static Value? Evaluate(Expression expression, EntryDay entry)
    {
        var value = new Evaluator(entry, null, notes: false).Evaluate(expression);
        return expression.Type is TermType.Money && value is Value.Number yuan ? new Value.Amount(Money.FromYuan(yuan.Is)) : value;
    }

    /// <summary>The columns of one entry, and the day that counts, as an expression of the register names them.</summary>
    private readonly record struct EntryDay(RegisterEntry Entry, DateOnly? Day) : IFacts
    {
        public Fact? Find(FactTerms terms, DateOnly? on)
        {
            var value = Entry.Find(terms.Path) ?? (terms.Path == "day" && Day is { } day ? new Value.Date(day) : null);
            return value is null ? null : new Fact(value, terms.Source, default);
        }
    }
}

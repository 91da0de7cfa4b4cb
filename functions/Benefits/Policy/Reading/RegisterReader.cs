using Benefits.Policy.Expressions;

namespace Benefits.Policy.Reading;

/// <summary>Reads registers/*.yaml: the registers with their columns and their facts, and the facts that no register answers.</summary>
internal sealed class RegisterReader(FaultList faults, IReadOnlyDictionary<RegisterSubject, SubjectTerms> subjects)
{
    private const string Day = "day";
    private readonly Dictionary<string, RegisterTerms> _registers = [];
    private readonly Dictionary<string, FactTerms> _facts = [];

    /// <summary>Facts named before all of them are read: by which fact, and of which type they must be.</summary>
    private readonly List<(PackLine Line, string By, string Named, TermType Type)> _named = [];

    public IReadOnlyCollection<RegisterTerms> Registers => _registers.Values;

    /// <summary>The columns of an enterprise list; null where no file has them.</summary>
    public IReadOnlyList<ColumnTerms>? EnterpriseList { get; private set; }

    public void Read(PackFile file)
    {
        Fields fields = new(file.Path, PackYaml.Read(file, faults), faults);
        if (fields.Has("source") && !fields.Has("register")) ReadSource(fields);
        else ReadRegister(fields);
        fields.Done();
    }

    /// <summary>Every fact, once all files are read and hold together.</summary>
    public FactCatalogue Facts()
    {
        foreach (var (line, by, named, type) in _named)
        {
            if (!_facts.TryGetValue(named, out var fact)) faults.Add(line, $"事实目录中没有“{named}”{Spelling.Hint(named, _facts.Keys)}");
            else if (fact.IsDated || !fact.Type.Fits(type)) faults.Add(line, $"“{named}”应为不按日期查询的{type}");
            else if (LeadsTo(named, by, [])) faults.Add(line, $"“{by}”与“{named}”互相依赖");
        }
        return new FactCatalogue(_facts.Values);
    }

    /// <summary>True where the first fact needs the second, however indirectly.</summary>
    private bool LeadsTo(string from, string to, HashSet<string> seen) =>
        from == to || (seen.Add(from) && _named.Where(link => link.By == from).Any(link => LeadsTo(link.Named, to, seen)));

    private void ReadSource(Fields fields)
    {
        var source = fields.Text("source");
        if (fields.Has("columns")) ReadList(fields);
        foreach (var entry in fields.Maps("facts", needed: true))
        {
            Add(entry, OwnFactOf(entry, source));
            entry.Done();
        }
    }

    private void ReadList(Fields fields)
    {
        if (EnterpriseList is not null) fields.Fault(fields.LineOf("columns"), "企业名单的列重复");
        RegisterColumns columns = new(fields, []);
        foreach (var (name, type) in EnterpriseListColumns.Types) columns.Need(name, type, EnterpriseListColumns.Codes.GetValueOrDefault(name, []));
        columns.CheckUse();
        EnterpriseList = columns.All;
    }

    private static FactTerms OwnFactOf(Fields entry, string source)
    {
        var (path, label) = (entry.Text("fact"), entry.Text("title"));
        if (entry.MapOrNull("paid_claims") is { } paid)
        {
            FactOrigin.PaidClaims claims = new(paid.Text("group"), paid.Text("instalment"));
            paid.Done();
            return new FactTerms { Path = path, Label = label, Source = source, Type = TermType.Sum, Origin = claims };
        }
        var which = entry.Choice<OwnFact>("filled_by");
        var type = which switch
        {
            OwnFact.EnterpriseTier => new TermType.Text(Labels(entry.Map("values"))),
            OwnFact.EnterpriseDistrict => TermType.Words,
            _ => TermType.Day,
        };
        return new FactTerms { Path = path, Label = label, Source = source, Type = type, IsDated = which == OwnFact.EnterpriseTier, Origin = new FactOrigin.Own(which) };
    }

    private static Dictionary<string, string> Labels(Fields values) => values.Rest.ToDictionary(entry => entry.Key, entry => values.Text(entry.Key));

    private void ReadRegister(Fields fields)
    {
        var about = fields.Choice<RegisterSubject>("about");
        RegisterColumns columns = new(fields, Headers(about));
        FactCatalogue terms = new([.. columns.All.Where(column => column.Type != ColumnType.Hashed).Select(Term), Term(Day, TermType.Day)], "本登记簿的列");
        var day = fields.MapOrNull("entry");
        var choice = day is null ? null : Choice(day, columns, terms);
        RegisterTerms register = new()
        {
            Name = Name(fields),
            Title = fields.Text("title"),
            About = about,
            Subjects = Headers(about),
            Columns = columns.All,
            Key = [.. fields.Texts("key", needed: true).Select(part => columns.KeyPart(part)).OfType<KeyPart>()],
            RowsByYearOf = columns.Named(fields, "rows_by_year_of", ColumnType.Date, ColumnType.Month),
            Choice = choice,
            Terms = terms,
        };
        if (register.Name.Length > 0 && !_registers.TryAdd(register.Name, register)) fields.Fault(fields.LineOf("register"), $"登记簿“{register.Name}”重复");
        foreach (var entry in fields.Maps("facts"))
        {
            DrawReader reader = new(entry, register, columns);
            var fact = reader.Fact();
            Add(entry, fact);
            // What the entry that counts hangs on, every fact drawn from it hangs on too.
            foreach (var named in choice?.Day ?? []) _named.Add((day!.LineOf("day"), fact.Path, named, TermType.Day));
            foreach (var named in fact.Otherwise) _named.Add((entry.LineOf("otherwise"), fact.Path, named, fact.Type));
            entry.Done();
        }
        columns.CheckUse();
    }

    private static string Name(Fields fields)
    {
        var name = fields.Code("register");
        if (name.Any(char.IsAsciiDigit)) fields.Fault(fields.LineOf("register"), "登记簿的名称只能用小写字母和连字符");
        // The row of a person's birth date has this name.
        if (name is "identity") fields.Fault(fields.LineOf("register"), "“identity”是保留的名称");
        return name;
    }

    private SubjectTerms[] Headers(RegisterSubject about)
    {
        RegisterSubject[] parts = about == RegisterSubject.PersonAtFirm ? [RegisterSubject.Person, RegisterSubject.Firm] : [about];
        return [.. parts.Select(part => subjects.GetValueOrDefault(part)).OfType<SubjectTerms>()];
    }

    private static EntryChoice Choice(Fields entry, RegisterColumns columns, FactCatalogue terms)
    {
        var by = columns.Named(entry, "by", ColumnType.Date, ColumnType.Month);
        var pick = entry.Has("pick") ? entry.Choice<EntryPick>("pick") : EntryPick.Latest;
        if ((by is null) != !entry.Has("pick")) entry.Fault(entry.Line, "“pick”和“by”应同时写明");
        EntryChoice choice = new(
            entry.Texts("day"),
            columns.Expression(entry, "where", terms, TermType.Flag),
            [.. entry.List("prefer").Select(item => columns.Expression(entry, "prefer", item, terms, TermType.Flag)).OfType<Expression>()],
            pick,
            by);
        entry.Done();
        return choice;
    }

    private void Add(Fields entry, FactTerms fact)
    {
        if (fact.Path.Length > 0 && !_facts.TryAdd(fact.Path, fact)) entry.Fault(entry.LineOf("fact"), $"事实“{fact.Path}”重复");
    }

    private static FactTerms Term(ColumnTerms column) => Term(column.Name, column.Term) with { Label = column.Header };

    private static FactTerms Term(string name, TermType type) => new() { Path = name, Label = name, Type = type, Source = "", Origin = new FactOrigin.Own(default) };
}

using Benefits.Policy.Expressions;

namespace Benefits.Policy.Reading;

/// <summary>The columns of one register while its file is read. It notes which of them something uses.</summary>
internal sealed class RegisterColumns
{
    private readonly Dictionary<string, (ColumnTerms Terms, PackLine Line)> _columns = [];
    private readonly HashSet<string> _used = [];
    private readonly Fields _fields;

    public RegisterColumns(Fields fields, IReadOnlyList<SubjectTerms> subjects)
    {
        _fields = fields;
        HashSet<string> headers = [.. subjects.SelectMany(subject => subject.Also.Append(subject.Header).Append(subject.Column))];
        foreach (var entry in fields.Maps("columns", needed: true))
        {
            var column = Column(entry);
            foreach (var header in column.Also.Append(column.Header).Append(column.Name).Where(header => header.Length > 0 && !headers.Add(header))) entry.Fault(entry.Line, $"表头“{header}”重复");
            if (IsName(column.Name) && !_columns.TryAdd(column.Name, (column, entry.Line))) entry.Fault(entry.LineOf("name"), $"列“{column.Name}”重复");
            if (entry.Has("kept")) _used.Add(column.Name);
            _ = entry.TextOrNull("kept");
            entry.Done();
        }
        foreach (var (column, line) in _columns.Values.Where(known => known.Terms.NotBefore is not null))
        {
            if (!_columns.TryGetValue(column.NotBefore!, out var earlier) || earlier.Terms.Type is not (ColumnType.Date or ColumnType.Month)) fields.Fault(line, $"not_before 应为本登记簿的日期列，写的是“{column.NotBefore}”");
        }
    }

    public IReadOnlyList<ColumnTerms> All => [.. _columns.Values.Select(column => column.Terms)];

    /// <summary>Notes a column that is not there, of another type, or with a code that nobody knows.</summary>
    public void Need(string name, ColumnType type, IReadOnlyCollection<string> codes)
    {
        if (Use(name) is not { } column) _fields.Fault(_fields.LineOf("columns"), $"缺少列“{name}”");
        else if (column.Type != type) _fields.Fault(_columns[name].Line, $"列“{name}”应为{Words.Kebab(type)}");
        foreach (var code in ((_columns.GetValueOrDefault(name).Terms?.Term as TermType.Text)?.Allowed?.Keys ?? []).Where(code => !codes.Contains(code)))
        {
            _fields.Fault(_columns[name].Line, $"列“{name}”没有取值“{code}”{Spelling.Hint(code, codes)}");
        }
    }

    /// <summary>The column that a key names, of one of the types; null where the key is not there, or wrong.</summary>
    public ColumnTerms? Named(Fields fields, string key, params IReadOnlyList<ColumnType> types)
    {
        if (fields.TextOrNull(key) is not { } name) return null;
        if (Use(name) is { } column && types.Contains(column.Type)) return column;
        fields.Fault(fields.LineOf(key), $"“{key}”应为本登记簿的{string.Join("或", types.Select(Words.Kebab))}列，写的是“{name}”{Spelling.Hint(name, _columns.Keys)}");
        return null;
    }

    /// <summary><c>paidOn</c>, or <c>paidOn if backPayment</c>.</summary>
    public KeyPart? KeyPart(string written)
    {
        var words = written.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var column = words.Length is 1 or 3 ? Use(words[0]) : null;
        var flag = words is [_, "if", var name] ? Use(name) : null;
        if (column is not null && (words.Length == 1 || flag is { Type: ColumnType.Bool })) return new KeyPart(column, flag);
        _fields.Fault(_fields.LineOf("key"), $"“key”应为列名，或“列名 if 是否列”，写的是“{written}”");
        return null;
    }

    public Expression? Expression(Fields fields, string key, FactCatalogue terms, params IReadOnlyList<TermType> expected) =>
        fields.Find(key) is { } node ? Expression(fields, key, node, terms, expected) : null;

    public Expression? Expression(Fields fields, string key, PackNode node, FactCatalogue terms, params IReadOnlyList<TermType> expected)
    {
        if (node is not PackNode.Scalar scalar)
        {
            fields.Fault(node.Line, $"“{key}”应为单个值");
            return null;
        }
        var reading = ExpressionReader.Read(scalar.Text, new ExpressionScope(terms, new Dictionary<string, ParameterTerms>(), HasPeriod: false), expected);
        foreach (var fault in reading.Faults) fields.Fault(node.Line, $"“{key}”第{fault.Column}列：{fault.Message}");
        foreach (var part in reading.Expression?.Tree.OfType<Expression.FactOf>() ?? []) Use(part.Fact.Path);
        return reading.Expression;
    }

    /// <summary>Call it last: a column that no key, no entry and no fact uses is asked of offices for nothing.</summary>
    public void CheckUse()
    {
        foreach (var (column, line) in _columns.Values.Where(column => !_used.Contains(column.Terms.Name))) _fields.Fault(line, $"没有事实用到列“{column.Name}”；若要留存，请写明 kept: 理由");
    }

    private ColumnTerms? Use(string name)
    {
        _used.Add(name);
        return _columns.TryGetValue(name, out var column) ? column.Terms : null;
    }

    private static ColumnTerms Column(Fields entry)
    {
        var name = entry.Text("name");
        if (name.Length > 0 && !IsName(name)) entry.Fault(entry.LineOf("name"), $"列名只能用英文字母，且不能是表达式的词，写的是“{name}”");
        var type = entry.Choice<ColumnType>("type");
        List<WordTerms> words = [];
        Dictionary<string, string> labels = [];
        if (entry.MapOrNull("values") is { } values)
        {
            foreach (var value in values.Rest) Take(values, value, type, words, labels);
        }
        if (type == ColumnType.Code && words.Count == 0) entry.Fault(entry.Line, "代码列应写明 values");
        if (type == ColumnType.Hashed && entry.Has("values")) entry.Fault(entry.LineOf("values"), "只留存散列的列没有取值可言");
        foreach (var doubled in words.GroupBy(word => word.Word).Where(same => same.Count() > 1)) entry.Fault(entry.LineOf("values"), $"取值“{doubled.Key}”重复");
        return new ColumnTerms
        {
            Name = name,
            Header = entry.Text("header"),
            Also = entry.Texts("also"),
            Type = type,
            Term = Term(type, labels),
            Required = entry.Flag("required", true),
            MayLack = entry.Flag("may_lack", false),
            Words = words,
            Longest = entry.Has("longest") ? entry.Whole("longest", 1, 1000) : 200,
            NotBefore = entry.TextOrNull("not_before"),
            LeadMonths = entry.Has("lead_months") ? entry.Whole("lead_months", 1, 120) : 0,
        };
    }

    /// <summary>One value with the words of real extracts for it. The first word of a code is its label.</summary>
    private static void Take(Fields values, PackNode.Entry value, ColumnType type, List<WordTerms> words, Dictionary<string, string> labels)
    {
        var written = values.Texts(value.Key);
        if (type == ColumnType.Code) labels[value.Key] = written is [var label, ..] ? label : value.Key;
        var read = ValueReader.Read(new PackNode.Scalar(value.Key, false, value.Line), Term(type, labels), out var fault);
        if (fault is not null) values.Fault(value.Line, fault);
        else words.AddRange(written.Append(value.Key).Select(word => new WordTerms(WordForm.Of(word), read!)));
    }

    private static TermType Term(ColumnType type, Dictionary<string, string> labels) => type switch
    {
        ColumnType.Code => new TermType.Text(labels),
        ColumnType.Date or ColumnType.Month => TermType.Day,
        ColumnType.Money => TermType.Sum,
        ColumnType.Count => TermType.Count,
        ColumnType.Bool => TermType.Flag,
        _ => TermType.Words,
    };

    private static bool IsName(string name) => name.Length is > 0 and <= 40 && name.All(char.IsAsciiLetter) && name is not ("day" or "true" or "false" or "and" or "or" or "not" or "in" or "period");
}

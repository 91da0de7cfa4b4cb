using System.Globalization;

namespace Benefits.Policy.Reading;

/// <summary>The entries of one mapping, taken by name and type. Whatever is missing, of the wrong type, doubled or left over becomes a fault, and reading goes on with a harmless value.</summary>
internal sealed class Fields
{
    private readonly Dictionary<string, PackNode.Entry> _entries = [];
    private readonly HashSet<string> _taken = [];
    private readonly FaultList _faults;

    public Fields(string file, PackNode? node, FaultList faults)
    {
        File = file;
        _faults = faults;
        Line = node?.Line ?? new PackLine(file, 1);
        if (node is PackNode.Mapping mapping)
        {
            foreach (var entry in mapping.Entries)
            {
                if (!_entries.TryAdd(entry.Key, entry)) Fault(entry.Line, $"“{entry.Key}”重复");
            }
        }
        else
        {
            // Nothing at all was told already by who read the file.
            if (node is not null) Fault(Line, "此处应为“键: 值”");
            Broken = true;
        }
    }

    public string File { get; }

    public PackLine Line { get; }

    /// <summary>True where it is no mapping at all: that one fault is enough.</summary>
    private bool Broken { get; }

    public IEnumerable<PackNode.Entry> Rest => _entries.Values;

    public void Fault(PackLine line, string message) => _faults.Add(line, message);

    public PackLine LineOf(string key) => _entries.TryGetValue(key, out var entry) ? entry.Line : Line;

    public PackNode? Find(string key)
    {
        _taken.Add(key);
        return _entries.TryGetValue(key, out var entry) && entry.Value is not PackNode.Scalar { IsNull: true } ? entry.Value : null;
    }

    /// <summary>True where the key stands there, even with an empty value.</summary>
    public bool Has(string key) => _entries.ContainsKey(key);

    public PackNode? Need(string key)
    {
        var node = Find(key);
        if (node is null && !Broken) Fault(LineOf(key), $"缺少“{key}”");
        return node;
    }

    public string Text(string key) => AsText(key, Need(key)) ?? "";

    public string? TextOrNull(string key) => AsText(key, Find(key));

    public string Code(string key)
    {
        var text = Text(key);
        if (text.Length > 0 && (text.Length > 64 || !text.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character is '-' or '_'))) Fault(LineOf(key), $"“{key}”只能用小写字母、数字和连字符");
        return text;
    }

    public DateOnly Date(string key) => AsDate(key, Need(key)) ?? DateOnly.MinValue;

    public DateOnly? DateOrNull(string key) => AsDate(key, Find(key));

    public int Whole(string key, int least, int most)
    {
        if (AsText(key, Need(key)) is not { } text) return least;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) return number;
        Fault(LineOf(key), $"“{key}”应为{least}到{most}的整数，写的是“{text}”");
        return least;
    }

    public bool Flag(string key, bool? otherwise = null)
    {
        var node = otherwise is null ? Need(key) : Find(key);
        if (AsText(key, node) is not { } text) return otherwise ?? false;
        if (text is not ("true" or "false")) Fault(LineOf(key), $"“{key}”应为 true 或 false，写的是“{text}”");
        return text == "true";
    }

    public Money Yuan(string key) => AsYuan(key, Need(key)) ?? Money.Zero;

    public Money? YuanOrNull(string key) => AsYuan(key, Find(key));

    /// <summary>A word of an enum, written in lower case with hyphens.</summary>
    public T Choice<T>(string key)
        where T : struct, Enum
    {
        var words = Enum.GetValues<T>().ToDictionary(Words.Kebab);
        if (AsText(key, Need(key)) is not { } text) return default;
        if (words.TryGetValue(text, out var value)) return value;
        Fault(LineOf(key), $"“{key}”应为{string.Join("、", words.Keys)}之一，写的是“{text}”");
        return default;
    }

    public IReadOnlyList<PackNode> List(string key, bool needed = false)
    {
        var node = needed ? Need(key) : Find(key);
        if (node is PackNode.Sequence sequence) return sequence.Items;
        if (node is not null) Fault(LineOf(key), $"“{key}”应为列表");
        return [];
    }

    public IReadOnlyList<string> Texts(string key, bool needed = false) => [.. List(key, needed).Select(item => AsText(key, item)).OfType<string>()];

    public IEnumerable<Fields> Maps(string key, bool needed = false) => List(key, needed).Select(item => new Fields(File, item, _faults));

    public Fields Map(string key) => new(File, Need(key) ?? new PackNode.Mapping([], LineOf(key)), _faults);

    public Fields? MapOrNull(string key) => Find(key) is { } node ? new Fields(File, node, _faults) : null;

    /// <summary>A mapping that was met elsewhere, with its faults reported to the same list.</summary>
    public Fields Sub(PackNode node) => new(File, node, _faults);

    /// <summary>Call it last: what nobody asked for is a fault.</summary>
    public void Done()
    {
        foreach (var entry in _entries.Values.Where(entry => !_taken.Contains(entry.Key)))
        {
            Fault(entry.Line, $"不认识的键“{entry.Key}”{Spelling.Hint(entry.Key, _taken)}");
        }
    }

    private string? AsText(string key, PackNode? node)
    {
        if (node is PackNode.Scalar scalar) return scalar.Text;
        if (node is not null) Fault(node.Line, $"“{key}”应为单个值");
        return null;
    }

    private DateOnly? AsDate(string key, PackNode? node)
    {
        if (AsText(key, node) is not { } text) return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) && date.Year is >= 1949 and <= 2200) return date;
        Fault(node!.Line, $"“{key}”应为日期（如2022-06-22），写的是“{text}”");
        return null;
    }

    private Money? AsYuan(string key, PackNode? node)
    {
        if (AsText(key, node) is not { } text) return null;
        if (Words.Yuan(text) is { } money) return money;
        Fault(node!.Line, $"“{key}”应为金额（元，至多两位小数），写的是“{text}”");
        return null;
    }
}

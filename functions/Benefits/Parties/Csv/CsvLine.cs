using System.Globalization;

namespace Benefits.Parties.Csv;

/// <summary>One line of a sheet: takes its cells with their types, and notes what is wrong with them. It is reused for the next line.</summary>
internal sealed class CsvLine(IReadOnlyList<CsvColumn> columns, ImportFaults faults)
{
    private static readonly string[] DateForms = ["yyyy-M-d", "yyyy/M/d", "yyyy.M.d", "yyyyMMdd", "yyyy年M月d日"];
    private static readonly string[] MonthForms = ["yyyy-M", "yyyy/M", "yyyy.M", "yyyyMM", "yyyy年M月"];
    private readonly string[] _cells = new string[columns.Count];

    public int Number { get; private set; }

    /// <summary>True until a cell turned out to be wrong.</summary>
    public bool IsGood { get; private set; }

    public bool IsEmpty(int column) => _cells[column].Length == 0;

    public string Text(int column, int longest = 200)
    {
        var text = _cells[column];
        if (text.Length == 0) Fault(column, "不能为空");
        else if (text.Length > longest) Fault(column, $"最多{longest}个字");
        return text;
    }

    public DateOnly Date(int column)
    {
        if (OptionalDate(column) is { } date) return date;
        if (IsEmpty(column)) Fault(column, "不能为空");
        return default;
    }

    public DateOnly? OptionalDate(int column) => Dated(column, DateForms, "日期应为2022-09-01的形式");

    /// <summary>The first day of the month.</summary>
    public DateOnly Month(int column)
    {
        if (Dated(column, MonthForms, "月份应为2022-09的形式") is { } month) return month;
        if (IsEmpty(column)) Fault(column, "不能为空");
        return default;
    }

    public bool Bool(int column)
    {
        switch (_cells[column].ToUpperInvariant())
        {
            case "是" or "TRUE" or "1" or "Y" or "YES": return true;
            case "否" or "FALSE" or "0" or "N" or "NO": return false;
            default:
                Fault(column, IsEmpty(column) ? "不能为空" : "应为是或否");
                return false;
        }
    }

    /// <summary>An amount in yuan with at most two decimals, up to a hundred million.</summary>
    public Money Yuan(int column)
    {
        if (decimal.TryParse(_cells[column], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var yuan)
            && yuan <= 100_000_000m && decimal.Round(yuan, 2) == yuan) return Money.FromYuan(yuan);
        Fault(column, IsEmpty(column) ? "不能为空" : "金额应为不超过一亿、至多两位小数的数字（元）");
        return Money.Zero;
    }

    public CreditCode Code(int column)
    {
        if (!CreditCode.TryParse(_cells[column], out var code, out var fault)) Fault(column, fault);
        return code;
    }

    public ResidentId Person(int column, DateOnly today)
    {
        if (!ResidentId.TryParse(_cells[column], today, out var id, out var fault)) Fault(column, fault);
        return id;
    }

    /// <summary>A division by its code. One that the table of divisions does not know is refused.</summary>
    public DistrictCode District(int column)
    {
        if (!DistrictCode.TryParse(_cells[column], out var code, out var fault)) Fault(column, fault);
        else if (!Districts.Contains(code)) Fault(column, "没有这个行政区划代码");
        return code;
    }

    /// <summary>One of the given words, in capitals and without hyphens and quotation marks; each choice may be written in several ways.</summary>
    public T Choice<T>(int column, IReadOnlyDictionary<string, T> choices)
    {
        var word = new string([.. Typed.Normalise(_cells[column]).Where(sign => sign is not ('"' or '“' or '”' or '「' or '」'))]).ToUpperInvariant();
        if (choices.TryGetValue(word, out var choice)) return choice;
        Fault(column, IsEmpty(column) ? "不能为空" : $"不是允许的取值，可填：{string.Join('、', choices.Keys)}");
        return default!;
    }

    public void Fault(int? column, string message)
    {
        IsGood = false;
        faults.Add(Number, column is { } place ? columns[place].Label : null, message);
    }

    internal void Take(int number, string[] cells, int[] places)
    {
        Number = number;
        IsGood = true;
        for (var column = 0; column < places.Length; column++)
        {
            _cells[column] = places[column] >= 0 && places[column] < cells.Length ? cells[places[column]].Trim() : "";
        }
    }

    private DateOnly? Dated(int column, string[] forms, string message)
    {
        var text = _cells[column];
        if (text.Length == 0) return null;
        // Nearly every cell has the first form; the others are tried only where it does not fit.
        if (!DateOnly.TryParseExact(text, forms[0], CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            && !DateOnly.TryParseExact(text, forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out date))
        {
            Fault(column, message);
            return null;
        }
        if (date.Year is >= 1900 and <= 2100) return date;
        Fault(column, message);
        return null;
    }
}

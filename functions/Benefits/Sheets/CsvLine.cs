using System.Globalization;
using Benefits.Reference;

namespace Benefits.Sheets;

/// <summary>One line of a sheet: takes its cells with their types, and notes what is wrong with them. It is reused for the next line.</summary>
internal sealed class CsvLine(IReadOnlyList<CsvColumn> columns, ImportFaults faults)
{
    private static readonly string[] DateForms = ["yyyy-M-d", "yyyy/M/d", "yyyy.M.d", "yyyyMMdd", "yyyy年M月d日"];
    private const string DateFault = "日期应为2022-09-01的形式";

    /// <summary>A month may also be written as its first day.</summary>
    private static readonly string[] MonthForms = ["yyyy-M", "yyyy/M", "yyyy.M", "yyyyMM", "yyyy年M月", "yyyy-M-1", "yyyy-M-01", "yyyy/M/1", "yyyy/M/01", "yyyyMM01", "yyyy年M月1日"];

    /// <summary>What databases and spreadsheets add to a bare date.</summary>
    private static readonly string[] Midnights = [" 00:00:00", " 0:00:00", " 00:00", " 0:00"];
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

    /// <param name="hint">What else would be taken, for the fault.</param>
    public DateOnly Date(int column, string hint = "")
    {
        if (Dated(column, DateForms, $"{DateFault}{hint}") is { } date) return date;
        if (IsEmpty(column)) Fault(column, "不能为空");
        return default;
    }

    /// <summary>The first day of the month.</summary>
    public DateOnly Month(int column, string hint = "")
    {
        if (Dated(column, MonthForms, $"月份应为2022-09的形式{hint}") is { } month) return month;
        if (IsEmpty(column)) Fault(column, "不能为空");
        return default;
    }

    public bool Bool(int column, string hint = "")
    {
        switch (_cells[column].ToUpperInvariant())
        {
            case "是" or "TRUE" or "1" or "Y" or "YES": return true;
            case "否" or "FALSE" or "0" or "N" or "NO": return false;
            default:
                Fault(column, IsEmpty(column) ? "不能为空" : $"应为是或否{hint}");
                return false;
        }
    }

    /// <summary>An amount in yuan with at most two decimals, up to a hundred million; thousands may be set apart by commas.</summary>
    public Money Yuan(int column)
    {
        var text = _cells[column];
        var plain = IsGrouped(text) ? text.Replace(",", "", StringComparison.Ordinal) : text;
        if (decimal.TryParse(plain, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var yuan)
            && yuan <= 100_000_000m && decimal.Round(yuan, 2) == yuan) return Money.FromYuan(yuan);
        Fault(column, text switch
        {
            "" => "不能为空",
            ['-', ..] => "金额不能为负；有退费的，请写当月退费后的金额",
            _ => "金额应为不超过一亿、至多两位小数的数字（元）",
        });
        return Money.Zero;
    }

    /// <summary>A whole number from nought.</summary>
    public long Count(int column, long most)
    {
        if (long.TryParse(_cells[column], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most) return number;
        Fault(column, IsEmpty(column) ? "不能为空" : $"应为0到{most}的整数");
        return 0;
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

    /// <summary>The cell as words are compared: in capitals, without blanks, hyphens and quotation marks.</summary>
    public string Word(int column) => WordForm.Of(_cells[column]);

    public void Fault(int? column, string message)
    {
        IsGood = false;
        faults.Add(Number, column is { } index ? columns[index].Label : null, message);
    }

    internal void Take(int number, string[] cells, int[] indexes)
    {
        Number = number;
        IsGood = true;
        for (var column = 0; column < indexes.Length; column++)
        {
            _cells[column] = indexes[column] >= 0 && indexes[column] < cells.Length ? CellText.Of(cells[indexes[column]]) : "";
        }
    }

    private DateOnly? Dated(int column, string[] forms, string message)
    {
        var text = _cells[column];
        if (text.Length == 0) return null;
        if (text.EndsWith(":00", StringComparison.Ordinal) && Array.Find(Midnights, midnight => text.EndsWith(midnight, StringComparison.Ordinal)) is { } added) text = text[..^added.Length];
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

    /// <summary>True for figures in groups of three, such as 1,234.50.</summary>
    private static bool IsGrouped(string text)
    {
        var whole = text.Split('.')[0].Split(',');
        return whole.Length > 1 && whole[0].Length is > 0 and <= 3 && whole.Skip(1).All(group => group.Length == 3);
    }
}

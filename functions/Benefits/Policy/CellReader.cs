using Benefits.Sheets;

namespace Benefits.Policy;

/// <summary>Takes one column's cells with its type and its words. What it refuses is told with what would be taken.</summary>
internal sealed class CellReader
{
    private const int MostWordsShown = 4;
    private const long MostCount = 1_000_000_000;
    private readonly int _index;
    private readonly Dictionary<string, Value> _words;
    private readonly string _allowed;

    /// <param name="index">Where the column stands in the sheet's list of columns.</param>
    public CellReader(ColumnTerms column, int index)
    {
        Column = column;
        _index = index;
        _words = column.Words.ToDictionary(word => word.Word, word => word.Value);
        var shown = column.Words.Where(word => !word.Word.All(char.IsAscii)).GroupBy(word => word.Value).SelectMany(value => value.Take(MostWordsShown));
        _allowed = string.Join('、', shown.Select(word => word.Word));
    }

    public ColumnTerms Column { get; }

    /// <summary>The cell's value; null where it is empty and may be, or where it is wrong, which is noted on the line.</summary>
    public Value? Take(CsvLine line)
    {
        if (_words.Count > 0 && _words.TryGetValue(line.Word(_index), out var word)) return word;
        if (line.IsEmpty(_index))
        {
            if (Column.Required) line.Fault(_index, "不能为空");
            return null;
        }
        switch (Column.Type)
        {
            case ColumnType.Text or ColumnType.Hashed: return new Value.Text(line.Text(_index, Column.Longest));
            case ColumnType.Date: return new Value.Date(line.Date(_index, Hint));
            case ColumnType.Month: return new Value.Date(line.Month(_index, Hint));
            case ColumnType.Money: return new Value.Amount(line.Yuan(_index));
            case ColumnType.Count: return new Value.Number(line.Count(_index, MostCount));
            case ColumnType.Bool: return new Value.Bool(line.Bool(_index, Hint));
            default:
                line.Fault(_index, $"不是允许的取值{Hint}");
                return null;
        }
    }

    /// <summary>Notes a day that lies before the one it must not lie before.</summary>
    /// <param name="columns">All of the sheet.</param>
    public void Compare(CsvLine line, IReadOnlyDictionary<string, Value> values, IReadOnlyList<ColumnTerms> columns)
    {
        if (Column.NotBefore is not { } other || values.GetValueOrDefault(Column.Name) is not Value.Date day || values.GetValueOrDefault(other) is not Value.Date first) return;
        if (day.Is >= first.Is.AddMonths(-Column.LeadMonths)) return;
        line.Fault(_index, $"早于{columns.First(column => column.Name == other).Header}{(Column.LeadMonths == 0 ? "" : $"{Column.LeadMonths}个月以上")}");
    }

    private string Hint => _allowed.Length == 0 ? "" : $"（可写：{_allowed}）";
}

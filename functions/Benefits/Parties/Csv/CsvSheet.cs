using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace Benefits.Parties.Csv;

/// <summary>A column of a sheet: its English name, the Chinese names it may have instead, and whether it may be absent.</summary>
internal sealed record CsvColumn(string Name, string Label, string[] OtherLabels, bool Optional = false)
{
    public CsvColumn(string name, string label, bool optional = false)
        : this(name, label, [], optional)
    {
    }
}

/// <summary>Reads a CSV file in UTF-8 (with or without BOM), one line after the other, and names every fault of its form: nothing garbled gets through.</summary>
internal sealed class CsvSheet(Stream content, IReadOnlyList<CsvColumn> columns, long mostBytes, ImportFaults faults)
{
    private const int LongestCell = 4096;
    private const string NotUtf8 = "含有无法辨认的字符：文件应为UTF-8编码（Excel请另存为“CSV UTF-8”）";

    private readonly HashingStream _content = new(content, mostBytes);
    private int[] _places = [];
    private int _width;

    /// <summary>Lower-case hexadecimal SHA-256 of the file, once it was read to its end.</summary>
    public string Sha256 => _content.Sha256;

    /// <summary>The good and the bad lines; a reader asks <see cref="CsvLine.IsGood"/> when it has taken its cells. The line is reused.</summary>
    public async IAsyncEnumerable<CsvLine> ReadAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        var bad = false;
        CsvConfiguration configuration = new(CultureInfo.InvariantCulture)
        {
            HasHeaderRecord = false,
            IgnoreBlankLines = false,
            MaxFieldSize = LongestCell,
            BadDataFound = _ => bad = true,
            BufferSize = 64 * 1024,
        };
        // No guess from the byte order mark: a file in UTF-16 must be named, not half understood.
        using StreamReader reader = new(_content, new UTF8Encoding(false), detectEncodingFromByteOrderMarks: false, 64 * 1024, leaveOpen: true);
        using CsvParser parser = new(reader, configuration, leaveOpen: true);
        CsvLine line = new(columns, faults);
        var header = true;
        var last = 0;
        while (await NextAsync(parser, last, cancel))
        {
            var number = last + 1;
            var spans = parser.RawRow - last;
            last = parser.RawRow;
            var cells = parser.Record!;
            if (cells.All(string.IsNullOrWhiteSpace)) continue;

            var fault = bad ? "引号用法不正确" : spans > 1 || HasOpenQuote(parser) ? "引号未闭合，或单元格内有换行" : FormOf(cells);
            bad = false;
            if (header)
            {
                header = false;
                if (fault is not null) faults.Add(number, null, fault);
                else ReadHeader(cells, number);
                if (faults.Count > 0) break;
                continue;
            }
            if (fault is null && cells.Length > _width && cells.Skip(_width).Any(cell => cell.Length > 0)) fault = $"有{cells.Length}列，表头只有{_width}列";
            if (fault is not null)
            {
                faults.Add(number, null, fault);
                continue;
            }
            line.Take(number, cells, _places);
            yield return line;
        }
        if (header) faults.Add(0, null, "文件为空");
        await _content.DrainAsync(cancel);
        if (_content.IsTooLong) faults.Add(0, null, $"文件过大，最多{mostBytes / 1024 / 1024}MB");
    }

    private async Task<bool> NextAsync(CsvParser parser, int last, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        try
        {
            return await parser.ReadAsync();
        }
        catch (MaxFieldSizeException)
        {
            faults.Add(last + 1, null, $"单元格超过{LongestCell}个字，或引号未闭合");
            return false;
        }
    }

    private void ReadHeader(string[] cells, int number)
    {
        var names = cells.Select(cell => Typed.Normalise(cell)).ToArray();
        _width = names.Length;
        while (_width > 0 && names[_width - 1].Length == 0) _width--;
        _places = new int[columns.Count];
        for (var column = 0; column < columns.Count; column++)
        {
            var wanted = columns[column];
            var found = Enumerable.Range(0, _width).Where(place => IsNamed(names[place], wanted)).ToList();
            _places[column] = found.Count == 0 ? -1 : found[0];
            if (found.Count > 1) faults.Add(number, wanted.Label, "表头中该列出现多次");
            if (found.Count == 0 && !wanted.Optional) faults.Add(number, wanted.Label, $"表头缺少该列（{wanted.Label}或{wanted.Name}）");
        }
        for (var place = 0; place < _width; place++)
        {
            if (!_places.Contains(place) && !columns.Any(column => IsNamed(names[place], column))) faults.Add(number, null, $"表头第{place + 1}列不是本表的列");
        }
    }

    private static bool IsNamed(string name, CsvColumn column) =>
        string.Equals(name, Typed.Normalise(column.Name), StringComparison.OrdinalIgnoreCase) || name == Typed.Normalise(column.Label) || column.OtherLabels.Contains(name);

    private static bool HasOpenQuote(CsvParser parser)
    {
        var raw = parser.RawRecord;
        return raw.Contains('"', StringComparison.Ordinal) && raw.Count(sign => sign == '"') % 2 == 1;
    }

    /// <summary>What no cell of any sheet may hold.</summary>
    private static string? FormOf(string[] cells)
    {
        foreach (var cell in cells)
        {
            if (cell.Length == 0) continue;
            if (cell.Contains('\uFFFD', StringComparison.Ordinal)) return NotUtf8;
            if (cell.AsSpan().ContainsAnyInRange('\0', '\u0008') || cell.AsSpan().ContainsAnyInRange('\u000B', '\u001F') || cell.Contains('\u007F', StringComparison.Ordinal)) return "含有控制字符";
            // Pairs of Chinese bytes in GB18030 that happen to be UTF-8 come out as letters of other alphabets.
            if (cell.AsSpan().ContainsAnyInRange('\u0080', '\u00B6') || cell.AsSpan().ContainsAnyInRange('\u00B8', '\u00D6') || cell.AsSpan().ContainsAnyInRange('\u00D8', '\u07FF')) return NotUtf8;
            if (cell.TrimStart() is ['=' or '+' or '-' or '@' or '＝' or '＋' or '－' or '＠', ..]) return "单元格以公式符号（= + - @）开头";
        }
        return null;
    }
}

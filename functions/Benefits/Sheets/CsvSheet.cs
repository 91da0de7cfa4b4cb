using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;
using CsvHelper;

namespace Benefits.Sheets;

/// <summary>A column of a sheet: its English name, the Chinese names it may have instead, and whether it may be absent.</summary>
internal sealed record CsvColumn(string Name, string Label, string[] OtherLabels, bool Optional = false);

/// <summary>Reads a CSV file in UTF-8 (with or without BOM; another Unicode encoding only where its BOM says so), one line after the other, and names every fault of its form: nothing garbled gets through.</summary>
internal sealed class CsvSheet(Stream content, IReadOnlyList<CsvColumn> columns, long mostBytes, ImportFaults faults)
{
    private const int MostCells = 1000;
    private const string NotUtf8 = "含有无法辨认的字符：文件应为UTF-8编码（Excel请另存为“CSV UTF-8”）";

    private const int LongestName = 40;

    private int[] _indexes = [];
    private int _width;

    /// <summary>Lower-case hexadecimal SHA-256 of the file, once it was read to its end.</summary>
    public string Sha256 { get; private set; } = "";

    /// <summary>Headers of the columns that are none of this sheet's, once the header was read: they are passed over.</summary>
    public IReadOnlyList<string> Ignored { get; private set; } = [];

    /// <summary>The good and the bad lines; a reader asks <see cref="CsvLine.IsGood"/> when it has taken its cells. The line is reused.</summary>
    public async IAsyncEnumerable<CsvLine> ReadAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        var isMalformed = false;
        CsvReaderOptions options = new()
        {
            Separator = ',',
            HasHeader = false,
            Encoding = Encoding.UTF8,
            // No column has room for a line break, and so one open quote cannot swallow the rest of the file.
            AllowLineBreaksInQuotes = false,
            SkipEmptyLines = true,
            TrackLineNumbers = true,
            MaxRecordSize = 64 * 1024,
            IncludeValuesInExceptions = false,
            OnMalformedRecord = _ => isMalformed = true,
        };
        using HashingStream hashing = new(content, mostBytes);
        using var reader = CsvReader.Create(hashing, options, leaveOpen: true);
        CsvLine line = new(columns, faults);
        var header = true;
        while (await NextAsync(reader, cancel))
        {
            var number = (int)reader.LineNumber;
            var guarded = isMalformed ? CellText.Guarded(reader.RawRecord) : null;
            var form = isMalformed && guarded is null ? "引号未闭合、用法不正确，或单元格内有换行" : FormOf(reader.RawRecord);
            isMalformed = false;
            var cells = form is null ? guarded ?? Cells(reader) : [];
            if (form is null && cells.All(string.IsNullOrWhiteSpace)) continue;

            form ??= FormOf(cells);
            if (header)
            {
                header = false;
                if (form is not null) faults.Add(number, null, form);
                else ReadHeader(cells, number);
                if (faults.Count > 0) break;
                continue;
            }
            if (form is null && cells.Length > _width && cells.Skip(_width).Any(cell => cell.Length > 0)) form = $"有{cells.Length}列，表头只有{_width}列";
            if (form is not null)
            {
                faults.Add(number, null, form);
                continue;
            }
            line.Take(number, cells, _indexes);
            yield return line;
        }
        await hashing.DrainAsync(cancel);
        Sha256 = hashing.Sha256;
        if (hashing.IsTooLong) faults.Add(0, null, $"文件过大，最多{mostBytes / 1024 / 1024}MB");
        else if (header && faults.Count == 0) faults.Add(0, null, "文件为空");
    }

    private async Task<bool> NextAsync(CsvReader reader, CancellationToken cancel)
    {
        try
        {
            return await reader.ReadAsync(cancel);
        }
        catch (CsvFormatException fault)
        {
            faults.Add((int)fault.LineNumber, null, "这一行过长");
            return false;
        }
    }

    private static string[] Cells(CsvReader reader)
    {
        var cells = new string[Math.Min(reader.FieldCount, MostCells)];
        for (var index = 0; index < cells.Length; index++) cells[index] = reader.GetString(index);
        return cells;
    }

    private void ReadHeader(string[] cells, int number)
    {
        var names = cells.Select(cell => Typed.Normalise(cell)).ToArray();
        _width = names.Length;
        while (_width > 0 && names[_width - 1].Length == 0) _width--;
        _indexes = new int[columns.Count];
        for (var column = 0; column < columns.Count; column++)
        {
            var wanted = columns[column];
            var found = Enumerable.Range(0, _width).Where(index => IsNamed(names[index], wanted)).ToList();
            _indexes[column] = found.Count == 0 ? -1 : found[0];
            if (found.Count > 1) faults.Add(number, wanted.Label, "表头中该列出现多次");
            if (found.Count == 0 && !wanted.Optional) faults.Add(number, wanted.Label, $"表头缺少该列（{wanted.Label}或{wanted.Name}）");
        }
        if (cells.Length == MostCells) faults.Add(number, null, $"列数过多，最多{MostCells - 1}列");
        Ignored = [.. Enumerable.Range(0, _width).Where(index => !_indexes.Contains(index)).Select(index => names[index] switch
        {
            "" => $"第{index + 1}列",
            { Length: > LongestName } name => name[..LongestName],
            var name => name,
        })];
    }

    private static bool IsNamed(string name, CsvColumn column) =>
        string.Equals(name, Typed.Normalise(column.Name), StringComparison.OrdinalIgnoreCase) || name == Typed.Normalise(column.Label) || column.OtherLabels.Contains(name);

    private static string? FormOf(ReadOnlySpan<byte> raw) => !Utf8.IsValid(raw) ? NotUtf8 : raw.Contains((byte)0) ? "含有空字符（NUL）" : null;

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
            if (CellText.IsFormula(cell)) return "单元格以公式符号（= + - @）开头";
        }
        return null;
    }
}

using System.Text;
using System.Text.RegularExpressions;

namespace Benefits.Sheets;

/// <summary>A cell without what spreadsheets put around long numbers to keep them as text: <c>'439901…</c> and <c>="439901…"</c>.</summary>
internal static partial class CellText
{
    public static string Of(string cell) => cell.Trim() switch
    {
        ['=', '"', .. var inner, '"'] when inner.All(char.IsAsciiLetterOrDigit) => inner,
        ['\'', .. var inner] when inner.Length > 0 && inner.All(char.IsAsciiLetterOrDigit) => inner,
        var plain => plain,
    };

    /// <summary>The cells of a line whose only quotation marks guard numbers, written without the quoting that CSV asks for; null for any other line.</summary>
    public static string[]? Guarded(ReadOnlySpan<byte> line)
    {
        var plain = Guard().Replace(Encoding.UTF8.GetString(line).TrimEnd('\r', '\n'), "$1");
        return plain.Contains('"', StringComparison.Ordinal) ? null : plain.Split(',');
    }

    [GeneratedRegex("(?<=^|,)=\"([0-9A-Za-z]*)\"(?=,|$)")]
    private static partial Regex Guard();

    /// <summary>True where a spreadsheet would run the cell: it begins like a formula, and is neither guarded text nor a figure.</summary>
    public static bool IsFormula(string cell) =>
        Of(cell) is ['=' or '+' or '-' or '@' or '＝' or '＋' or '－' or '＠', .. var rest] text
        && !(text[0] is '-' or '+' && rest.Length > 0 && rest.All(character => char.IsAsciiDigit(character) || character is '.' or ','));
}

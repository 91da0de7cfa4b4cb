using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Benefits.Http.Bodies;

/// <summary>A text: never a control character, a lone surrogate, or more than it may hold.</summary>
/// <param name="lines">True where line breaks and tabs are part of it (备注、情况说明).</param>
/// <param name="pattern">What the whole text must match; null where any will do.</param>
internal sealed class TextShape(int min, int max, bool lines, string? pattern = null) : Shape
{
    public const int OrdinaryMax = 200;

    public static readonly TextShape Ordinary = new(0, OrdinaryMax, false);

    // Without backtracking, so that no text takes longer to match than to read.
    private readonly Regex? _pattern = pattern is null ? null : new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    public int Min => min;

    public int Max => max;

    public bool Lines => lines;

    public string? Pattern => pattern;

    public override bool Admits(object value) => value is string text && text.Length <= max && (min == 0 || (text.Length >= min && !string.IsNullOrWhiteSpace(text))) && (_pattern is null || _pattern.IsMatch(text));

    public override void Walk(JsonElement element, string pointer, RequestFaults faults)
    {
        if (!TryText(element, pointer, lines, faults, out var text)) return;
        if (text.Length > max) faults.Add(pointer, FaultCodes.TooLong, $"最多{max}个字符，现为{text.Length}个");
        else if (min > 0 && string.IsNullOrWhiteSpace(text)) faults.Add(pointer, FaultCodes.TooShort, "不能为空");
        else if (text.Length < min) faults.Add(pointer, FaultCodes.TooShort, $"至少{min}个字符，现为{text.Length}个");
        else if (_pattern is not null && !_pattern.IsMatch(text)) faults.Add(pointer, FaultCodes.BadCharacters, $"不符合规定的格式：{pattern}");
    }

    /// <summary>The text of a string element; names what keeps it from being one.</summary>
    public static bool TryText(JsonElement element, string pointer, bool lines, RequestFaults faults, [NotNullWhen(true)] out string? text)
    {
        text = null;
        if (element.ValueKind != JsonValueKind.String)
        {
            WrongType(element, pointer, "文本", faults);
            return false;
        }
        text = Decode(element);
        if (text is null)
        {
            faults.Add(pointer, FaultCodes.BadCharacters, "含有残缺的字符（不成对的代理项）");
            return false;
        }
        if (!text.Any(character => char.IsControl(character) && !(lines && character is '\n' or '\r' or '\t'))) return true;
        faults.Add(pointer, FaultCodes.BadCharacters, lines ? "含有不允许的控制字符" : "含有不允许的控制字符或换行");
        return false;
    }

    private static string? Decode(JsonElement element)
    {
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            // The reader's way of saying that an escaped surrogate stands alone.
            return null;
        }
    }
}

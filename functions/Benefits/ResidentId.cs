using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Benefits;

/// <summary>Resident identity number (公民身份号码), GB 11643-1999. Lives in memory only: storage holds its keyed hash and its ciphertext.</summary>
/// <remarks>It has no JSON converter on purpose, and prints masked, so that it cannot reach an answer or a log by accident.</remarks>
public readonly record struct ResidentId
{
    private const string CheckCharacters = "10X98765432";
    private static readonly int[] Weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

    private ResidentId(string text) => Text = text;

    /// <summary>All 18 characters. Give it to the vault only.</summary>
    public string Text { get; }

    public DateOnly BornOn => DateOnly.ParseExact(Text.AsSpan(6, 8), "yyyyMMdd", CultureInfo.InvariantCulture);

    /// <summary>First six digits: where the number was first issued. An unknown area is a warning, never a refusal.</summary>
    public string Area => Text[..6];

    public static bool TryParse(string? text, DateOnly today, out ResidentId id, [NotNullWhen(false)] out string? fault)
    {
        id = default;
        var characters = Typed.Normalise(text).ToUpperInvariant();
        fault = Fault(characters, today);
        if (fault is not null) return false;
        id = new ResidentId(characters);
        return true;
    }

    /// <summary>The check character of the first 17 digits.</summary>
    public static char CheckCharacter(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var index = 0; index < Weights.Length; index++) sum += Weights[index] * (digits[index] - '0');
        return CheckCharacters[sum % 11];
    }

    /// <summary>As it may be shown: the first four and the last two characters, <c>4301************1X</c>.</summary>
    public override string ToString() => Text is null ? "" : $"{Text[..4]}************{Text[^2..]}";

    private static string? Fault(string characters, DateOnly today)
    {
        if (characters.Length == 0) return "身份证号不能为空";
        if (characters.Contains('E') && characters.Contains('+')) return "身份证号被表格软件改成了科学计数，请将该列设为文本后重新填写";
        if (characters.Length != 18) return $"身份证号应为18位，现为{characters.Length}位";
        if (characters.AsSpan(0, 17).ContainsAnyExceptInRange('0', '9') || !CheckCharacters.Contains(characters[17])) return "身份证号含有不允许的字符";
        if (!DateOnly.TryParseExact(characters.AsSpan(6, 8), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var born)) return "身份证号中的出生日期不存在";
        if (born > today) return "身份证号中的出生日期晚于今天";
        return characters[17] == CheckCharacter(characters) ? null : "身份证号校验位不符，请核对是否录错";
    }
}

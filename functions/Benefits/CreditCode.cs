using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Benefits;

/// <summary>Unified social credit code (统一社会信用代码), GB 32100-2015: 17 characters and a check character.</summary>
/// <remarks>Positions 3 to 8 say where the firm was first registered; they do not follow a move and never name the paying district.</remarks>
[JsonConverter(typeof(TextJson<CreditCode>))]
public readonly record struct CreditCode : IText<CreditCode>
{
    /// <summary>Those a code is made of, in the order of their values.</summary>
    public const string Characters = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    private static readonly SearchValues<char> Allowed = SearchValues.Create(Characters);
    private static readonly int[] Weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

    private CreditCode(string text) => Text = text;

    public string Text { get; }

    public static bool TryParse(string? text, out CreditCode code, [NotNullWhen(false)] out string? fault)
    {
        code = default;
        var characters = Typed.Normalise(text).ToUpperInvariant();
        fault = characters switch
        {
            "" => "统一社会信用代码不能为空",
            { Length: not 18 } => $"统一社会信用代码应为18位，现为{characters.Length}位",
            _ when characters.AsSpan().ContainsAnyExcept(Allowed) => "统一社会信用代码含有不允许的字符（不使用I、O、S、V、Z）",
            _ when characters[17] != CheckCharacter(characters) => "统一社会信用代码校验位不符，请核对是否录错",
            _ => null,
        };
        if (fault is not null) return false;
        code = new CreditCode(characters);
        return true;
    }

    /// <summary>The check character of the first 17 characters.</summary>
    public static char CheckCharacter(ReadOnlySpan<char> characters)
    {
        var sum = 0;
        for (var index = 0; index < Weights.Length; index++) sum += Weights[index] * Characters.IndexOf(characters[index], StringComparison.Ordinal);
        return Characters[(31 - sum % 31) % 31];
    }

    public override string ToString() => Text ?? "";
}

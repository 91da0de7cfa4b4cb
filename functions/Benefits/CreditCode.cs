using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Benefits;

/// <summary>Unified social credit code (统一社会信用代码), GB 32100-2015: 17 signs and a check sign.</summary>
/// <remarks>Positions 3 to 8 say where the firm was first registered; they do not follow a move and never name the paying district.</remarks>
[JsonConverter(typeof(TextJson<CreditCode>))]
public readonly record struct CreditCode : IText<CreditCode>
{
    private const string Signs = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    private static readonly SearchValues<char> Allowed = SearchValues.Create(Signs);
    private static readonly int[] Weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

    private CreditCode(string text) => Text = text;

    public string Text { get; }

    public static bool TryParse(string? text, out CreditCode code, [NotNullWhen(false)] out string? fault)
    {
        code = default;
        var signs = Typed.Normalise(text).ToUpperInvariant();
        fault = signs switch
        {
            "" => "统一社会信用代码不能为空",
            { Length: not 18 } => $"统一社会信用代码应为18位，现为{signs.Length}位",
            _ when signs.AsSpan().ContainsAnyExcept(Allowed) => "统一社会信用代码含有不允许的字符（不使用I、O、S、V、Z）",
            _ when signs[17] != CheckSign(signs) => "统一社会信用代码校验位不符，请核对是否录错",
            _ => null,
        };
        if (fault is not null) return false;
        code = new CreditCode(signs);
        return true;
    }

    /// <summary>The check sign of the first 17 signs.</summary>
    public static char CheckSign(ReadOnlySpan<char> signs)
    {
        var sum = 0;
        for (var place = 0; place < Weights.Length; place++) sum += Weights[place] * Signs.IndexOf(signs[place], StringComparison.Ordinal);
        return Signs[(31 - sum % 31) % 31];
    }

    public override string ToString() => Text ?? "";
}

using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Benefits;

/// <summary>Division code (行政区划代码), GB/T 2260: two digits a province, four a prefecture, six a county. A shorter code contains the longer ones that begin with it.</summary>
[JsonConverter(typeof(TextJson<DistrictCode>))]
public readonly record struct DistrictCode : IText<DistrictCode>
{
    private DistrictCode(string text) => Text = text;

    public string Text { get; }

    /// <summary>The prefecture (市州) it lies in, or itself where it is no county.</summary>
    public DistrictCode Prefecture => Text.Length <= 4 ? this : new DistrictCode(Text[..4]);

    /// <summary>The province (省) it lies in.</summary>
    public DistrictCode Province => new(Text[..2]);

    /// <summary>True where <paramref name="other"/> is the same division or lies in it.</summary>
    public bool Contains(DistrictCode other) => other.Text.StartsWith(Text, StringComparison.Ordinal);

    /// <summary>Accepts 2, 4 or 6 digits; the long form's trailing pairs of zeros (430100, 430000) are taken off.</summary>
    public static bool TryParse(string? text, out DistrictCode code, [NotNullWhen(false)] out string? fault)
    {
        code = default;
        var digits = Typed.Normalise(text);
        while (digits.Length is 4 or 6 && digits.EndsWith("00", StringComparison.Ordinal)) digits = digits[..^2];
        fault = digits.Length is 2 or 4 or 6 && digits.All(char.IsAsciiDigit) && digits[0] != '0' ? null : "行政区划代码应为2位、4位或6位数字";
        if (fault is not null) return false;
        code = new DistrictCode(digits);
        return true;
    }

    public override string ToString() => Text ?? "";
}

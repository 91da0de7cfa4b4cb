using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Serialization;

namespace Benefits.Cases;

/// <summary>Number of one request to a fund (预留申请编号): the application, and the request's number among its own, from 1.</summary>
[JsonConverter(typeof(TextJson<AskId>))]
public readonly record struct AskId(CaseId Case, int Number) : IText<AskId>
{
    public string Text => $"{Case}-{Number:00}";

    public static bool TryParse(string? text, out AskId value, [NotNullWhen(false)] out string? fault)
    {
        value = default;
        var cut = text?.LastIndexOf('-') ?? -1;
        fault = cut > 0 && CaseId.TryParse(text![..cut], out var application, out _)
            && int.TryParse(text[(cut + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && (value = new AskId(application, number)).Text == text
            ? null
            : "预留申请编号格式不正确";
        return fault is null;
    }

    public override string ToString() => Text;
}

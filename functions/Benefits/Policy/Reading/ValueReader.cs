using System.Globalization;
using Benefits.Policy.Expressions;

namespace Benefits.Policy.Reading;

/// <summary>Reads a value of a given type, as packs and cases write it. A month may be written 2022-07.</summary>
internal static class ValueReader
{
    /// <summary>The value, or null with what is wrong.</summary>
    public static Value? Read(PackNode node, TermType type, out string? fault)
    {
        fault = null;
        if (type is TermType.List list) return Listed(node, list, out fault);
        if (node is not PackNode.Scalar scalar)
        {
            fault = $"应为{type}";
            return null;
        }
        var text = scalar.Text;
        Value? value = type switch
        {
            TermType.Bool => text is "true" or "false" ? new Value.Bool(text == "true") : null,
            TermType.Number => decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? new Value.Number(number) : null,
            TermType.Money => Words.Yuan(text) is { } money ? new Value.Amount(money) : null,
            TermType.Date => Day(text) is { } day ? new Value.Date(day) : null,
            _ => new Value.Text(text),
        };
        if (value is null) fault = $"应为{type}，写的是“{text}”";
        else if (!type.Accepts(value)) fault = $"“{text}”不是允许的取值（{string.Join("、", ((TermType.Text)type).Allowed!.Keys)}）";
        return fault is null ? value : null;
    }

    private static Value.List? Listed(PackNode node, TermType.List type, out string? fault)
    {
        fault = node is PackNode.Sequence ? null : $"应为{type}";
        List<Value> items = [];
        foreach (var item in (node as PackNode.Sequence)?.Items ?? [])
        {
            if (Read(item, type.Item, out var wrong) is { } value) items.Add(value);
            fault ??= wrong;
        }
        return fault is null ? new Value.List(items) : null;
    }

    private static DateOnly? Day(string text) =>
        DateOnly.TryParseExact(text, ["yyyy-MM-dd", "yyyy-MM"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}

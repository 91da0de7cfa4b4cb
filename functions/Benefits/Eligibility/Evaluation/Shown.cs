using System.Globalization;
using Benefits.Policy;
using Benefits.Policy.Expressions;

namespace Benefits.Eligibility.Evaluation;

/// <summary>Values as people read them.</summary>
internal static class Shown
{
    private const int MostItems = 12;

    public static string Of(Value value, TermType type) => value switch
    {
        Value.Bool flag => flag.Is ? "是" : "否",
        Value.Number number => number.Is.ToString("0.####", CultureInfo.InvariantCulture),
        Value.Amount amount => amount.Is.ToString(),
        Value.Date date => Date(date.Is),
        Value.Text text => type is TermType.Text { Allowed: { } allowed } && allowed.TryGetValue(text.Is, out var label) ? label : text.Is,
        Value.List list => Listed(list, type),
        _ => throw new InvalidOperationException($"No text for {value.GetType().Name}."),
    };

    public static string Date(DateOnly date) => date == DateOnly.MaxValue ? "无固定期限" : string.Create(CultureInfo.InvariantCulture, $"{date.Year}年{date.Month}月{date.Day}日");

    public static string Month(DateOnly date) => string.Create(CultureInfo.InvariantCulture, $"{date.Year}年{date.Month}月");

    private static string Listed(Value.List list, TermType type)
    {
        if (list.Items.Count == 0) return "无";
        var item = type is TermType.List of ? of.Item : type;
        var words = list.Items.Take(MostItems).Select(value => value is Value.Date { Is.Day: 1 } month ? Month(month.Is) : Of(value, item));
        return string.Join("、", words) + (list.Items.Count > MostItems ? $"等{list.Items.Count}项" : "");
    }
}

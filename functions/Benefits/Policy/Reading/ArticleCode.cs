using System.Globalization;
using System.Text.RegularExpressions;

namespace Benefits.Policy.Reading;

/// <summary>An article as it stands in a file's name: 八 is <c>a08</c>, 二（七） is <c>a02-07</c>.</summary>
internal static partial class ArticleCode
{
    private const string Digits = "一二三四五六七八九";

    /// <summary>Null where the clause names no article.</summary>
    public static string? Of(string clause)
    {
        var match = Article().Match(clause);
        if (!match.Success) return null;
        var part = match.Groups["part"];
        return string.Create(CultureInfo.InvariantCulture, $"a{NumberOf(match.Groups["article"].Value):00}{(part.Success ? $"-{NumberOf(part.Value):00}" : "")}");
    }

    private static int NumberOf(string numeral)
    {
        var ten = numeral.IndexOf('十', StringComparison.Ordinal);
        if (ten < 0) return Digits.IndexOf(numeral[0], StringComparison.Ordinal) + 1;
        var tens = ten == 0 ? 1 : Digits.IndexOf(numeral[0], StringComparison.Ordinal) + 1;
        return tens * 10 + (ten == numeral.Length - 1 ? 0 : Digits.IndexOf(numeral[^1], StringComparison.Ordinal) + 1);
    }

    [GeneratedRegex("^第?(?<article>[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])条?(（(?<part>[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])）)?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Article();
}

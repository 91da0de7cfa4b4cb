using System.Globalization;
using System.Text.RegularExpressions;

namespace Benefits.Policy.Reading;

/// <summary>How values are written in packs and cases.</summary>
internal static partial class Words
{
    private const decimal MostYuan = 1_000_000_000_000m;

    /// <summary><c>TitleRoute</c> is written <c>title-route</c>.</summary>
    public static string Kebab<T>(T value)
        where T : struct, Enum =>
        Humps().Replace(value.ToString(), "-$0").ToLowerInvariant();

    public static Money? Yuan(string text) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var yuan)
        && Math.Abs(yuan) <= MostYuan && decimal.Round(yuan, 2) == yuan
            ? Money.FromYuan(yuan)
            : null;

    [GeneratedRegex("(?<!^)[A-Z]")]
    private static partial Regex Humps();
}

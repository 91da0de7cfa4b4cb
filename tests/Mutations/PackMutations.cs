using System.Globalization;
using System.Text.RegularExpressions;
using Benefits.Policy;

namespace Mutations;

/// <summary>One change of a pack's text that must not pass unnoticed.</summary>
/// <param name="Change">What stood there and what stands there instead, with a few words around it.</param>
internal sealed record PackMutant(int Line, string Change, PackFile Changed)
{
    public string File => Changed.Path;

    public override string ToString() => $"{File}({Line}): {Change}";
}

/// <summary>Every mutant of the packs: expressions, days in force, exclusive groups, dated figures, booking days and procedures.</summary>
internal static partial class PackMutations
{
    /// <summary>How many characters around a change are shown.</summary>
    private const int Around = 40;

    public static IEnumerable<PackMutant> Of(PackFile file) => [.. Expressions(file), .. Figures(file)];

    /// <summary>Conditions, amounts and periods, in a line or in a block; and a condition that holds for everyone.</summary>
    private static IEnumerable<PackMutant> Expressions(PackFile file)
    {
        foreach (Match match in Expression().Matches(file.Text))
        {
            var body = match.Groups["block"].Success ? match.Groups["block"] : match.Groups["quoted"].Success ? match.Groups["quoted"] : match.Groups["plain"];
            foreach (var mutated in ExpressionMutations.Of(body.Value)) yield return Mutant(file, body, mutated);
            if (match.Groups["key"].Value == "when") yield return Mutant(file, body, match.Groups["block"].Success ? "      true\n" : "true");
        }
        foreach (Match match in DecidedBy().Matches(file.Text)) yield return Mutant(file, match.Groups["day"], "today");
    }

    private static IEnumerable<PackMutant> Figures(PackFile file)
    {
        foreach (Match match in Day().Matches(file.Text))
        {
            var day = DateOnly.ParseExact(match.Groups["day"].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture);
            foreach (var step in new[] { -1, 1 }) yield return Mutant(file, match.Groups["day"], day.AddDays(step).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        }
        foreach (Match match in Number().Matches(file.Text))
        {
            var number = decimal.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture);
            var step = match.Groups["number"].Value.Contains('.', StringComparison.Ordinal) ? 0.01m : 1;
            foreach (var other in new[] { number - step, number + step }) yield return Mutant(file, match.Groups["number"], other.ToString(CultureInfo.InvariantCulture));
        }
        foreach (Match match in Flag().Matches(file.Text)) yield return Mutant(file, match.Groups["flag"], match.Groups["flag"].Value == "true" ? "false" : "true");
        foreach (Match match in Exclusive().Matches(file.Text))
        {
            yield return Mutant(file, match.Groups["group"], $"{match.Groups["group"].Value}-other");
            yield return Mutant(file, match.Groups["scope"], match.Groups["scope"].Value == "person-ever" ? "person-period" : "person-ever");
        }
    }

    private static PackMutant Mutant(PackFile file, Group at, string other)
    {
        var text = file.Text[..at.Index] + other + file.Text[(at.Index + at.Length)..];
        var line = file.Text.AsSpan(0, at.Index).Count('\n') + 1;
        var start = at.Index == 0 ? 0 : file.Text.LastIndexOf('\n', at.Index - 1) + 1;
        var key = file.Text[start..at.Index];
        return new PackMutant(line, Shown(OneLine(key + at.Value), OneLine(key + other)), file with { Text = text });
    }

    /// <summary>Where two lines differ, in whole words.</summary>
    private static string Shown(string before, string after)
    {
        var same = before.Zip(after).TakeWhile(pair => pair.First == pair.Second).Count();
        var most = Math.Min(before.Length, after.Length) - same;
        var tail = before.Reverse().Zip(after.Reverse()).Take(most).TakeWhile(pair => pair.First == pair.Second).Count();
        var from = same <= Around ? 0 : before.IndexOf(' ', same - Around) is var space && space >= 0 && space < same ? space + 1 : same;
        var rest = tail <= Around ? 0 : before.LastIndexOf(' ', before.Length - tail + Around) is var blank && blank >= before.Length - tail ? before.Length - blank : tail;
        return $"{before[from..^rest]} → {after[from..^rest]}";
    }

    private static string OneLine(string text) => Spaces().Replace(text, " ").Trim();

    [GeneratedRegex("""^(?<indent> *)(?:- )?(?<key>when|amount|periods): (?:>-\n(?<block>(?:\k<indent>  +.*\n)+)|"(?<quoted>[^"\n]*)"|(?<plain>[^>"\n][^\n]*))""", RegexOptions.Multiline)]
    private static partial Regex Expression();

    [GeneratedRegex("decided_by: (?<day>[a-z_.]+)")]
    private static partial Regex DecidedBy();

    /// <summary>The days between which a text or a figure counts.</summary>
    [GeneratedRegex(@"\b(?:from|to|apply_by|on): (?<day>\d{4}-\d{2}-\d{2})")]
    private static partial Regex Day();

    /// <summary>Dated figures, days and limits of a procedure, the day on which a month is booked.</summary>
    [GeneratedRegex(@"\b(?:value|booked_on_day|auto_limit|up_to|signatures|reviewer_from_signature|\w+_days|max_payment_attempts): (?<number>\d+(?:\.\d+)?)")]
    private static partial Regex Number();

    [GeneratedRegex("notice_counts_first_day: (?<flag>true|false)")]
    private static partial Regex Flag();

    [GeneratedRegex(@"group: (?<group>[a-z-]+), scope: (?<scope>[a-z-]+)")]
    private static partial Regex Exclusive();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}

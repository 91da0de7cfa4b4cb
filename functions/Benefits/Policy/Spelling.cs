namespace Benefits.Policy;

/// <summary>Guesses what a misspelt name was meant to be.</summary>
internal static class Spelling
{
    private const int Limit = 60;

    /// <summary>The known name closest to what was written, or null where none is close.</summary>
    public static string? Nearest(string written, IEnumerable<string> known)
    {
        if (written.Length is 0 or > Limit) return null;
        var near = known.Where(name => name.Length <= Limit).Select(name => (Name: name, Far: Distance(written, name))).OrderBy(found => found.Far).ThenBy(found => found.Name, StringComparer.Ordinal).FirstOrDefault();
        return near.Name is not null && near.Far <= Math.Max(written.Length < 5 ? 1 : 2, written.Length / 4) ? near.Name : null;
    }

    /// <summary>The guess as the end of a sentence; empty where none is close.</summary>
    public static string Hint(string written, IEnumerable<string> known) => Nearest(written, known) is { } near ? $"，是否为“{near}”" : "";

    private static int Distance(string one, string two)
    {
        var row = Enumerable.Range(0, two.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var corner = row[0];
            row[0] = i;
            for (var j = 1; j <= two.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, corner + (one[i - 1] == two[j - 1] ? 0 : 1));
                corner = above;
            }
        }
        return row[^1];
    }
}

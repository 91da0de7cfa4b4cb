using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Benefits.Audit;

/// <summary>A seal as it leaves the house (封存文件): plain lines that an auditor keeps and that need no program to read.</summary>
/// <remarks><c>seal yyyy-MM-dd</c>, <c>previous root</c>, then a line <c>partition number hash</c> for each chain, then <c>root hash</c>.</remarks>
public sealed record SealFile(DateOnly On, string Previous, IReadOnlyList<SealedHead> Heads)
{
    public string Root => SealRoot.Of(On, Previous, Heads);

    public string Write()
    {
        var text = new StringBuilder(200 + Heads.Count * 110);
        text.Append(CultureInfo.InvariantCulture, $"seal {On:yyyy-MM-dd}\nprevious {Previous}\n");
        foreach (var head in Heads) text.Append(head).Append('\n');
        return text.Append(CultureInfo.InvariantCulture, $"root {Root}\n").ToString();
    }

    /// <summary>Reads a file back; false where it is none, or where its root is not the root of what it lists.</summary>
    public static bool TryRead(string text, [NotNullWhen(true)] out SealFile? file)
    {
        file = null;
        var lines = text.Split('\n');
        if (lines.Length < 4 || lines[^1].Length > 0) return false;
        if (lines[0] is not ['s', 'e', 'a', 'l', ' ', .. var day] || !DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var on)) return false;
        if (lines[1].Split(' ') is not ["previous", var previous] || lines[^2].Split(' ') is not ["root", var root]) return false;
        List<SealedHead> heads = [];
        foreach (var line in lines[2..^2])
        {
            if (line.Split(' ') is not [var partition, var number, var hash] || !long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count)) return false;
            heads.Add(new SealedHead(partition, new AuditHead(count, hash)));
        }
        SealFile read = new(on, previous, heads);
        if (read.Root != root) return false;
        file = read;
        return true;
    }
}

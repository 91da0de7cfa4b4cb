using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Benefits.Audit;
using Benefits.Storage;

namespace Benefits.Tests.Payouts;

/// <summary>One thing that someone does to a store behind the platform's back.</summary>
/// <param name="Kind">The kind of row: its key with every number and code left out.</param>
/// <param name="What">What is done to it.</param>
/// <param name="Writes">The rows as they lie afterwards; null for one that is gone.</param>
internal sealed record Tampering(string Kind, string What, IReadOnlyList<(TableKey Key, string? Body)> Writes)
{
    /// <summary>
    /// For each kind of row that the store holds, in the words of the store itself: each field of the JSON edited, a row deleted, two rows' bodies changed round, the newest taken away.
    /// A kind that is new is tried by itself. What may be lost without harm is not deleted.
    /// </summary>
    public static IEnumerable<Tampering> All(IReadOnlyList<TableRow> rows)
    {
        foreach (var kind in rows.GroupBy(row => KindOf(row.Key)))
        {
            var mayBeLost = KeyedRows.Technical.ContainsKey(kind.First().Key.Partition);
            // The longest has the most fields.
            var sample = kind.MaxBy(row => row.Body.Length)!;
            foreach (var (field, body) in Edits(sample.Body)) yield return new Tampering(kind.Key, $"edit {field}", [(sample.Key, body)]);
            if (!mayBeLost) yield return new Tampering(kind.Key, "delete", [(sample.Key, null)]);
            if (!mayBeLost) yield return new Tampering(kind.Key, "truncate", [(kind.MaxBy(row => row.Key.ToString(), StringComparer.Ordinal)!.Key, null)]);
            if (kind.FirstOrDefault(row => row.Body != sample.Body) is { } other) yield return new Tampering(kind.Key, "reorder", [(sample.Key, other.Body), (other.Key, sample.Body)]);
            yield return new Tampering(kind.Key, "add", [(new TableKey(sample.Key.Partition, sample.Key.Row + "9"), sample.Body)]);
        }
    }

    /// <summary>The words of a key: <c>ent-#/app-#-l-#-#</c>.</summary>
    public static string KindOf(TableKey key) => Regex.Replace(key.ToString(), "(?<=^|[-/])[^-/]*[0-9][^-/]*(?=$|[-/])", "#");

    /// <summary>The body with each of its values changed in turn, of a list the first one's.</summary>
    private static IEnumerable<(string Field, string Body)> Edits(string body)
    {
        var count = Leaves(JsonNode.Parse(body)!, "").Count();
        for (var index = 0; index < count; index++)
        {
            var root = JsonNode.Parse(body)!;
            var (path, leaf) = Leaves(root, "").ElementAt(index);
            var changed = Changed(leaf);
            if (leaf.Parent is null) root = changed;
            else leaf.ReplaceWith(changed);
            yield return (path, root.ToJsonString(StoredJson.Options));
        }
    }

    private static IEnumerable<(string Path, JsonNode Leaf)> Leaves(JsonNode node, string path) => node switch
    {
        JsonObject members => members.Where(member => member.Value is not null).SelectMany(member => Leaves(member.Value!, $"{path}.{member.Key}")),
        JsonArray { Count: > 0 } items when items[0] is { } first => Leaves(first, $"{path}[0]"),
        JsonArray => [],
        _ => [(path, node)],
    };

    private static JsonValue Changed(JsonNode leaf) => leaf.GetValueKind() switch
    {
        JsonValueKind.String => JsonValue.Create(Flipped(leaf.GetValue<string>())),
        JsonValueKind.Number => JsonValue.Create(leaf.GetValue<decimal>() + 1),
        JsonValueKind.True => JsonValue.Create(false),
        _ => JsonValue.Create(true),
    };

    /// <summary>Where there is a digit another digit, so that a date or a code still looks like one.</summary>
    private static string Flipped(string text)
    {
        var at = text.AsSpan().LastIndexOfAnyInRange('1', '8');
        return at < 0 ? text + "x" : string.Concat(text.AsSpan(0, at), ((char)(text[at] + 1)).ToString(), text.AsSpan(at + 1));
    }
}

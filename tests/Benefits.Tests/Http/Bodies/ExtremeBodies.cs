using System.Text.Json;
using System.Text.Json.Nodes;
using Benefits.Http.Bodies;
using Benefits.Storage;
using Endpoint = Benefits.Http.Endpoint;

namespace Benefits.Tests.Http.Bodies;

/// <summary>Bodies that are of the right shape and so reach the use case, with one value at the edge of what its type can hold.</summary>
public static class ExtremeBodies
{
    private static readonly string[] Texts =
    [
        "", " ", "𠮷", "../../etc/passwd", "a/b\\c#d?e", "'; DROP TABLE rows; --", "=cmd|' /C calc'!A0", "<script>alert(1)</script>", "１２３４５６７８９０１２", "\u202Eevil", "%s%n", "null", "NaN",
    ];

    public static IEnumerable<(string Says, byte[] Bytes)> Of(Endpoint endpoint)
    {
        var example = JsonSerializer.SerializeToNode(endpoint.Example!, endpoint.Request!, StoredJson.Options)!;
        foreach (var (pointer, value) in Values(Shape.Of(endpoint.Request!), example, ""))
        {
            var body = example.DeepClone();
            Put(ref body, pointer, value);
            var raw = body.ToJsonString(StoredJson.Options);
            yield return ($"'{pointer}' is {(value is null ? "absent" : value.ToJsonString() is { Length: > 40 } much ? much[..40] : value.ToJsonString())}", System.Text.Encoding.UTF8.GetBytes(raw));
        }
    }

    private static IEnumerable<(string Pointer, JsonNode? Value)> Values(Shape shape, JsonNode node, string at)
    {
        switch (shape)
        {
            case ObjectShape known:
                foreach (var member in known.Members)
                {
                    var place = $"{at}/{member.Name}";
                    if (member.MayBeNull) yield return (place, null);
                    if (node[member.Name] is not { } inside) continue;
                    foreach (var value in Values(member.Shape, inside, place)) yield return value;
                }
                break;
            case ListShape list:
                if (list.Min == 0) yield return (at, new JsonArray());
                if (node.AsArray() is not { Count: > 0 } items) break;
                yield return (at, new JsonArray(items[0]!.DeepClone(), items[0]!.DeepClone()));
                yield return (at, new JsonArray([.. Enumerable.Range(0, Math.Min(list.Max, 600)).Select(_ => items[0]!.DeepClone())]));
                foreach (var value in Values(list.Element, items[0]!, $"{at}/0")) yield return value;
                break;
            case TextShape text:
                foreach (var one in Texts.Append(new string('长', text.Max)).Append(new string('0', text.Max)).Where(one => one.Length <= text.Max)) yield return (at, one);
                break;
            case DateShape:
                foreach (var day in (string[])["0001-01-01", "1582-10-15", "9999-12-31"]) yield return (at, day);
                break;
            case MoneyShape:
                foreach (var fen in (long[])[0, -1, 1, MoneyShape.MaxFen, -MoneyShape.MaxFen]) yield return (at, fen);
                break;
            case IntegerShape number:
                yield return (at, number.Min);
                yield return (at, number.Max);
                break;
            case BoolShape:
                yield return (at, true);
                yield return (at, false);
                break;
            default:
                break;
        }
    }

    private static void Put(ref JsonNode root, string pointer, JsonNode? value)
    {
        if (pointer.Length == 0)
        {
            root = value!;
            return;
        }
        var parts = pointer[1..].Split('/');
        var node = parts[..^1].Aggregate(root, (inner, part) => inner is JsonArray list ? list[int.Parse(part, System.Globalization.CultureInfo.InvariantCulture)]! : inner[part]!);
        if (node is JsonArray items) items[int.Parse(parts[^1], System.Globalization.CultureInfo.InvariantCulture)] = value;
        else if (value is null) node.AsObject().Remove(parts[^1]);
        else node[parts[^1]] = value;
    }
}

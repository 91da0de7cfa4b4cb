using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Benefits.Http.Bodies;
using Benefits.Storage;
using Endpoint = Benefits.Http.Endpoint;

namespace Benefits.Tests.Http.Bodies;

/// <summary>A body that must be refused, and the places that the refusal must name.</summary>
public sealed record HostileBody(string Says, byte[] Bytes, IReadOnlyList<string> Pointers);

/// <summary>Twists an endpoint's valid example in every way that its request type forbids.</summary>
public static class HostileBodies
{
    private const string Hole = "@@HOLE@@";

    public static IEnumerable<HostileBody> Of(Endpoint endpoint)
    {
        var example = JsonSerializer.SerializeToNode(endpoint.Example!, endpoint.Request!, StoredJson.Options)!;
        var shape = Shape.Of(endpoint.Request!);
        var good = example.ToJsonString(StoredJson.Options);
        return Forms(good).Concat(Twists(shape, example, "", raw => Put(example, raw.Pointer, raw.Text))).Concat(AllAtOnce(shape));
    }

    /// <summary>Broken as a whole, whatever the type.</summary>
    private static IEnumerable<HostileBody> Forms(string good)
    {
        var bytes = Encoding.UTF8.GetBytes(good);
        yield return new("empty", [], [""]);
        yield return new("only blanks", "  \n"u8.ToArray(), [""]);
        yield return new("null", "null"u8.ToArray(), [""]);
        yield return new("a list", "[]"u8.ToArray(), [""]);
        yield return new("a text", "\"x\""u8.ToArray(), [""]);
        yield return new("two values", [.. bytes, .. bytes], [""]);
        yield return new("a comment", [.. "/* */"u8, .. bytes], [""]);
        yield return new("a byte order mark", [.. Encoding.UTF8.Preamble, .. bytes], [""]);
        yield return new("UTF-16", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(good)], [""]);
        yield return new("UTF-16 unmarked", Encoding.Unicode.GetBytes(good), [""]);
        yield return new("UTF-16 big endian", Encoding.BigEndianUnicode.GetBytes(good), [""]);
        yield return new("UTF-32", Encoding.UTF32.GetBytes(good), [""]);
        yield return new("broken UTF-8", [.. bytes[..^1], 0xC3, 0x28, (byte)'}'], [""]);
        yield return new("a raw NUL", [.. bytes[..^1], 0, (byte)'}'], [""]);
        yield return new("depth 1000", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 1000)) + "1" + new string('}', 1000)), [""]);
        yield return new("depth 100000, open", Encoding.UTF8.GetBytes(new string('[', 100_000)), [""]);
        for (var part = 1; part < 8; part++) yield return new($"cut at {part}/8", bytes[..(bytes.Length * part / 8)], []);
    }

    private static IEnumerable<HostileBody> Twists(Shape shape, JsonNode node, string at, Func<(string Pointer, string Text), string> put)
    {
        HostileBody Body(string says, string raw, params string[] named) => new($"{says} at '{at}'", Encoding.UTF8.GetBytes(put((at, raw))), named.Length == 0 ? [at] : named);
        foreach (var (says, raw) in Wrong(shape)) yield return Body(says, raw);
        switch (shape)
        {
            case ObjectShape known:
                var members = node.AsObject();
                var inside = members.ToJsonString(StoredJson.Options)[1..^1];
                var comma = inside.Length > 0 ? "," : "";
                yield return Body("an unknown member", $"{{{inside}{comma}\"unheardOf\":1}}", $"{at}/unheardOf");
                yield return Body("a member with a NUL in its name", $"{{{inside}{comma}\"a\\u0000\":1}}");
                yield return Body("a member with half a character in its name", $"{{{inside}{comma}\"a\\udc00\":1}}");
                foreach (var member in known.Members)
                {
                    var place = $"{at}/{member.Name}";
                    if (member.Required) yield return Body($"no {member.Name}", Without(members, member.Name), place);
                    if (!members.TryGetPropertyValue(member.Name, out var value) || value is null) continue;
                    var pair = $"{JsonSerializer.Serialize(member.Name)}:{value.ToJsonString(StoredJson.Options)}";
                    yield return Body($"{member.Name} twice", $"{{{inside},{pair}}}", place);
                    if (!member.MayBeNull) yield return Body($"{member.Name} null", $"{{{Without(members, member.Name)[1..^1]}{(members.Count > 1 ? "," : "")}\"{member.Name}\":null}}", place);
                    foreach (var twist in Twists(member.Shape, value, place, put)) yield return twist;
                }
                break;
            case ListShape list:
                yield return Body("a null in the list", "[null]", $"{at}/0");
                if (list.Min > 0) yield return Body("an empty list", "[]");
                yield return Body("too long a list", $"[{string.Join(',', Enumerable.Repeat("0", list.Max + 1))}]");
                if (node.AsArray() is { Count: > 0 } items)
                {
                    foreach (var twist in Twists(list.Element, items[0]!, $"{at}/0", put)) yield return twist;
                }
                break;
        }
    }

    private static IEnumerable<(string Says, string Raw)> Wrong(Shape shape)
    {
        string[] all = ["5", "true", "\"x\"", "{}", "[]"];
        IEnumerable<string> raws = shape switch
        {
            TextShape text => [all[0], all[1], all[3], all[4], "\"a\\u0000b\"", "\"a\\ud800b\"", "\"\\udc00\"", "\"\\u001b\"", "\"\u007f\"", "\"\u0085\"", $"\"{new string('长', text.Max + 1)}\"", .. text.Min > 0 ? ["\"\"", "\"  \""] : Array.Empty<string>(), .. text.Pattern is null ? Array.Empty<string>() : ["\"坏/的\""]],
            BoolShape => [all[0], "\"true\"", all[3], all[4]],
            IntegerShape or MoneyShape => ["true", "\"5\"", "{}", "[]", "1.5", "1.0", "1e2", "9223372036854775808", "-99999999999999999999999", "1e400"],
            DecimalShape => ["true", "\"5\"", "{}", "[]", "1e400", "99999999999999999999999999999999999"],
            ObjectShape => [all[0], all[1], all[2], all[4]],
            ListShape or MapShape => [all[0], all[1], all[2], shape is ListShape ? "{}" : "[]"],
            _ => [all[0], all[1], "\"@\"", all[3], all[4], "\"2022-02-30\"", "\"\"", "\"\\u0000\"", "\"\\ud83d\""],
        };
        return raws.Select(raw => ($"{(raw.Length < 30 ? raw : raw[..30])}", raw));
    }

    /// <summary>Every member wrong at the same time, and one too many: all are named in one answer.</summary>
    private static IEnumerable<HostileBody> AllAtOnce(Shape shape)
    {
        if (shape is not ObjectShape known) yield break;
        var wrong = known.Members.Select(member => $"\"{member.Name}\":{(member.Shape is ObjectShape or MapShape ? "5" : "{}")}");
        yield return new("everything wrong", Encoding.UTF8.GetBytes($"{{{string.Join(',', wrong)},\"unheardOf\":[]}}"), [.. known.Members.Select(member => $"/{member.Name}"), "/unheardOf"]);
        if (known.Members.Any(member => member.Required)) yield return new("nothing there", "{}"u8.ToArray(), [.. known.Members.Where(member => member.Required).Select(member => $"/{member.Name}")]);
    }

    private static string Without(JsonObject members, string name)
    {
        var rest = members.DeepClone().AsObject();
        rest.Remove(name);
        return rest.ToJsonString(StoredJson.Options);
    }

    private static string Put(JsonNode root, string pointer, string raw)
    {
        if (pointer.Length == 0) return raw;
        var copy = root.DeepClone();
        var parts = pointer[1..].Split('/');
        var node = parts[..^1].Aggregate(copy, (inner, part) => inner is JsonArray list ? list[int.Parse(part, System.Globalization.CultureInfo.InvariantCulture)]! : inner[part]!);
        if (node is JsonArray items) items[int.Parse(parts[^1], System.Globalization.CultureInfo.InvariantCulture)] = Hole;
        else node[parts[^1]] = Hole;
        return copy.ToJsonString(StoredJson.Options).Replace($"\"{Hole}\"", raw, StringComparison.Ordinal);
    }
}

using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using Benefits.Storage;

namespace Benefits.Http.Bodies;

/// <summary>Reads a JSON body that a stranger sent: all of it is right, or every fault of it is named at once.</summary>
/// <remarks>
/// A good body costs one scan, one deserialise and a look at lengths. Only where one of the three objects is the body walked
/// against the shape of its type to find all faults. Whatever the walk lets pass, the deserialiser must take, and the other way round.
/// </remarks>
public static class StrictJson
{
    public const int MaxDepth = 32;

    /// <summary>Stored JSON's names and forms, and nothing lenient.</summary>
    public static readonly JsonSerializerOptions Options = new(StoredJson.Options)
    {
        AllowDuplicateProperties = false,
        MaxDepth = MaxDepth,
        PropertyNameCaseInsensitive = false,
        RespectNullableAnnotations = true,
        TypeInfoResolver = StoredJson.Options.TypeInfoResolver!.WithAddedModifier(RequireParameters),
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    static StrictJson()
    {
        // The first converter that fits is taken: the exact one goes before the lenient one of stored JSON.
        Options.Converters.Insert(0, new ExactEnumJson());
        Options.MakeReadOnly();
    }

    /// <summary>The value, or the faults of the body. For callers outside of an endpoint, and tests.</summary>
    public static T? Read<T>(ReadOnlyMemory<byte> utf8, out IReadOnlyList<Fault> faults)
        where T : class
    {
        RequestFaults found = new();
        var value = Read(utf8, typeof(T), found);
        faults = found.Faults;
        return (T?)value;
    }

    /// <summary>The value; or null, and what is wrong in <paramref name="faults"/>.</summary>
    internal static object? Read(ReadOnlyMemory<byte> utf8, Type type, RequestFaults faults)
    {
        if (EncodingFault(utf8.Span) is { } encoding)
        {
            faults.Add("", FaultCodes.Encoding, encoding);
            return null;
        }
        var shape = Shape.Of(type);
        if (TextScan.IsPlain(utf8.Span) && Deserialise(utf8.Span, type) is { } value && shape.Admits(value)) return value;
        return ReadSlowly(utf8, type, shape, faults);
    }

    /// <summary>A record's parameter must be given unless it has a default or may be null: what may be null may be left out.</summary>
    private static void RequireParameters(JsonTypeInfo info)
    {
        foreach (var property in info.Properties)
        {
            if (property.AssociatedParameter is { HasDefaultValue: false, IsNullable: false } && Nullable.GetUnderlyingType(property.PropertyType) is null) property.IsRequired = true;
        }
    }

    private static object? ReadSlowly(ReadOnlyMemory<byte> utf8, Type type, Shape shape, RequestFaults faults)
    {
        using var document = Parse(utf8, faults);
        if (document is null) return null;
        var before = faults.Total;
        shape.Walk(document.RootElement, "", faults);
        if (faults.Total > before) return null;
        if (Deserialise(utf8.Span, type) is { } value) return value;
        faults.Add("", FaultCodes.Invalid, "内容不符合要求的格式");
        return null;
    }

    private static object? Deserialise(ReadOnlySpan<byte> utf8, Type type)
    {
        try
        {
            return JsonSerializer.Deserialize(utf8, Options.GetTypeInfo(type));
        }
        catch (JsonException)
        {
            // The walk says what is wrong, and all of it.
            return null;
        }
    }

    private static JsonDocument? Parse(ReadOnlyMemory<byte> utf8, RequestFaults faults)
    {
        try
        {
            return JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = MaxDepth });
        }
        catch (JsonException fault)
        {
            if (utf8.Length == 0) faults.Add("", FaultCodes.Missing, "请求没有内容");
            else if (IsTooDeep(utf8.Span)) faults.Add("", FaultCodes.TooDeep, $"嵌套过深，最多{MaxDepth}层");
            else faults.Add("", FaultCodes.Syntax, $"不是完整的JSON：第{(fault.LineNumber ?? 0) + 1}行第{(fault.BytePositionInLine ?? 0) + 1}字节处有语法错误");
            return null;
        }
    }

    private static bool IsTooDeep(ReadOnlySpan<byte> utf8)
    {
        Utf8JsonReader reader = new(utf8, new JsonReaderOptions { MaxDepth = int.MaxValue });
        try
        {
            while (reader.Read())
            {
                if (reader.CurrentDepth >= MaxDepth && reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray) return reader.CurrentDepth >= MaxDepth;
            }
        }
        catch (JsonException)
        {
            // Broken before it was too deep.
        }
        return false;
    }

    private static string? EncodingFault(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith(Encoding.UTF8.Preamble)) return "内容开头有字节顺序标记（BOM），请存为不带BOM的UTF-8";
        if (bytes.StartsWith(Encoding.Unicode.Preamble) || bytes.StartsWith(Encoding.BigEndianUnicode.Preamble)) return "内容是UTF-16，应为UTF-8";
        if (bytes.Length > 1 && (bytes[0] == 0 || bytes[1] == 0)) return "内容像是UTF-16或UTF-32，应为UTF-8";
        return Utf8.IsValid(bytes) ? null : "内容不是有效的UTF-8";
    }
}

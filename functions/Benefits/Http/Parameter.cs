using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Benefits.Http.Bodies;
using Benefits.Http.OpenApi;

namespace Benefits.Http;

/// <summary>A value in the path, the query or a header, with its rule. An optional query parameter unless <see cref="InPath"/>, <see cref="InHeader"/> or <see cref="Needed"/> say otherwise.</summary>
/// <remarks>The runner checks all of them before the handler runs, so that a handler reads good values only.</remarks>
public sealed record Parameter
{
    public required string Name { get; init; }

    /// <summary>What it is, in Chinese.</summary>
    public required string Says { get; init; }

    public required string Example { get; init; }

    public Place Place { get; init; } = Place.Query;

    public bool Required { get; init; }

    /// <summary>Its JSON schema.</summary>
    public required JsonObject Schema { get; init; }

    /// <summary>What is wrong with a text, as a Chinese sentence; null where it is good.</summary>
    public required Func<string, string?> FaultOf { get; init; }

    /// <summary>Where a fault in it is: <c>query:page</c>, <c>path:id</c>, <c>header:Idempotency-Key</c>.</summary>
    internal string Pointer => PointerOf(Place, Name);

    internal static string PointerOf(Place place, string name) => place switch
    {
        Place.Path => $"path:{name}",
        Place.Header => $"header:{name}",
        _ => $"query:{name}",
    };

    public Parameter InPath() => this with { Place = Place.Path, Required = true };

    public Parameter InHeader() => this with { Place = Place.Header };

    public Parameter Needed() => this with { Required = true };

    /// <summary>An id (编号): letters, digits, <c>- _ .</c>, so that it can be part of a row's key.</summary>
    public static Parameter Id(string name, string says, string example, int maxLength = 100) => new()
    {
        Name = name,
        Says = says,
        Example = example,
        Schema = new JsonObject { ["type"] = "string", ["pattern"] = "^[A-Za-z0-9._-]+$", ["maxLength"] = maxLength },
        FaultOf = text => text.Length <= maxLength && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.') ? null : $"应为{maxLength}个以内的字母、数字或 - _ . 组成的编号",
    };

    /// <summary>Any text without control characters.</summary>
    public static Parameter Text(string name, string says, string example, int maxLength = 100) => new()
    {
        Name = name,
        Says = says,
        Example = example,
        Schema = new JsonObject { ["type"] = "string", ["maxLength"] = maxLength },
        FaultOf = text => text.Length > maxLength ? $"最多{maxLength}个字符" : text.Any(char.IsControl) || !Benefits.Typed.IsWellFormed(text) ? "含有不允许的控制字符" : null,
    };

    /// <summary>A text with a rule of its own, such as a credit code.</summary>
    public static Parameter Typed<T>(string name, string says, string example)
        where T : struct, IText<T> => new()
        {
            Name = name,
            Says = says,
            Example = example,
            Schema = new JsonObject { ["type"] = "string" },
            FaultOf = text => T.TryParse(text, out _, out var fault) ? null : fault,
        };

    public static Parameter Number(string name, string says, int example, int min, int max) => new()
    {
        Name = name,
        Says = says,
        Example = example.ToString(CultureInfo.InvariantCulture),
        Schema = new JsonObject { ["type"] = "integer", ["minimum"] = min, ["maximum"] = max },
        FaultOf = text => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max ? null : $"应为{min}到{max}的整数",
    };

    public static Parameter Date(string name, string says, string example) => new()
    {
        Name = name,
        Says = says,
        Example = example,
        Schema = new JsonObject { ["type"] = "string", ["format"] = "date" },
        FaultOf = text => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? null : "应为存在的日期，写作 2022-09-01",
    };

    /// <summary>One of an enum's names, in camel case.</summary>
    public static Parameter Choice<T>(string name, string says, T example)
        where T : struct, Enum => new()
        {
            Name = name,
            Says = says,
            Example = JsonNamingPolicy.CamelCase.ConvertName(example.ToString()),
            Schema = SchemaBook.OfEnum(typeof(T)),
            FaultOf = text => EnumNames<T>.All.ContainsKey(text) ? null : $"应为下列之一：{string.Join('、', EnumNames<T>.All.Keys)}",
        };
}

public enum Place
{
    Path,
    Query,
    Header,
}

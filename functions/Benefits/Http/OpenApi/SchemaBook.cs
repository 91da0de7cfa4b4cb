using System.ComponentModel;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Benefits.Http.Bodies;
using Benefits.Storage;

namespace Benefits.Http.OpenApi;

/// <summary>JSON schemas of requests and answers. A request's come from the very shapes that bodies are held against.</summary>
internal sealed class SchemaBook
{
    private static readonly Dictionary<Type, Func<JsonObject>> Known = new()
    {
        [typeof(string)] = () => new JsonObject { ["type"] = "string" },
        [typeof(bool)] = () => new JsonObject { ["type"] = "boolean" },
        [typeof(int)] = () => new JsonObject { ["type"] = "integer", ["format"] = "int32" },
        [typeof(long)] = () => new JsonObject { ["type"] = "integer", ["format"] = "int64" },
        [typeof(decimal)] = () => new JsonObject { ["type"] = "number" },
        [typeof(double)] = () => new JsonObject { ["type"] = "number" },
        [typeof(DateOnly)] = () => new JsonObject { ["type"] = "string", ["format"] = "date", ["description"] = "日期（北京时间）" },
        [typeof(DateTimeOffset)] = () => new JsonObject { ["type"] = "string", ["format"] = "date-time" },
        [typeof(Money)] = () => new JsonObject { ["type"] = "integer", ["format"] = "int64", ["minimum"] = -MoneyShape.MaxFen, ["maximum"] = MoneyShape.MaxFen, ["description"] = "金额，单位：分" },
        [typeof(CreditCode)] = () => new JsonObject { ["type"] = "string", ["description"] = "统一社会信用代码，18位" },
        [typeof(DistrictCode)] = () => new JsonObject { ["type"] = "string", ["pattern"] = "^[1-9][0-9]{1,5}$", ["description"] = "行政区划代码，2、4或6位" },
        [typeof(PersonKey)] = () => new JsonObject { ["type"] = "string", ["pattern"] = "^[0-9a-f]{32}$", ["description"] = "人员标识（不含身份证号）" },
    };

    private readonly Dictionary<(Type Type, bool Request), string> _names = [];

    public JsonObject Components { get; } = [];

    public JsonObject OfRequest(Type type) => OfShape(Shape.Of(type), type);

    public JsonObject OfAnswer(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (Scalar(type) is { } scalar) return scalar;
        var info = StoredJson.Options.GetTypeInfo(type);
        return info.Kind switch
        {
            JsonTypeInfoKind.Enumerable => new JsonObject { ["type"] = "array", ["items"] = OfAnswer(info.ElementType!) },
            JsonTypeInfoKind.Dictionary => new JsonObject { ["type"] = "object", ["additionalProperties"] = OfAnswer(info.ElementType!) },
            JsonTypeInfoKind.Object => Component(type, false, () => Answer(info)),
            _ => [],
        };
    }

    private static JsonObject? Scalar(Type type)
    {
        if (Known.TryGetValue(type, out var schema)) return schema();
        if (type.IsEnum) return OfEnum(type);
        return type.GetInterfaces().Any(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IText<>)) ? new JsonObject { ["type"] = "string" } : null;
    }

    /// <summary>The words that travel, and what people call each.</summary>
    public static JsonObject OfEnum(Type type)
    {
        var values = type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (Word: JsonNamingPolicy.CamelCase.ConvertName(field.Name), Label: Labels.TextOf(field))).ToList();
        return new JsonObject
        {
            ["type"] = "string",
            ["enum"] = new JsonArray([.. values.Select(value => (JsonNode)value.Word)]),
            ["description"] = string.Join('；', values.Select(value => $"{value.Word}：{value.Label}")),
        };
    }

    private JsonObject Answer(JsonTypeInfo info)
    {
        if (info.PolymorphismOptions is { DerivedTypes.Count: > 0 } several) return Several(info, several);
        JsonObject properties = [];
        JsonArray required = [];
        foreach (var property in info.Properties.Where(property => property.Get is not null))
        {
            properties[property.Name] = Described(OfAnswer(property.PropertyType), property.AttributeProvider);
            if (property.PropertyType.IsValueType ? Nullable.GetUnderlyingType(property.PropertyType) is null : !property.IsGetNullable) required.Add(property.Name);
        }
        return Object(info.Type, properties, required);
    }

    /// <summary>A closed set of cases, told apart by a member.</summary>
    private JsonObject Several(JsonTypeInfo info, JsonPolymorphismOptions several)
    {
        JsonArray cases = [];
        foreach (var one in several.DerivedTypes)
        {
            JsonObject tag = new() { ["type"] = "object", ["required"] = new JsonArray(several.TypeDiscriminatorPropertyName), ["properties"] = new JsonObject { [several.TypeDiscriminatorPropertyName] = new JsonObject { ["const"] = one.TypeDiscriminator?.ToString() } } };
            cases.Add(new JsonObject { ["allOf"] = one.DerivedType == info.Type ? new JsonArray(tag) : new JsonArray(tag, OfAnswer(one.DerivedType)) });
        }
        return new JsonObject { ["oneOf"] = cases };
    }

    private JsonObject OfShape(Shape shape, Type type)
    {
        switch (shape)
        {
            case TextShape text:
                JsonObject schema = new() { ["type"] = "string", ["maxLength"] = text.Max };
                if (text.Min > 0) schema["minLength"] = text.Min;
                if (text.Pattern is not null) schema["pattern"] = text.Pattern;
                return schema;
            case IntegerShape { Min: > int.MinValue } number:
                return new JsonObject { ["type"] = "integer", ["minimum"] = number.Min, ["maximum"] = number.Max };
            case ListShape list:
                JsonObject array = new() { ["type"] = "array", ["items"] = OfShape(list.Element, ElementOf(type)), ["maxItems"] = list.Max };
                if (list.Min > 0) array["minItems"] = list.Min;
                return array;
            case MapShape map:
                return new JsonObject { ["type"] = "object", ["additionalProperties"] = OfShape(map.Element, ElementOf(type)), ["maxProperties"] = MapShape.Max };
            case ObjectShape known:
                return Component(known.Type, true, () => Request(known));
            default:
                return Scalar(Nullable.GetUnderlyingType(type) ?? type) ?? [];
        }
    }

    private JsonObject Request(ObjectShape shape)
    {
        JsonObject properties = [];
        JsonArray required = [];
        foreach (var member in shape.Members)
        {
            var schema = Described(OfShape(member.Shape, member.Type), member.Attributes);
            properties[member.Name] = member.MayBeNull ? OrNull(schema) : schema;
            if (member.Required) required.Add(member.Name);
        }
        var answer = Object(shape.Type, properties, required);
        answer["additionalProperties"] = false;
        return answer;
    }

    private static Type ElementOf(Type type) => StrictJson.Options.GetTypeInfo(type).ElementType!;

    private static JsonObject OrNull(JsonObject schema)
    {
        if (schema["type"] is JsonValue type && schema["enum"] is null) schema["type"] = new JsonArray(type.DeepClone(), "null");
        else return new JsonObject { ["anyOf"] = new JsonArray(schema, new JsonObject { ["type"] = "null" }) };
        return schema;
    }

    private static JsonObject Object(Type type, JsonObject properties, JsonArray required)
    {
        JsonObject schema = new() { ["type"] = "object", ["properties"] = properties };
        if (required.Count > 0) schema["required"] = required;
        if (type.GetCustomAttribute<DescriptionAttribute>() is { } said) schema["description"] = said.Description;
        return schema;
    }

    private static JsonObject Described(JsonObject schema, ICustomAttributeProvider? attributes)
    {
        if (attributes?.GetCustomAttributes(typeof(DescriptionAttribute), true).FirstOrDefault() is DescriptionAttribute said) schema["description"] = schema["enum"] is null ? said.Description : $"{said.Description}。{schema["description"]}";
        return schema;
    }

    private JsonObject Component(Type type, bool request, Func<JsonObject> write)
    {
        if (!_names.TryGetValue((type, request), out var name))
        {
            name = NameOf(type);
            while (Components.ContainsKey(name)) name += request ? "Request" : "Answer";
            _names[(type, request)] = name;
            // Held by its name before it is written, so that a type may hold itself.
            Components[name] = new JsonObject();
            Components[name] = write();
        }
        return new JsonObject { ["$ref"] = $"#/components/schemas/{name}" };
    }

    private static string NameOf(Type type)
    {
        var own = type.IsGenericType ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}Of{string.Join("And", type.GetGenericArguments().Select(NameOf))}" : type.Name;
        return type.DeclaringType is { } outer && !type.IsGenericType ? $"{NameOf(outer)}{own}" : own;
    }
}

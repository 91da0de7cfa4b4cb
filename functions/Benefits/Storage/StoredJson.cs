using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;

namespace Benefits.Storage;

/// <summary>How rows, workflow inputs and answers are written: camel case, enums by name, amounts as <c>…Fen</c>, no nulls, Chinese as it is.</summary>
public static class StoredJson
{
    public static readonly JsonSerializerOptions Options = Apply(new(JsonSerializerDefaults.Web));

    /// <summary>Makes options write so: a host's own, which its framework hands out.</summary>
    public static JsonSerializerOptions Apply(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.PropertyNameCaseInsensitive = true;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.Encoder = JavaScriptEncoder.Create(UnicodeRanges.All);
        options.NumberHandling = JsonNumberHandling.Strict;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        options.TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { NameMoney } };
        return options;
    }

    /// <summary>A member that is money says its unit in its name, wherever it stands: nobody reads fen as yuan.</summary>
    private static void NameMoney(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (property.PropertyType == typeof(Money) || property.PropertyType == typeof(Money?)) property.Name += "Fen";
        }
    }

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    public static T Read<T>(string body) =>
        JsonSerializer.Deserialize<T>(body, Options) ?? throw new JsonException($"A stored {typeof(T).Name} is null.");
}

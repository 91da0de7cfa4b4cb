using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Benefits.Http.Bodies;

/// <summary>What a value must look like, taken from the serialiser's own description of the type.</summary>
internal abstract class Shape
{
    private static readonly ConcurrentDictionary<Type, Shape> Known = new();

    /// <summary>Looks at a deserialised value for what the deserialiser does not know: lengths, ranges, nulls in lists.</summary>
    public abstract bool Admits(object value);

    /// <summary>Names every fault of the element.</summary>
    public abstract void Walk(JsonElement element, string pointer, RequestFaults faults);

    public static Shape Of(Type type) => Known.GetOrAdd(type, static key => Make(key));

    private static Shape Make(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner) return Of(inner);
        if (type.IsEnum) return Generic(typeof(EnumShape<>), type);
        if (type.GetInterfaces().Any(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IText<>))) return Generic(typeof(TypedShape<>), type);
        if (type == typeof(string)) return TextShape.Ordinary;
        if (type == typeof(bool)) return new BoolShape();
        if (type == typeof(Money)) return new MoneyShape();
        if (type == typeof(DateOnly)) return new DateShape();
        if (type == typeof(decimal)) return new DecimalShape();
        if (type == typeof(int)) return new IntegerShape(int.MinValue, int.MaxValue);
        if (type == typeof(long)) return new IntegerShape(long.MinValue, long.MaxValue);
        var info = StrictJson.Options.GetTypeInfo(type);
        return info.Kind switch
        {
            JsonTypeInfoKind.Object when info.PolymorphismOptions is null => new ObjectShape(info),
            JsonTypeInfoKind.Enumerable => new ListShape(Of(info.ElementType!), 0, ListShape.OrdinaryMax),
            JsonTypeInfoKind.Dictionary when info.KeyType == typeof(string) => new MapShape(Of(info.ElementType!)),
            _ => throw new NotSupportedException($"A request holds a {type.Name}, which no shape describes. Use text, whole numbers, decimals, dates, enums, typed texts, lists, maps and records of these."),
        };
    }

    private static Shape Generic(Type shape, Type type) => (Shape)Activator.CreateInstance(shape.MakeGenericType(type))!;

    protected static string KindOf(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "对象",
        JsonValueKind.Array => "列表",
        JsonValueKind.String => "文本",
        JsonValueKind.Number => "数字",
        JsonValueKind.Null => "空值",
        _ => "是非值",
    };

    protected static void WrongType(JsonElement element, string pointer, string wanted, RequestFaults faults) =>
        faults.Add(pointer, FaultCodes.WrongType, $"应为{wanted}，现为{KindOf(element)}");
}

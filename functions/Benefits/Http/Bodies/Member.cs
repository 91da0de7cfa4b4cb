using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json.Serialization.Metadata;

namespace Benefits.Http.Bodies;

/// <summary>One member of an object, with what its attributes say: <c>[Description]</c>, <c>[MaxLength]</c>, <c>[MinLength]</c>, <c>[Range]</c>, <c>[RegularExpression]</c>, <c>[DataType(MultilineText)]</c>.</summary>
internal sealed record Member(string Name, Type Type, Shape Shape, bool Required, bool MayBeNull, Func<object, object?> Get, ICustomAttributeProvider? Attributes)
{
    public static Member Of(JsonPropertyInfo property)
    {
        var parameter = property.AssociatedParameter;
        var mayBeNull = Nullable.GetUnderlyingType(property.PropertyType) is not null
            || (!property.PropertyType.IsValueType && (parameter?.IsNullable ?? property.IsSetNullable));
        return new Member(
            property.Name,
            property.PropertyType,
            Narrow(Shape.Of(property.PropertyType), property, mayBeNull),
            property.IsRequired,
            mayBeNull,
            property.Get ?? throw new NotSupportedException($"A request's member {property.Name} cannot be read."),
            property.AttributeProvider);
    }

    /// <summary>A text that must be there must say something; the rest is from the attributes.</summary>
    private static Shape Narrow(Shape shape, JsonPropertyInfo property, bool mayBeNull)
    {
        var max = Find<MaxLengthAttribute>(property)?.Length;
        var min = Find<MinLengthAttribute>(property)?.Length;
        var lines = Find<DataTypeAttribute>(property)?.DataType == DataType.MultilineText;
        var range = Find<RangeAttribute>(property);
        return shape switch
        {
            TextShape => new TextShape(min ?? (mayBeNull ? 0 : 1), max ?? TextShape.OrdinaryMax, lines, Find<RegularExpressionAttribute>(property)?.Pattern),
            ListShape list => new ListShape(list.Element, min ?? 0, max ?? ListShape.OrdinaryMax),
            IntegerShape when range is { Minimum: int from, Maximum: int to } => new IntegerShape(from, to),
            _ => shape,
        };
    }

    private static T? Find<T>(JsonPropertyInfo property)
        where T : Attribute =>
        (property.AttributeProvider?.GetCustomAttributes(typeof(T), true).FirstOrDefault()
            ?? property.AssociatedParameter?.AttributeProvider?.GetCustomAttributes(typeof(T), true).FirstOrDefault()) as T;
}

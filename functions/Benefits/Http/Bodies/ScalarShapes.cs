using System.Globalization;
using System.Text.Json;

namespace Benefits.Http.Bodies;

internal sealed class BoolShape : Shape
{
    public override bool Admits(object value) => true;

    public override void Walk(JsonElement element, string pointer, RequestFaults faults)
    {
        if (element.ValueKind is not (JsonValueKind.True or JsonValueKind.False)) WrongType(element, pointer, "是（true）或否（false）", faults);
    }
}

/// <summary>A whole number, both bounds included.</summary>
internal sealed class IntegerShape(long min, long max) : Shape
{
    public long Min => min;

    public long Max => max;

    public override bool Admits(object value) => Convert.ToInt64(value, CultureInfo.InvariantCulture) is var number && number >= min && number <= max;

    public override void Walk(JsonElement element, string pointer, RequestFaults faults)
    {
        if (element.ValueKind != JsonValueKind.Number) WrongType(element, pointer, "整数", faults);
        else if (element.GetRawText().AsSpan().ContainsAny(".eE")) faults.Add(pointer, FaultCodes.WrongType, "应为整数，不能有小数或指数");
        else if (!element.TryGetInt64(out var number) || number < min || number > max) faults.Add(pointer, FaultCodes.OutOfRange, $"应在{min}到{max}之间");
    }
}

/// <summary>An amount in whole fen, at most 100 billion yuan either way: beyond it is a slip of the keyboard.</summary>
internal sealed class MoneyShape : Shape
{
    public const long MaxFen = 10_000_000_000_000;

    private static readonly IntegerShape Fen = new(-MaxFen, MaxFen);

    public override bool Admits(object value) => value is Money { Fen: >= -MaxFen and <= MaxFen };

    public override void Walk(JsonElement element, string pointer, RequestFaults faults) => Fen.Walk(element, pointer, faults);
}

internal sealed class DecimalShape : Shape
{
    public override bool Admits(object value) => true;

    public override void Walk(JsonElement element, string pointer, RequestFaults faults)
    {
        if (element.ValueKind != JsonValueKind.Number) WrongType(element, pointer, "数字", faults);
        else if (!element.TryGetDecimal(out _)) faults.Add(pointer, FaultCodes.OutOfRange, "数字过大");
    }
}

internal sealed class DateShape : Shape
{
    public override bool Admits(object value) => true;

    public override void Walk(JsonElement element, string pointer, RequestFaults faults)
    {
        if (!TextShape.TryText(element, pointer, false, faults, out var text)) return;
        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)) faults.Add(pointer, FaultCodes.Invalid, "应为存在的日期，写作 2022-09-01");
    }
}

internal sealed class EnumShape<T> : Shape
    where T : struct, Enum
{
    public override bool Admits(object value) => true;

    public override void Walk(JsonElement element, string pointer, RequestFaults faults)
    {
        if (!TextShape.TryText(element, pointer, false, faults, out var text)) return;
        if (!EnumNames<T>.All.ContainsKey(text)) faults.Add(pointer, FaultCodes.Invalid, $"应为下列之一：{string.Join('、', EnumNames<T>.All.Keys)}");
    }
}

/// <summary>A text with a rule of its own, which says itself what is wrong.</summary>
internal sealed class TypedShape<T> : Shape
    where T : struct, IText<T>
{
    public override bool Admits(object value) => true;

    public override void Walk(JsonElement element, string pointer, RequestFaults faults)
    {
        if (!TextShape.TryText(element, pointer, false, faults, out var text)) return;
        if (!T.TryParse(text, out _, out var fault)) faults.Add(pointer, FaultCodes.Invalid, fault);
    }
}

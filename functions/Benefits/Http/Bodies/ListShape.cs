using System.Collections;
using System.Globalization;
using System.Text.Json;

namespace Benefits.Http.Bodies;

/// <summary>A list, each element present and of one shape.</summary>
internal sealed class ListShape(Shape element, int min, int max) : Shape
{
    public const int OrdinaryMax = 10_000;

    public Shape Element => element;

    public int Min => min;

    public int Max => max;

    public override bool Admits(object value)
    {
        var count = 0;
        foreach (var item in (IEnumerable)value)
        {
            if (++count > max || item is null || !element.Admits(item)) return false;
        }
        return count >= min;
    }

    public override void Walk(JsonElement list, string pointer, RequestFaults faults)
    {
        if (list.ValueKind != JsonValueKind.Array)
        {
            WrongType(list, pointer, "列表", faults);
            return;
        }
        var count = list.GetArrayLength();
        if (count > max) faults.Add(pointer, FaultCodes.TooLong, $"最多{max}项，现为{count}项");
        if (count < min) faults.Add(pointer, FaultCodes.TooShort, $"至少{min}项，现为{count}项");
        var place = 0;
        foreach (var item in list.EnumerateArray())
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"{pointer}/{place++}");
            if (item.ValueKind == JsonValueKind.Null) faults.Add(at, FaultCodes.Null, "不能为空值");
            else element.Walk(item, at, faults);
        }
    }
}

/// <summary>An object with names of the caller's choice, each value present and of one shape.</summary>
internal sealed class MapShape(Shape element) : Shape
{
    public const int Max = 1000;
    public const int MaxName = 100;

    public Shape Element => element;

    /// <summary>A map with anything in it is walked: boxed pairs of unknown types are no cheaper to look at.</summary>
    public override bool Admits(object value) => value is ICollection { Count: 0 };

    public override void Walk(JsonElement map, string pointer, RequestFaults faults)
    {
        if (map.ValueKind != JsonValueKind.Object)
        {
            WrongType(map, pointer, "对象", faults);
            return;
        }
        HashSet<string> seen = [];
        foreach (var member in map.EnumerateObject())
        {
            if (!Names.TryRead(member, pointer, faults, out var name)) continue;
            var at = Names.Join(pointer, name);
            if (!seen.Add(name)) faults.Add(at, FaultCodes.Duplicate, "重复出现");
            else if (name.Length > MaxName) faults.Add(pointer, FaultCodes.TooLong, $"名称最多{MaxName}个字符");
            else if (member.Value.ValueKind == JsonValueKind.Null) faults.Add(at, FaultCodes.Null, "不能为空值");
            else element.Walk(member.Value, at, faults);
        }
        if (seen.Count > Max) faults.Add(pointer, FaultCodes.TooLong, $"最多{Max}项，现为{seen.Count}项");
    }
}

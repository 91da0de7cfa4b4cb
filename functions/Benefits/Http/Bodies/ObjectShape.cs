using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Benefits.Http.Bodies;

/// <summary>An object with known members.</summary>
internal sealed class ObjectShape(JsonTypeInfo info) : Shape
{
    // Made at first use, so that a type may hold itself.
    private readonly Lazy<FrozenDictionary<string, Member>> _members =
        new(() => info.Properties.Where(property => property.Set is not null || property.AssociatedParameter is not null).Select(Member.Of).ToFrozenDictionary(member => member.Name));

    public Type Type => info.Type;

    public IReadOnlyList<Member> Members => _members.Value.Values;

    public override bool Admits(object value)
    {
        foreach (var member in _members.Value.Values)
        {
            if (member.Get(value) is { } inner ? !member.Shape.Admits(inner) : !member.MayBeNull) return false;
        }
        return true;
    }

    public override void Walk(JsonElement element, string pointer, RequestFaults faults)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            WrongType(element, pointer, "对象", faults);
            return;
        }
        HashSet<string> seen = [];
        foreach (var property in element.EnumerateObject())
        {
            if (!Names.TryRead(property, pointer, faults, out var name)) continue;
            var at = Names.Join(pointer, name);
            if (!_members.Value.TryGetValue(name, out var member)) faults.Add(at, FaultCodes.Unknown, "没有这一项，请核对名称和大小写");
            else if (!seen.Add(name)) faults.Add(at, FaultCodes.Duplicate, "重复出现");
            else if (property.Value.ValueKind != JsonValueKind.Null) member.Shape.Walk(property.Value, at, faults);
            else if (!member.MayBeNull) faults.Add(at, FaultCodes.Null, "不能为空值");
        }
        foreach (var member in _members.Value.Values)
        {
            if (member.Required && !seen.Contains(member.Name)) faults.Add(Names.Join(pointer, member.Name), FaultCodes.Missing, "缺少必填项");
        }
    }
}

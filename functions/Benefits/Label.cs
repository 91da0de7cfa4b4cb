using System.Collections.Frozen;
using System.Reflection;

namespace Benefits;

/// <summary>What a value is called before people (中文名称), written beside it and nowhere else.</summary>
[AttributeUsage(AttributeTargets.Field)]
public sealed class LabelAttribute(string text) : Attribute
{
    public string Text => text;
}

/// <summary>The labels of an enum's values.</summary>
public static class Labels
{
    extension<T>(T value)
        where T : struct, Enum
    {
        /// <summary>As shown to people.</summary>
        public string Label => Of<T>.Texts[value];
    }

    /// <summary>The label of a value whose type is known at run time only.</summary>
    public static string TextOf(FieldInfo value) => value.GetCustomAttribute<LabelAttribute>()?.Text ?? throw new InvalidOperationException($"{value.DeclaringType?.Name}.{value.Name} has no label.");

    private static class Of<T>
        where T : struct, Enum
    {
        public static readonly FrozenDictionary<T, string> Texts = typeof(T).GetFields(BindingFlags.Public | BindingFlags.Static).ToFrozenDictionary(field => (T)field.GetValue(null)!, TextOf);
    }
}

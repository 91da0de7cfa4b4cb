using System.Collections.Frozen;
using System.Reflection;

namespace Benefits.Audit;

/// <summary>Every declared kind of fact (审计事项目录), for those who read a chain.</summary>
public static class FactCatalogue
{
    /// <summary>Found where they are declared, so that none is missing; two of one code fail the first reader.</summary>
    private static readonly FrozenDictionary<string, FactKind> ByCode = typeof(FactKind).Assembly.GetTypes()
        .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
        .Where(field => field.FieldType == typeof(FactKind))
        .Select(field => (FactKind)field.GetValue(null)!)
        .ToFrozenDictionary(kind => kind.Code, StringComparer.Ordinal);

    public static IReadOnlyCollection<FactKind> All => ByCode.Values;

    /// <summary>The kind as a person reads it: title and code, or the code alone where it is no longer declared.</summary>
    public static string Say(string code) => ByCode.TryGetValue(code, out var kind) ? $"{kind.Title}（{code}）" : code;
}

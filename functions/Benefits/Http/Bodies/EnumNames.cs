using System.Collections.Frozen;
using System.Text.Json;

namespace Benefits.Http.Bodies;

/// <summary>An enum's values by the names they have in JSON.</summary>
internal static class EnumNames<T>
    where T : struct, Enum
{
    public static readonly FrozenDictionary<string, T> All =
        Enum.GetValues<T>().ToFrozenDictionary(value => JsonNamingPolicy.CamelCase.ConvertName(value.ToString()), StringComparer.Ordinal);
}

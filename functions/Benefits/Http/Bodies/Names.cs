using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Benefits.Http.Bodies;

/// <summary>Names of members, which a stranger chose.</summary>
internal static class Names
{
    public static bool TryRead(JsonProperty member, string pointer, RequestFaults faults, [NotNullWhen(true)] out string? name)
    {
        name = null;
        try
        {
            name = member.Name;
        }
        catch (InvalidOperationException)
        {
            // An escaped surrogate stands alone.
        }
        if (name is not null && !name.Any(char.IsControl)) return true;
        faults.Add(pointer, FaultCodes.BadCharacters, "成员名含有不允许的字符");
        name = null;
        return false;
    }

    /// <summary>RFC 6901: <c>~</c> and <c>/</c> are escaped. A name too long to be one of ours is cut.</summary>
    public static string Join(string pointer, string name) =>
        $"{pointer}/{(name.Length <= 100 ? name : string.Concat(name.AsSpan(0, char.IsHighSurrogate(name[99]) ? 99 : 100), "…")).Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";
}

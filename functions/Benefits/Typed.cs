using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Benefits;

/// <summary>A value written as text that has a rule of its own.</summary>
public interface IText<T>
    where T : IText<T>
{
    string Text { get; }

    /// <summary>Parses what a person typed. <paramref name="fault"/> is a Chinese sentence that says what is wrong.</summary>
    static abstract bool TryParse(string? text, [NotNullWhen(true)] out T? value, [NotNullWhen(false)] out string? fault);
}

/// <summary>What all typed-in identifiers have in common.</summary>
public static class Typed
{
    /// <summary>Full-width characters become half-width, and blanks, invisible characters and hyphens fall away: all come with copy and paste.</summary>
    /// <remarks>The mapping is written out, since .NET's own normalisation does nothing for them under invariant globalisation.</remarks>
    public static string Normalise(string? text)
    {
        if (string.IsNullOrEmpty(text)) return "";
        if (IsPlain(text)) return text;
        var plain = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            var half = character is >= '\uFF01' and <= '\uFF5E' ? (char)(character - 0xFEE0) : character;
            if (!FallsAway(half)) plain.Append(half);
        }
        return plain.ToString();
    }

    /// <summary>A text of ours, which must be right.</summary>
    /// <exception cref="FormatException">It breaks the rule of its type.</exception>
    public static T Parse<T>(string text)
        where T : struct, IText<T> => T.TryParse(text, out var value, out var fault) ? value : throw new FormatException($"{text}: {fault}");

    /// <summary>True where no surrogate stands alone.</summary>
    public static bool IsWellFormed(string text)
    {
        for (var index = 0; index < text.Length; index++)
        {
            if (!char.IsSurrogate(text[index])) continue;
            if (index + 1 >= text.Length || !char.IsSurrogatePair(text[index], text[index + 1])) return false;
            index++;
        }
        return true;
    }

    private static bool IsPlain(string text)
    {
        foreach (var character in text)
        {
            if (!char.IsAsciiLetterOrDigit(character)) return false;
        }
        return true;
    }

    private static bool FallsAway(char character) =>
        char.IsWhiteSpace(character) || character is '-' or '\u00AD' or '\u2212' or '\uFEFF' or (>= '\u200B' and <= '\u200F') or (>= '\u2010' and <= '\u2015') or (>= '\u202A' and <= '\u202E') or (>= '\u2060' and <= '\u2064');
}

/// <summary>Writes a typed text as a JSON string and refuses one that breaks its rule.</summary>
internal sealed class TextJson<T> : JsonConverter<T>
    where T : IText<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        T.TryParse(reader.TokenType == JsonTokenType.String ? reader.GetString() : null, out var value, out var fault) ? value : throw new JsonException(fault);

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.Text);

    public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        T.TryParse(reader.GetString(), out var value, out var fault) ? value : throw new JsonException(fault);

    public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WritePropertyName(value.Text);
}

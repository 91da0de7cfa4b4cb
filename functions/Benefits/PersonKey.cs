using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Benefits;

/// <summary>A person (个人) as storage knows them: the keyed hash (HMAC-SHA256) of the resident identity number, 32 hexadecimal digits.</summary>
[JsonConverter(typeof(TextJson<PersonKey>))]
public readonly record struct PersonKey : IText<PersonKey>
{
    private PersonKey(string text) => Text = text;

    public string Text { get; }

    /// <summary>The key that a keyed hash of at least 16 bytes comes to: its first half, in hexadecimal digits.</summary>
    internal static PersonKey FromHash(ReadOnlySpan<byte> hash) => new(Convert.ToHexStringLower(hash[..16]));

    public static bool TryParse(string? text, out PersonKey value, [NotNullWhen(false)] out string? fault)
    {
        var good = text is { Length: 32 } && text.All(char.IsAsciiHexDigitLower);
        value = good ? new PersonKey(text!) : default;
        fault = good ? null : "人员标识格式不正确";
        return good;
    }

    public override string ToString() => Text ?? "";
}

using System.Text.Json.Serialization;

namespace Benefits.Http;

/// <summary>One thing wrong with a request (错误).</summary>
/// <param name="At">JSON pointer (RFC 6901) into the body, empty for the whole of it; <c>query:page</c>, <c>path:id</c> or <c>header:…</c> for a parameter.</param>
/// <param name="Message">What is wrong, as a Chinese sentence. Never repeats the value, which may be personal.</param>
/// <param name="Code">The same for programs: <see cref="FaultCodes"/>, or a code of the use case.</param>
public sealed record Fault([property: JsonPropertyName("pointer")] string At, string Message, string Code);

/// <summary>Codes of the faults that any request can have.</summary>
public static class FaultCodes
{
    public const string Syntax = "syntax";
    public const string Encoding = "encoding";
    public const string TooDeep = "too-deep";
    public const string WrongType = "wrong-type";
    public const string Missing = "missing";
    public const string Unknown = "unknown";
    public const string Duplicate = "duplicate";
    public const string Null = "null";
    public const string OutOfRange = "out-of-range";
    public const string BadCharacters = "bad-characters";
    public const string TooLong = "too-long";
    public const string TooShort = "too-short";
    public const string Invalid = "invalid";
}

/// <summary>Faults as they are found. Beyond <see cref="Max"/> they are only counted, so that a hostile body cannot ask for a huge answer.</summary>
internal sealed class FaultList
{
    public const int Max = 1000;

    private readonly List<Fault> _faults = [];

    public IReadOnlyList<Fault> Faults => _faults;

    public int Total { get; private set; }

    public void Add(string pointer, string code, string message)
    {
        Total++;
        if (_faults.Count < Max) _faults.Add(new Fault(pointer, message, code));
    }
}

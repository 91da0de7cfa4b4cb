using System.Text.Json.Serialization;

namespace Benefits;

/// <summary>One thing wrong with what somebody sent (错误), and where.</summary>
/// <param name="At">JSON pointer (RFC 6901) into the body, empty for the whole of it: <c>/workers/3/residentId</c>; or <c>query:page</c>, <c>path:id</c>, <c>header:…</c> for a parameter.</param>
/// <param name="Message">What is wrong, as a Chinese sentence. Never repeats the value, which may be personal.</param>
/// <param name="Code">The same for programs.</param>
public sealed record Fault([property: JsonPropertyName("pointer")] string At, string Message, string Code = Fault.Rule)
{
    /// <summary>Well formed, but a rule of the procedure does not allow it.</summary>
    public const string Rule = "rule";
}

namespace Mutations;

/// <summary>A place in the code where a number, a day or an answer decides, and what must not stand there.</summary>
/// <param name="Says">What the code would do then.</param>
/// <param name="Text">What stands in the file, once.</param>
/// <param name="Tests">The class of the tests that notice.</param>
internal sealed record Place(string Says, string File, string Text, string Instead, string Tests)
{
    /// <summary>The file with the place changed; null where the text does not stand in it exactly once.</summary>
    public string? Change(string content)
    {
        var at = content.IndexOf(Text, StringComparison.Ordinal);
        return at < 0 || content.IndexOf(Text, at + 1, StringComparison.Ordinal) >= 0 ? null : content[..at] + Instead + content[(at + Text.Length)..];
    }
}

namespace Benefits;

/// <summary>The form in which the words of real files are compared with ours.</summary>
internal static class WordForm
{
    /// <summary>In capitals, without blanks, hyphens and quotation marks.</summary>
    public static string Of(string text) =>
        new string([.. Typed.Normalise(text).Where(character => character is not ('"' or '“' or '”' or '「' or '」'))]).ToUpperInvariant();
}

using System.Security.Cryptography;

namespace Benefits.Storage;

/// <summary>Which folders and file names every file store takes. The rules are those of a Blob container and of the strictest file system.</summary>
public static class FileNames
{
    private const string Forbidden = "/\\:*?\"<>|";

    /// <summary>Returns the folder, or throws: folders are named in code, so a wrong one is a fault of ours.</summary>
    public static string Folder(string folder)
    {
        var good = folder.Length is >= 3 and <= 63
            && folder.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-')
            && !folder.StartsWith('-') && !folder.EndsWith('-') && !folder.Contains("--", StringComparison.Ordinal);
        return good ? folder : throw new ArgumentException($"'{folder}' is no folder name: 3 to 63 lower-case letters, digits and single hyphens inside.", nameof(folder));
    }

    /// <summary>True for a name that a file can have. A name comes from people; one that is not taken has no file, and nothing outside the folder is ever looked at.</summary>
    public static bool IsFile(string name) =>
        name.Length is > 0 and <= 200
        && Typed.IsWellFormed(name)
        && !name.Any(character => char.IsControl(character) || Forbidden.Contains(character))
        && !IsHidden(name) && !name.EndsWith('.') && !name.EndsWith(' ');

    /// <summary>Dot files, and what copying tools and office programs leave beside a file while it is being written.</summary>
    private static bool IsHidden(string name) =>
        name.StartsWith('.') || name.StartsWith("~$", StringComparison.Ordinal) || name.EndsWith('~')
        || name.EndsWith(".part", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".tmp", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith(".crdownload", StringComparison.OrdinalIgnoreCase);

    public static string OfContent(byte[] sha256) => Convert.ToHexStringLower(sha256);

    public static string OfContent(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));
}

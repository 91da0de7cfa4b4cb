namespace Benefits.Vault;

/// <summary>What may be shown of a person (脱敏). A resident id masks itself: see <see cref="ResidentId.ToString"/>.</summary>
public static class Masks
{
    /// <summary>The first character of the name and one star, whatever its length: 张*. A name of a single character is a star.</summary>
    public static string Name(string? name)
    {
        var runes = (name ?? "").Trim().EnumerateRunes();
        return runes.Take(2).Count() < 2 ? "*" : $"{runes.First()}*";
    }

    /// <summary>The last four digits: ****6789. Of a number with fewer than 12 characters nothing is shown, since four would be too much of it.</summary>
    public static string Account(string? number)
    {
        var digits = Typed.Normalise(number);
        return digits.Length < 12 ? "****" : $"****{digits[^4..]}";
    }

    /// <summary>Three digits in front and four behind: 138****1234.</summary>
    public static string Phone(string? number)
    {
        var digits = Typed.Normalise(number);
        return digits.Length < 11 ? "****" : $"{digits[..3]}****{digits[^4..]}";
    }
}

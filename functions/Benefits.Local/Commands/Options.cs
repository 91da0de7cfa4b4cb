namespace Benefits.Local.Commands;

/// <summary>What <c>serve</c> was asked for.</summary>
public sealed record ServeOptions
{
    public string Urls { get; init; } = "http://localhost:7071";

    /// <summary>The data folder that was named; null where none was.</summary>
    public string? DataFolder { get; init; }

    /// <summary>Where roots and witnesses are kept; null for the folder's own name with <c>.roots</c> behind it.</summary>
    public string? Roots { get; init; }

    public bool Demo { get; init; }

    /// <summary>The day on which the demo's clock starts.</summary>
    public DateOnly? Today { get; init; }

    /// <summary>Packs that take the place of built-in files of the same path, or come in addition; in demo mode only.</summary>
    public string? PacksFolder { get; init; }

    /// <summary>How many times as fast the demo's clock runs; null leaves it as it was.</summary>
    public int? Speed { get; init; }
}

public sealed record CheckOptions(IReadOnlyList<string> Cases, string? PacksFolder);

public sealed record RehearseOptions(DateOnly? Today, string? DataFolder, string? PacksFolder = null);

/// <param name="Roots">Where roots and witnesses are kept; null for the folder's own name with <c>.roots</c> behind it.</param>
public sealed record VerifyOptions(string DataFolder, string? Roots = null);

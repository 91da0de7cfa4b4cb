namespace Benefits.Reference;

/// <summary>Reads the facts that come with the program: one a line, # begins a remark.</summary>
internal static class ReferenceData
{
    public static IEnumerable<string> Lines(string name)
    {
        using var stream = typeof(ReferenceData).Assembly.GetManifestResourceStream($"data/{name}")
            ?? throw new InvalidOperationException($"The resource data/{name} is not in the assembly.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#') yield return line;
        }
    }
}

namespace Benefits.Parties;

/// <summary>Reads the facts that come with the program: one a line, # begins a remark.</summary>
internal static class PartyData
{
    public static IEnumerable<string> Lines(string name)
    {
        using var stream = typeof(PartyData).Assembly.GetManifestResourceStream($"parties/{name}")
            ?? throw new InvalidOperationException($"The resource parties/{name} is not in the assembly.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#') yield return line;
        }
    }
}

namespace Benefits.Tests.Storage;

/// <summary>A folder on the disk that goes away with the test.</summary>
public sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("qct-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose()
    {
        Directory.Delete(Path, recursive: true);
        // A data folder keeps its roots and witnesses beside it.
        if (Directory.Exists(Path + ".roots")) Directory.Delete(Path + ".roots", recursive: true);
    }
}

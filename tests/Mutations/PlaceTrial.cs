using System.Diagnostics;

namespace Mutations;

/// <summary>Changes the places one by one in a copy of the repository, builds it and runs the tests that should notice.</summary>
internal sealed class PlaceTrial : IDisposable
{
    private const string Tests = "tests/Benefits.Tests";

    private readonly string _copy = Directory.CreateTempSubdirectory("mutations-").FullName;

    /// <summary>Copies what git knows, and new files that it would take up.</summary>
    public async Task CopyAsync()
    {
        var (exit, listed) = await RunAsync("git", Repository.Root, "ls-files", "--cached", "--others", "--exclude-standard");
        if (exit != 0) throw new InvalidOperationException($"git ls-files ended with {exit}.");
        foreach (var file in listed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(file => File.Exists(Path.Combine(Repository.Root, file))))
        {
            var target = Path.Combine(_copy, file);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(Path.Combine(Repository.Root, file), target);
        }
    }

    /// <summary>What became of the place: <c>noticed</c>, <c>survived</c>, or why it could not be tried.</summary>
    public async Task<string> TryAsync(Place place)
    {
        var path = Path.Combine(_copy, place.File);
        var content = await File.ReadAllTextAsync(path);
        if (place.Change(content) is not { } changed) return "stale: its text does not stand there once";
        await File.WriteAllTextAsync(path, changed);
        try
        {
            var (built, _) = await RunAsync("dotnet", _copy, "build", Tests, "-v", "q", "-p:TreatWarningsAsErrors=false", "-p:RunAnalyzers=false");
            if (built != 0) return "stale: it does not compile";
            var (passed, output) = await RunAsync("dotnet", _copy, "test", Tests, "--no-build", "--filter", $"FullyQualifiedName~{place.Tests}");
            return passed == 0 ? "survived" : output.Contains("Failed ", StringComparison.Ordinal) ? "noticed" : "stale: its tests do not run";
        }
        finally
        {
            await File.WriteAllTextAsync(path, content);
        }
    }

    public void Dispose() => Directory.Delete(_copy, recursive: true);

    private static async Task<(int Exit, string Output)> RunAsync(string program, string folder, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true }) ?? throw new InvalidOperationException($"{program} does not start.");
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    }
}

namespace Benefits.Azure.Tests;

/// <summary>Where Azurite listens, as tests/azurite.sh says it. Without it these tests cannot run, and fail with that sentence rather than pass unseen.</summary>
internal static class Azurite
{
    private static int _names;

    public static string ConnectionString =>
        Environment.GetEnvironmentVariable("AZURITE_STORAGE") ?? throw new InvalidOperationException("AZURITE_STORAGE is not set: run these tests with tests/azurite.sh.");

    /// <summary>A name that no earlier run has used.</summary>
    public static string NewName(string prefix) => $"{prefix}{Environment.ProcessId}x{Interlocked.Increment(ref _names)}";
}

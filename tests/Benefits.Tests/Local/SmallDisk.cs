using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Benefits.Tests.Local;

/// <summary>A file system of a few megabytes in memory, that can be filled and made read-only. Needs the right to mount.</summary>
internal sealed class SmallDisk : IDisposable
{
    private static readonly Lazy<string?> Obstacle = new(() =>
    {
        if (!OperatingSystem.IsLinux()) return "mounts exist on Linux only";
        try
        {
            using SmallDisk disk = new(1);
            return null;
        }
        catch (InvalidOperationException fault)
        {
            return fault.Message;
        }
    });

    private readonly string _ballast;

    public SmallDisk(int megabytes)
    {
        Path = Directory.CreateTempSubdirectory("ht-disk-").FullName;
        _ballast = System.IO.Path.Combine(Path, "ballast");
        try
        {
            Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", Path);
        }
        catch
        {
            Directory.Delete(Path);
            throw;
        }
    }

    /// <summary>Why no such disk can be made here; null where it can.</summary>
    public static string? WhyNot => Obstacle.Value;

    public string Path { get; }

    /// <summary>Leaves not a byte free.</summary>
    public void Fill()
    {
        using FileStream ballast = new(_ballast, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[4096];
        try
        {
            while (true) ballast.Write(block);
        }
        catch (IOException)
        {
            // Full, as was asked.
        }
    }

    public void Empty() => File.Delete(_ballast);

    public void MakeReadOnly() => Run("mount", "-o", "remount,ro", Path);

    public void Dispose()
    {
        Run("umount", "-l", Path);
        Directory.Delete(Path);
    }

    private static void Run(string command, params string[] arguments)
    {
        ProcessStartInfo start = new(command) { RedirectStandardError = true };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        try
        {
            using var process = Process.Start(start)!;
            var said = process.StandardError.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0) throw new InvalidOperationException($"{command}: {said}");
        }
        catch (System.ComponentModel.Win32Exception fault)
        {
            throw new InvalidOperationException($"{command}: {fault.Message}", fault);
        }
    }
}

/// <summary>A test that needs a <see cref="SmallDisk"/>, and says why it is skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SmallDiskFactAttribute : FactAttribute
{
    public SmallDiskFactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line) => Skip = SmallDisk.WhyNot;
}

using System.Globalization;

namespace Benefits.Local.Storage;

/// <summary>Holds a file so that no second process opens the same store. The system lets go of it when the process ends, however it ends.</summary>
internal sealed class StoreLock : IDisposable
{
    private const int LinuxWouldBlock = 11;
    private const int MacWouldBlock = 35;
    private const int WindowsSharingViolation = unchecked((int)0x80070020);

    private readonly FileStream _file;

    private StoreLock(FileStream file) => _file = file;

    /// <exception cref="StoreInUseException">Another process, or another store of this one, holds it.</exception>
    public static StoreLock Take(string path)
    {
        try
        {
            FileStream file = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            Sign(path);
            return new StoreLock(file);
        }
        // Other faults, such as a disk that is full or read-only, are the disk's.
        catch (IOException fault) when (IsHeld(fault))
        {
            throw new StoreInUseException($"The data folder {Path.GetDirectoryName(Path.GetFullPath(path))} is in use by another process{Process(path)}. Stop it, or choose another folder with --data.", fault);
        }
    }

    public void Dispose() => _file.Dispose();

    private static bool IsHeld(IOException fault) => fault.HResult is LinuxWouldBlock or MacWouldBlock or WindowsSharingViolation;

    /// <summary>Beside the lock, since nobody else may even read a file that is held. For people only: a disk that has no room for it may still have room for work.</summary>
    private static void Sign(string path)
    {
        try
        {
            File.WriteAllText(Holder(path), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            // The lock holds without it.
        }
    }

    private static string Holder(string path) => path + ".pid";

    private static string Process(string path)
    {
        try
        {
            return $" (process {File.ReadAllText(Holder(path))})";
        }
        catch (IOException)
        {
            return "";
        }
    }
}

/// <summary>A second process wanted the same store.</summary>
internal sealed class StoreInUseException(string message, Exception inner) : Exception(message, inner);

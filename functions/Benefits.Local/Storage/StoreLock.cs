using System.Globalization;

namespace Benefits.Local.Storage;

/// <summary>Holds a file so that no second process opens the same store. The system lets go of it when the process ends, however it ends.</summary>
internal sealed class StoreLock : IDisposable
{
    private readonly FileStream _file;

    private StoreLock(FileStream file) => _file = file;

    /// <exception cref="StoreInUseException">Another process, or another store of this one, holds it.</exception>
    public static StoreLock Take(string path)
    {
        try
        {
            FileStream file = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            // Beside the lock, since nobody else may even read a file that is held.
            File.WriteAllText(Holder(path), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new StoreLock(file);
        }
        catch (IOException fault) when (File.Exists(path))
        {
            throw new StoreInUseException($"The data folder {Path.GetDirectoryName(Path.GetFullPath(path))} is in use by another process{Process(path)}. Stop it, or choose another folder with --data.", fault);
        }
    }

    public void Dispose() => _file.Dispose();

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

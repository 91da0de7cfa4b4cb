using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Benefits.Storage;

namespace Benefits.Local.Storage;

/// <summary>Files in folders on the disk. People may drop files of their own into a folder; such a file is listed under the name it has.</summary>
/// <param name="root">The directory that holds the folders; created when it is first needed.</param>
internal sealed class DiskFiles(string root) : IFiles
{
    private const string Unfinished = ".unfinished";
    private int _puts;

    /// <summary>Where a folder lies on the disk, for telling people where to drop files.</summary>
    public string PathOf(string folder) => Path.Combine(Path.GetFullPath(root), FileNames.Folder(folder));

    /// <remarks>Written beside, to the disk, and only then renamed: a file that is there is whole, also after a power cut.</remarks>
    public async Task<StoredFile> PutAsync(string folder, Stream content, CancellationToken cancel)
    {
        var directory = PathOf(folder);
        Source source = new(content);
        var part = Path.Combine(root, Unfinished, $"{Environment.ProcessId}-{Interlocked.Increment(ref _puts)}");
        try
        {
            Directory.CreateDirectory(directory);
            Directory.CreateDirectory(Path.GetDirectoryName(part)!);
            var (name, length) = await WriteAsync(part, source, cancel);
            var path = Path.Combine(directory, name);
            // The same content again is the same file, and replacing it by itself would disturb its readers.
            if (!File.Exists(path) || new FileInfo(path).Length != length) File.Move(part, path, overwrite: true);
            DurableFolder.Sync(directory);
            DurableFolder.Sync(Path.GetFullPath(root));
            return new StoredFile(folder, name, length);
        }
        catch (Exception fault) when (!source.HasFailed && fault is (IOException or UnauthorizedAccessException))
        {
            throw new StorageUnavailableException($"The file cannot be written to folder {folder}: {fault.Message}", fault);
        }
        finally
        {
            if (File.Exists(part)) File.Delete(part);
        }
    }

    public Task<Stream?> OpenAsync(string folder, string name, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        FileInfo file = new(Path.Combine(PathOf(folder), FileNames.IsFile(name) ? name : Unfinished));
        return Task.FromResult<Stream?>(Reading(folder, () => IsOurs(file) ? new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 65536, useAsync: true) : null));
    }

    public async IAsyncEnumerable<StoredFile> ListAsync(string folder, [EnumeratorCancellation] CancellationToken cancel)
    {
        DirectoryInfo directory = new(PathOf(folder));
        var files = Reading<FileInfo[]>(folder, () => directory.Exists ? [.. directory.EnumerateFiles().Where(IsOurs)] : []);
        Array.Sort(files, static (one, other) => string.CompareOrdinal(one.Name, other.Name));
        foreach (var file in files)
        {
            cancel.ThrowIfCancellationRequested();
            yield return new StoredFile(folder, file.Name, file.Length);
        }
        await Task.CompletedTask;
    }

    private static T Reading<T>(string folder, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StorageUnavailableException($"Folder {folder} cannot be read: {fault.Message}", fault);
        }
    }

    private static async Task<(string Name, long Length)> WriteAsync(string part, Source content, CancellationToken cancel)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using FileStream file = new(part, FileMode.Create, FileAccess.Write, FileShare.None, 1, useAsync: true);
        var buffer = new byte[81920];
        long length = 0;
        while (await content.ReadAsync(buffer, cancel) is > 0 and var read)
        {
            hash.AppendData(buffer, 0, read);
            await file.WriteAsync(buffer.AsMemory(0, read), cancel);
            length += read;
        }
        file.Flush(flushToDisk: true);
        return (FileNames.OfContent(hash.GetHashAndReset()), length);
    }

    /// <summary>A plain file with a name of ours: a link that somebody dropped leads out of the folder and is not followed.</summary>
    private static bool IsOurs(FileInfo file) =>
        file.Exists && FileNames.IsFile(file.Name) && !file.Attributes.HasFlag(FileAttributes.ReparsePoint);

    /// <summary>What is to be stored. Its own faults, such as a caller who hangs up, are not the disk's.</summary>
    private sealed class Source(Stream content)
    {
        public bool HasFailed { get; private set; }

        public async ValueTask<int> ReadAsync(byte[] buffer, CancellationToken cancel)
        {
            try
            {
                return await content.ReadAsync(buffer, cancel);
            }
            catch
            {
                HasFailed = true;
                throw;
            }
        }
    }
}

using System.Runtime.CompilerServices;

namespace Benefits.Storage;

/// <summary>Files in memory, with the same answers as the stores that last.</summary>
public sealed class MemoryFiles : IFiles
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, SortedDictionary<string, byte[]>> _folders = [];

    public async Task<StoredFile> PutAsync(string folder, Stream content, CancellationToken cancel)
    {
        FileNames.Folder(folder);
        using MemoryStream copy = new();
        await content.CopyToAsync(copy, cancel);
        var bytes = copy.ToArray();
        return Drop(folder, FileNames.OfContent(bytes.AsSpan()), bytes);
    }

    /// <summary>What a person does who puts a file of their own into a folder.</summary>
    public StoredFile Drop(string folder, string name, byte[] content)
    {
        if (!FileNames.IsFile(name)) throw new ArgumentException($"'{name}' is no file name.", nameof(name));
        lock (_gate)
        {
            if (!_folders.TryGetValue(FileNames.Folder(folder), out var files)) _folders[folder] = files = new(StringComparer.Ordinal);
            files[name] = content;
        }
        return new StoredFile(folder, name, content.Length);
    }

    public Task<Stream?> OpenAsync(string folder, string name, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        FileNames.Folder(folder);
        lock (_gate)
        {
            var found = _folders.TryGetValue(folder, out var files) && files.TryGetValue(name, out var content) ? content : null;
            return Task.FromResult<Stream?>(found is null ? null : new MemoryStream(found, writable: false));
        }
    }

    public async IAsyncEnumerable<StoredFile> ListAsync(string folder, [EnumeratorCancellation] CancellationToken cancel)
    {
        StoredFile[] listed;
        lock (_gate) listed = _folders.TryGetValue(FileNames.Folder(folder), out var files) ? [.. files.Select(file => new StoredFile(folder, file.Key, file.Value.Length))] : [];
        foreach (var file in listed)
        {
            cancel.ThrowIfCancellationRequested();
            yield return file;
        }
        await Task.CompletedTask;
    }
}

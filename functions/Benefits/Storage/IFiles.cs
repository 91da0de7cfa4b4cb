namespace Benefits.Storage;

/// <summary>Files (附件、清单、银行文件): put once and never changed. A folder is a Blob container or a directory; its name is lower-case letters, digits and hyphens.</summary>
public interface IFiles
{
    /// <summary>Stores the content under its SHA-256. Putting the same content again is the same file.</summary>
    Task<StoredFile> PutAsync(string folder, Stream content, CancellationToken cancel);

    /// <summary>The content, or null where the folder has no file of that name.</summary>
    Task<Stream?> OpenAsync(string folder, string name, CancellationToken cancel);

    /// <summary>The folder's files in ordinal order of their names. Files that people dropped there keep the names they were given.</summary>
    IAsyncEnumerable<StoredFile> ListAsync(string folder, CancellationToken cancel);
}

/// <param name="Name">Lower-case hexadecimal SHA-256 of the content, or the name a person gave the file.</param>
public sealed record StoredFile(string Folder, string Name, long Length);

using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Benefits.Storage;

namespace Benefits.Azure;

/// <summary>Files as blobs: a folder is a container. People may drop files of their own into a container; such a file is listed under the name it has.</summary>
internal sealed class AzureFiles(BlobServiceClient blobs) : IFiles
{
    /// <remarks>The name is the content's hash, so the content is read once into a file of the machine's, which is hashed on the way, and sent from there.</remarks>
    public async Task<StoredFile> PutAsync(string folder, Stream content, CancellationToken cancel)
    {
        var container = blobs.GetBlobContainerClient(FileNames.Folder(folder));
        await using var staged = File.Create(Path.GetTempFileName(), 81920, FileOptions.Asynchronous | FileOptions.DeleteOnClose);
        var name = await StageAsync(content, staged, cancel);
        StoredFile stored = new(folder, name, staged.Length);
        for (var made = false; ; made = true)
        {
            staged.Position = 0;
            try
            {
                await container.GetBlobClient(name).UploadAsync(staged, new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } }, cancel);
                return stored;
            }
            catch (RequestFailedException fault) when (fault.ErrorCode is "BlobAlreadyExists" or "ConditionNotMet")
            {
                // The same name is the same content: put once, by whomever.
                return stored;
            }
            catch (RequestFailedException fault) when (fault.ErrorCode == "ContainerNotFound" && !made)
            {
                await container.CreateIfNotExistsAsync(cancellationToken: cancel);
            }
            catch (Exception fault) when (Refusal.IsPassing(fault, cancel))
            {
                throw Unavailable(fault);
            }
        }
    }

    public async Task<Stream?> OpenAsync(string folder, string name, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var container = blobs.GetBlobContainerClient(FileNames.Folder(folder));
        if (!FileNames.IsFile(name)) return null;
        try
        {
            return await container.GetBlobClient(name).OpenReadAsync(new BlobOpenReadOptions(allowModifications: false), cancel);
        }
        catch (RequestFailedException fault) when (fault.Status == 404)
        {
            return null;
        }
        catch (Exception fault) when (Refusal.IsPassing(fault, cancel))
        {
            throw Unavailable(fault);
        }
    }

    public async IAsyncEnumerable<StoredFile> ListAsync(string folder, [EnumeratorCancellation] CancellationToken cancel)
    {
        List<StoredFile> files = [];
        try
        {
            await foreach (var blob in blobs.GetBlobContainerClient(FileNames.Folder(folder)).GetBlobsAsync(BlobTraits.None, BlobStates.None, null, cancel))
            {
                // A name with a slash is a file of a folder inside, which folders do not have.
                if (FileNames.IsFile(blob.Name)) files.Add(new StoredFile(folder, blob.Name, blob.Properties.ContentLength ?? 0));
            }
        }
        catch (RequestFailedException fault) when (fault.ErrorCode == "ContainerNotFound")
        {
            yield break;
        }
        catch (Exception fault) when (Refusal.IsPassing(fault, cancel))
        {
            throw Unavailable(fault);
        }
        files.Sort(static (one, other) => string.CompareOrdinal(one.Name, other.Name));
        foreach (var file in files)
        {
            cancel.ThrowIfCancellationRequested();
            yield return file;
        }
    }

    private static StorageUnavailableException Unavailable(Exception fault) => new($"Azure Blobs does not answer: {Refusal.Named(fault)}.", fault);

    private static async Task<string> StageAsync(Stream content, FileStream staged, CancellationToken cancel)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[81920];
        while (await content.ReadAsync(buffer, cancel) is > 0 and var read)
        {
            hash.AppendData(buffer, 0, read);
            await staged.WriteAsync(buffer.AsMemory(0, read), cancel);
        }
        await staged.FlushAsync(cancel);
        return FileNames.OfContent(hash.GetHashAndReset());
    }
}

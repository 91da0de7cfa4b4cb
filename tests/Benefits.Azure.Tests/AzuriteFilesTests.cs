using Azure.Storage.Blobs;
using Benefits.Azure;
using Benefits.Storage;
using Benefits.Tests.Storage;

namespace Benefits.Azure.Tests;

/// <remarks>The contract names its folders, so each test begins with an account without containers. One class, so its tests do not run side by side.</remarks>
public sealed class AzuriteFilesTests : FilesContract
{
    private readonly BlobServiceClient _account = new(Azurite.ConnectionString);

    public AzuriteFilesTests()
    {
        foreach (var container in _account.GetBlobContainers()) _account.DeleteBlobContainer(container.Name);
        Files = new AzureFiles(_account);
    }

    protected override IFiles Files { get; }

    protected override void Drop(string folder, string name, byte[] content)
    {
        var container = _account.GetBlobContainerClient(folder);
        container.CreateIfNotExists();
        container.UploadBlob(name, BinaryData.FromBytes(content));
    }
}

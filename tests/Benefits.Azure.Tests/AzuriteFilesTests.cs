using Azure.Core;
using Azure.Storage.Blobs;
using Benefits.Storage;
using Benefits.Tests.Storage;

namespace Benefits.Azure.Tests;

/// <remarks>The contract names its folders, so each test begins with an account without containers.</remarks>
public sealed class AzuriteFilesTests : FilesContract, IClassFixture<AzuriteFixture>
{
    private readonly Faults _faults = new();
    private readonly BlobServiceClient _account;

    public AzuriteFilesTests(AzuriteFixture azurite)
    {
        BlobClientOptions options = new() { Retry = { MaxRetries = 0 } };
        options.AddPolicy(_faults, HttpPipelinePosition.PerRetry);
        _account = new BlobServiceClient(azurite.Connection, options);
        foreach (var container in _account.GetBlobContainers()) _account.DeleteBlobContainer(container.Name);
        Files = new AzureFiles(_account);
    }

    protected override IFiles Files { get; }

    [Fact]
    public async Task A_blob_in_a_folder_inside_is_not_a_file_of_the_folder()
    {
        Drop("inbox", "inside/a.csv", [1]);
        Drop("inbox", "a.csv", [1]);

        Assert.Equal(["a.csv"], await Files.ListAsync("inbox", default).Select(file => file.Name).ToListAsync());
    }

    [Theory]
    [InlineData(503, "ServerBusy")]
    [InlineData(429, null)]
    [InlineData(0, null)]
    public async Task A_service_that_is_busy_or_not_there_is_storage_that_is_unavailable(int status, string? code)
    {
        _faults.Before = () => new Faults.Answer(status, code);

        await Assert.ThrowsAsync<StorageUnavailableException>(() => Files.PutAsync("evidence", new MemoryStream([1, 2, 3]), default));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => Files.OpenAsync("evidence", "a.csv", default));
        await Assert.ThrowsAsync<StorageUnavailableException>(async () => await Files.ListAsync("evidence", default).ToListAsync());
    }

    protected override void Drop(string folder, string name, byte[] content)
    {
        var container = _account.GetBlobContainerClient(folder);
        container.CreateIfNotExists();
        container.UploadBlob(name, BinaryData.FromBytes(content));
    }
}

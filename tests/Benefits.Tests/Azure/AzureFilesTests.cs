using Benefits.Azure;
using Benefits.Storage;
using Benefits.Tests.Storage;

namespace Benefits.Tests.Azure;

/// <summary>The file contract on the app's own code, over a double of the service. The same contract runs against Azurite in tests/Benefits.Azure.Tests.</summary>
public sealed class AzureFilesTests : FilesContract
{
    private readonly BlobDouble _account = new();

    public AzureFilesTests() => Files = new AzureFiles(_account);

    protected override IFiles Files { get; }

    protected override void Drop(string folder, string name, byte[] content) => _account.Drop(folder, name, content);

    [Fact]
    public async Task A_blob_in_a_folder_inside_is_not_a_file_of_the_folder()
    {
        Drop("inbox", "inside/a.csv", [1]);
        Drop("inbox", "a.csv", [1]);

        Assert.Equal(["a.csv"], await Files.ListAsync("inbox", default).Select(file => file.Name).ToListAsync());
    }

    [Fact]
    public async Task A_service_that_is_busy_is_storage_that_is_unavailable()
    {
        _account.Before = () => throw TableDouble.Fault(503, "ServerBusy");

        await Assert.ThrowsAsync<StorageUnavailableException>(() => Files.PutAsync("evidence", new MemoryStream([1, 2, 3]), default));
    }
}

using Benefits.Local.Storage;
using Benefits.Storage;

namespace Benefits.Tests.Storage;

public sealed class MemoryFilesTests : FilesContract
{
    private readonly MemoryFiles _files = new();

    protected override IFiles Files => _files;

    protected override void Drop(string folder, string name, byte[] content) => _files.Drop(folder, name, content);
}

public sealed class DiskFilesTests : FilesContract, IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly DiskFiles _files;

    public DiskFilesTests() => _files = new DiskFiles(_folder.File("files"));

    protected override IFiles Files => _files;

    protected override void Drop(string folder, string name, byte[] content)
    {
        Directory.CreateDirectory(_files.PathOf(folder));
        File.WriteAllBytes(Path.Combine(_files.PathOf(folder), name), content);
    }

    [Fact]
    public async Task What_copying_leaves_half_done_is_not_listed_and_not_opened()
    {
        foreach (var name in (string[])["a.csv", "a.csv.part", "~$a.xlsx", ".a.csv.swp", "b.tmp", "a.csv~"]) Drop("inbox", name, [1]);

        Assert.Equal(["a.csv"], await NamesAsync("inbox"));
        Assert.Null(await Files.OpenAsync("inbox", "b.tmp", default));
    }

    [Fact]
    public async Task A_link_that_somebody_dropped_is_not_followed()
    {
        if (OperatingSystem.IsWindows()) return;
        File.WriteAllText(_folder.File("secret.txt"), "secret");
        Drop("inbox", "a.csv", [1]);
        File.CreateSymbolicLink(Path.Combine(_files.PathOf("inbox"), "b.csv"), _folder.File("secret.txt"));

        Assert.Equal(["a.csv"], await NamesAsync("inbox"));
        Assert.Null(await Files.OpenAsync("inbox", "b.csv", default));
    }

    [Fact]
    public async Task A_stream_that_breaks_off_leaves_no_file()
    {
        // The caller's fault, so not StorageUnavailableException.
        await Assert.ThrowsAsync<IOException>(() => Files.PutAsync("evidence", new Breaking(), default));

        Assert.Empty(await NamesAsync("evidence"));
        Assert.Empty(Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_file_whose_folder_cannot_be_written_is_storage_that_is_unavailable()
    {
        File.WriteAllText(_folder.File("files"), "a file where the folder should be");

        await Assert.ThrowsAsync<StorageUnavailableException>(() => PutAsync("evidence", "hello"));
    }

    public void Dispose() => _folder.Dispose();

    private sealed class Breaking : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw new IOException("the caller has hung up");
    }
}

using System.Text;
using Benefits.Storage;

namespace Benefits.Tests.Storage;

/// <summary>What every file store answers.</summary>
public abstract class FilesContract
{
    private const string HelloHash = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

    protected abstract IFiles Files { get; }

    /// <summary>Puts a file where a person would.</summary>
    protected abstract void Drop(string folder, string name, byte[] content);

    [Fact]
    public async Task A_file_is_stored_under_the_hash_of_its_content()
    {
        var stored = await PutAsync("evidence", "hello");

        Assert.Equal(new StoredFile("evidence", HelloHash, 5), stored);
        Assert.Equal("hello", await TextAsync("evidence", HelloHash));
    }

    [Fact]
    public async Task The_same_content_again_is_the_same_file()
    {
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => PutAsync("evidence", "hello"))));

        Assert.Equal([HelloHash], await NamesAsync("evidence"));
    }

    [Fact]
    public async Task An_empty_file_is_a_file() => Assert.Equal(0, (await PutAsync("evidence", "")).Length);

    [Fact]
    public async Task A_large_file_comes_back_whole()
    {
        var content = new byte[5_000_000];
        new Random(7).NextBytes(content);
        var stored = await Files.PutAsync("archive", new MemoryStream(content), default);

        await using var opened = (await Files.OpenAsync("archive", stored.Name, default))!;
        using MemoryStream copy = new();
        await opened.CopyToAsync(copy);

        Assert.Equal(content, copy.ToArray());
    }

    [Fact]
    public async Task A_folder_that_nobody_used_is_empty()
    {
        Assert.Empty(await NamesAsync("unused"));
        Assert.Null(await Files.OpenAsync("unused", HelloHash, default));
    }

    [Fact]
    public async Task Folders_do_not_share_files()
    {
        await PutAsync("evidence", "hello");

        Assert.Null(await Files.OpenAsync("archive", HelloHash, default));
    }

    [Fact]
    public async Task Files_that_people_dropped_keep_their_names_and_come_in_ordinal_order()
    {
        foreach (var name in (string[])["名单 2022-09.csv", "b.csv", "B.csv", "a (1).csv"]) Drop("inbox", name, "x,y"u8.ToArray());

        Assert.Equal(["B.csv", "a (1).csv", "b.csv", "名单 2022-09.csv"], await NamesAsync("inbox"));
        Assert.Equal("x,y", await TextAsync("inbox", "名单 2022-09.csv"));
    }

    [Theory]
    [InlineData("../secret.txt")]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../../secret.txt")]
    [InlineData("..\\secret.txt")]
    [InlineData("C:secret.txt")]
    [InlineData("a\0b")]
    [InlineData(".hidden")]
    public async Task A_name_that_leads_elsewhere_has_no_file(string name)
    {
        await PutAsync("evidence", "hello");

        Assert.Null(await Files.OpenAsync("evidence", name, default));
    }

    [Theory]
    [InlineData("..")]
    [InlineData("Evidence")]
    [InlineData("a")]
    [InlineData("evidence/inner")]
    [InlineData("-evidence")]
    [InlineData("evi--dence")]
    [InlineData("证据材料")]
    public async Task A_folder_whose_name_breaks_the_rules_is_a_fault(string folder)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => PutAsync(folder, "hello"));
        await Assert.ThrowsAsync<ArgumentException>(() => Files.OpenAsync(folder, HelloHash, default));
        await Assert.ThrowsAsync<ArgumentException>(() => NamesAsync(folder));
    }

    protected Task<StoredFile> PutAsync(string folder, string text) => Files.PutAsync(folder, new MemoryStream(Encoding.UTF8.GetBytes(text)), default);

    protected async Task<List<string>> NamesAsync(string folder) => await Files.ListAsync(folder, default).Select(file => file.Name).ToListAsync();

    private async Task<string> TextAsync(string folder, string name)
    {
        using StreamReader reader = new((await Files.OpenAsync(folder, name, default))!);
        return await reader.ReadToEndAsync();
    }
}

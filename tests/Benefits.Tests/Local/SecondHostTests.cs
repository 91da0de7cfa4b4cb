using Benefits.Local;
using Benefits.Local.Commands;
using Benefits.Tests.Storage;

namespace Benefits.Tests.Local;

public sealed class SecondHostTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Theory]
    [InlineData("serve", "--demo", "--urls", "http://127.0.0.1:0")]
    [InlineData("rehearse")]
    public async Task A_second_process_on_a_data_folder_is_refused_in_words_with_exit_code_2(params string[] command)
    {
        using var first = DataFolder.Open(_folder.Path);

        var (code, output, errors) = await HostProcess.RunAsync([.. command, "--data", _folder.Path]);

        Assert.Equal(Commands.Misused, code);
        Assert.Contains($"数据目录 {_folder.Path} 正被另一个进程使用", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output + errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_in_use_can_be_verified()
    {
        using var first = DataFolder.Open(_folder.Path);

        var (code, output, errors) = await HostProcess.RunAsync("verify", "--data", _folder.Path);

        Assert.True(code == 0, output + errors);
        Assert.Contains("核验通过", output, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}

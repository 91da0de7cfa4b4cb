using Benefits.Http.Access;
using Benefits.Local.Commands;
using Microsoft.Extensions.Configuration;

namespace Benefits.Tests.Http;

public sealed class CommandsTests
{
    private object? _ran;

    [Fact]
    public async Task Options_reach_their_command()
    {
        Assert.Equal(0, await RunAsync());
        Assert.Equal(new ServeOptions(), _ran);
        Assert.Equal(0, await RunAsync("serve", "--urls=http://localhost:1", "--data", "d", "--demo", "--today", "2022-09-01", "--speed", "60", "--packs", "p"));
        Assert.Equal(new ServeOptions { Urls = "http://localhost:1", DataFolder = "d", Demo = true, Today = new DateOnly(2022, 9, 1), Speed = 60, PacksFolder = "p" }, _ran);
        Assert.Equal(0, await RunAsync("check", "a.yaml", "--packs", "p", "b.yaml"));
        Assert.Equal(["a.yaml", "b.yaml"], Assert.IsType<CheckOptions>(_ran).Cases);
        Assert.Equal(0, await RunAsync("rehearse", "--today", "2022-09-01", "--packs", "p"));
        Assert.Equal(new RehearseOptions(new DateOnly(2022, 9, 1), null, "p"), _ran);
        Assert.Equal(0, await RunAsync("verify", "--data", "d"));
        Assert.Equal(new VerifyOptions("d"), _ran);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("--port", "80")]
    [InlineData("serve", "extra")]
    [InlineData("--urls")]
    [InlineData("--urls", "--demo")]
    [InlineData("--demo", "--demo")]
    [InlineData("--today", "2022-02-30")]
    [InlineData("--speed", "0")]
    [InlineData("check")]
    [InlineData("check", "--pack", "x")]
    [InlineData("verify")]
    public async Task What_is_not_understood_ends_with_the_usage_and_code_2(params string[] args)
    {
        using StringWriter errors = new();
        Assert.Equal(2, await RunAsync(args, errors));
        Assert.Null(_ran);
        Assert.Contains("用法", errors.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "")]
    [InlineData(false, "Auth:Authority=https://id.example")]
    [InlineData(false, "Auth:Authority=http://id.example;Auth:Audience=a")]
    [InlineData(false, "Auth:Authority=https://id.example;Auth:Audience=a;Auth:DemoKey=01234567890123456789012345678901")]
    [InlineData(true, "Auth:Authority=https://id.example;Auth:Audience=a")]
    [InlineData(true, "Auth:DemoKey=short")]
    public void Bad_settings_stop_the_start(bool demo, string settings)
    {
        var pairs = settings.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], string? (pair) => pair[1]);
        Assert.Throws<BadSettingsException>(() => AuthSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(pairs).Build(), demo));
    }

    private Task<int> RunAsync(params string[] args) => RunAsync(args, TextWriter.Null);

    private Task<int> RunAsync(string[] args, TextWriter errors)
    {
        Task<int> Ran(object options)
        {
            _ran = options;
            return Task.FromResult(0);
        }
        return new Commands { Serve = Ran, Check = Ran, Rehearse = Ran, Verify = Ran }.RunAsync(args, TextWriter.Null, errors);
    }
}

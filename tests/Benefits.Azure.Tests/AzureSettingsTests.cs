using Benefits.Http.Access;
using Microsoft.Extensions.Configuration;

namespace Benefits.Azure.Tests;

/// <summary>Bad configuration stops the app at its start with one sentence that names the setting, and never repeats its value.</summary>
public sealed class AzureSettingsTests
{
    private static readonly string Key = Convert.ToBase64String(new byte[32]);

    private readonly Dictionary<string, string?> _settings = new()
    {
        ["Benefits:TablesUri"] = "https://qicaitong.table.core.chinacloudapi.cn",
        ["Benefits:BlobsUri"] = "https://qicaitong.blob.core.chinacloudapi.cn",
        ["Benefits:HashKey"] = Key,
        ["Benefits:SealKeys:k1"] = Key,
        ["Auth:Authority"] = "https://login.example.cn",
        ["Auth:Audience"] = "qicaitong",
    };

    [Fact]
    public void A_cloud_is_told_by_its_addresses_alone()
    {
        var settings = Read();

        Assert.Equal("qicaitong.table.core.chinacloudapi.cn", Assert.IsType<StorageAddress.Identity>(settings.Storage).Tables.Host);
        Assert.Null(settings.Demo);
        Assert.Equal("k1", settings.Keys.CurrentSealKey);
    }

    [Fact]
    public void The_sample_starts_the_demo()
    {
        ConfigurationBuilder sample = new();
        sample.AddJsonFile(Path.Combine(AppContext.BaseDirectory, "azure", "local.settings.sample.json"));
        var values = sample.Build().GetSection("Values").GetChildren().ToDictionary(value => value.Key.Replace("__", ":", StringComparison.Ordinal), value => value.Value);

        var settings = AzureSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(values).Build());

        Assert.Equal(new DemoSettings { Today = new DateOnly(2022, 9, 1), Speed = 1440 }, settings.Demo);
        Assert.True(settings.Auth.Demo);
        Assert.Equal("UseDevelopmentStorage=true", Assert.IsType<StorageAddress.Connection>(settings.Storage).Text);
    }

    [Theory]
    [InlineData("Benefits:TablesUri", null, "Benefits__Storage")]
    [InlineData("Benefits:TablesUri", "http://plain.example.cn", "Benefits__TablesUri")]
    [InlineData("Benefits:Storage", "UseDevelopmentStorage=true", "只能设置一种")]
    [InlineData("Benefits:HashKey", null, "Benefits__HashKey")]
    [InlineData("Benefits:HashKey", "c2hvcnQ=", "Benefits__HashKey 至少需要32个字节，现为5个")]
    [InlineData("Benefits:HashKey", "not base64!", "Benefits__HashKey 不是有效的 Base64")]
    [InlineData("Benefits:SealKeys:k1", "c2hvcnQ=", "Benefits__SealKeys__k1 应为32个字节，现为5个")]
    [InlineData("Benefits:CurrentSealKey", "k2", "k2")]
    [InlineData("Benefits:HashKye", "x", "Benefits__HashKye")]
    [InlineData("Auth:Audiance", "x", "Auth__Audiance")]
    [InlineData("Auth:Authority", null, "Auth:Authority")]
    [InlineData("Benefits:Speed", "10", "演示模式")]
    [InlineData("Benefits:Demo", "yes", "Benefits__Demo")]
    public void A_bad_setting_is_named_in_one_sentence(string name, string? value, string named)
    {
        _settings[name] = value;
        if (value is null) _settings.Remove(name);

        var fault = Assert.Throws<BadSettingsException>(Read);

        Assert.Contains(named, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
        Assert.DoesNotContain("c2hvcnQ=", fault.Message, StringComparison.Ordinal);
        Assert.Equal(fault.Message, StartFault.Say(fault));
    }

    [Theory]
    [InlineData("Benefits:Today", "2022-02-30")]
    [InlineData("Benefits:Speed", "0")]
    [InlineData("Auth:DemoKey", null)]
    [InlineData("Auth:DemoKey", "short")]
    public void A_demo_with_a_bad_setting_does_not_start(string name, string? value)
    {
        _settings.Remove("Auth:Authority");
        _settings["Benefits:Demo"] = "true";
        _settings["Auth:DemoKey"] = "for-demonstrations-only-0123456789";
        Assert.NotNull(Read().Demo);
        _settings[name] = value;

        Assert.Throws<BadSettingsException>(Read);
    }

    [Fact]
    public void Two_seal_keys_need_one_to_be_named_current()
    {
        _settings["Benefits:SealKeys:k2"] = Key;
        Assert.Throws<BadSettingsException>(Read);

        _settings["Benefits:CurrentSealKey"] = "k2";
        Assert.Equal("k2", Read().Keys.CurrentSealKey);
    }

    private AzureSettings Read() => AzureSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(_settings).Build());
}

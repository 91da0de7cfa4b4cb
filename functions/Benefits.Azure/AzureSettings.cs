using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Benefits.Demo;
using Benefits.Http;
using Benefits.Http.Access;
using Benefits.Storage;
using Benefits.Vault;
using Microsoft.Extensions.Configuration;

namespace Benefits.Azure;

/// <summary>Everything that can be set (应用设置), read and checked once at the start. In app settings a colon is written as two underscores: <c>Benefits__Storage</c>.</summary>
public sealed record AzureSettings
{
    private static readonly string[] Known = ["Storage", "TablesUri", "BlobsUri", "HashKey", "SealKeys", "CurrentSealKey", "Demo", "Today", "Speed"];
    private static readonly string[] KnownAuth = ["Authority", "Audience", "DemoKey"];

    /// <summary>Where tables and blobs are: by connection string (Azurite, tests), or by address and managed identity (the cloud).</summary>
    public required StorageAddress Storage { get; init; }

    public required VaultKeys Keys { get; init; }

    public required AuthSettings Auth { get; init; }

    public required RequestLimits Limits { get; init; }

    /// <summary>Null outside of demo mode (演示模式).</summary>
    public required DemoSettings? Demo { get; init; }

    /// <exception cref="BadSettingsException">A setting is missing, wrong or unknown.</exception>
    public static AzureSettings Read(IConfiguration configuration)
    {
        var own = configuration.GetSection("Benefits");
        RefuseUnknown(own, Known);
        RefuseUnknown(configuration.GetSection("Auth"), KnownAuth);
        var demo = ReadDemo(own);
        if (demo is not null && string.IsNullOrEmpty(configuration["Auth:DemoKey"])) throw new BadSettingsException("演示模式需要 Auth__DemoKey（至少32个字节）：多个实例须用同一密钥签发令牌。");
        return new AzureSettings
        {
            Storage = ReadStorage(own),
            Keys = ReadKeys(own, demo is not null),
            Auth = AuthSettings.Read(configuration, demo is not null),
            Limits = RequestLimits.Read(configuration, forwardedHops: 1),
            Demo = demo,
        };
    }

    /// <summary>A misspelt setting would be ignored in silence, and its default taken for what was meant.</summary>
    private static void RefuseUnknown(IConfigurationSection section, string[] known)
    {
        foreach (var child in section.GetChildren())
        {
            if (!known.Contains(child.Key, StringComparer.OrdinalIgnoreCase)) throw new BadSettingsException($"没有“{section.Key}__{child.Key}”这个设置；可用的有：{string.Join('、', known.Select(name => $"{section.Key}__{name}"))}。");
        }
    }

    private static StorageAddress ReadStorage(IConfigurationSection own)
    {
        var connection = own["Storage"] ?? "";
        var tables = own["TablesUri"] ?? "";
        var blobs = own["BlobsUri"] ?? "";
        if (connection.Length > 0)
        {
            if (tables.Length > 0 || blobs.Length > 0) throw new BadSettingsException("Benefits__Storage 与 Benefits__TablesUri、Benefits__BlobsUri 只能设置一种：连接字符串，或托管身份的地址。");
            return new StorageAddress.Connection(connection);
        }
        if (tables.Length == 0 || blobs.Length == 0) throw new BadSettingsException("缺少存储连接：请设置 Benefits__Storage（连接字符串），或同时设置 Benefits__TablesUri 与 Benefits__BlobsUri（托管身份）。");
        return new StorageAddress.Identity(Address(tables, "TablesUri"), Address(blobs, "BlobsUri"));
    }

    private static Uri Address(string text, string name) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps ? address : throw new BadSettingsException($"Benefits__{name} 应为 https 开头的完整地址。");

    private static VaultKeys ReadKeys(IConfigurationSection own, bool demo)
    {
        var seals = own.GetSection("SealKeys").GetChildren().ToDictionary(key => key.Key, key => Key(key.Value, $"Benefits__SealKeys__{key.Key}"));
        var hash = own["HashKey"] ?? "";
        if (demo && hash.Length == 0 && seals.Count == 0) return DemoKeys();
        if (hash.Length == 0 || seals.Count == 0) throw new BadSettingsException("缺少密钥：请设置 Benefits__HashKey 和至少一个 Benefits__SealKeys__<编号>（均为32字节的 Base64，宜引用密钥保管库）。");
        var current = own["CurrentSealKey"] ?? (seals.Count == 1 ? seals.Keys.Single() : throw new BadSettingsException("有多个封存密钥，请用 Benefits__CurrentSealKey 指明当前使用的一个。"));
        var hashKey = Key(hash, "Benefits__HashKey");
        if (hashKey.Length < 32) throw new BadSettingsException($"Benefits__HashKey 至少需要32个字节，现为{hashKey.Length}个。");
        if (seals.FirstOrDefault(key => key.Value.Length != 32) is { Key: { } id } wrong) throw new BadSettingsException($"Benefits__SealKeys__{id} 应为32个字节，现为{wrong.Value.Length}个。");
        if (!seals.ContainsKey(current)) throw new BadSettingsException($"Benefits__CurrentSealKey 指明的“{current}”不在 Benefits__SealKeys 之中。");
        try
        {
            return new VaultKeys(hashKey, current, seals);
        }
        catch (ArgumentException)
        {
            throw new BadSettingsException("封存密钥的编号应为1到16个字母或数字。");
        }
    }

    /// <summary>What is wrong with a key is said without repeating it.</summary>
    private static byte[] Key(string? text, string name)
    {
        try
        {
            return Convert.FromBase64String(text ?? "");
        }
        catch (FormatException)
        {
            throw new BadSettingsException($"{name} 不是有效的 Base64。");
        }
    }

    /// <summary>Known to everyone, for data that is made up: the same on each instance, and refused outside of demo mode.</summary>
    private static VaultKeys DemoKeys() => new(
        SHA256.HashData(Encoding.UTF8.GetBytes("qicaitong demo hash key")),
        "demo",
        new Dictionary<string, byte[]> { ["demo"] = SHA256.HashData(Encoding.UTF8.GetBytes("qicaitong demo seal key")) });

    private static DemoSettings? ReadDemo(IConfigurationSection own)
    {
        var demo = own["Demo"] is { Length: > 0 } flag && (bool.TryParse(flag, out var on) ? on : throw new BadSettingsException("Benefits__Demo 应为 true 或 false。"));
        var today = own["Today"] ?? "";
        var speed = own["Speed"] ?? "";
        if (!demo && (today.Length > 0 || speed.Length > 0)) throw new BadSettingsException("Benefits__Today 和 Benefits__Speed 只能在演示模式中使用。");
        if (!demo) return null;
        return new DemoSettings
        {
            Today = today.Length == 0 ? null : DateOnly.TryParseExact(today, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : throw new BadSettingsException("Benefits__Today 应为存在的日期，写作 2022-09-01。"),
            Speed = speed.Length == 0 ? null : int.TryParse(speed, NumberStyles.None, CultureInfo.InvariantCulture, out var times) && times is >= 1 and <= 1_000_000 ? times : throw new BadSettingsException("Benefits__Speed 应为1到1000000的整数。"),
        };
    }
}

/// <summary>How tables and blobs are reached.</summary>
public abstract record StorageAddress
{
    private StorageAddress()
    {
    }

    public sealed record Connection(string Text) : StorageAddress
    {
        /// <summary>A connection string holds a key.</summary>
        public override string ToString() => "connection string";
    }

    public sealed record Identity(Uri Tables, Uri Blobs) : StorageAddress;
}

/// <summary>The demo's clock (演示时钟): where it starts and how fast it runs. Both may be left out.</summary>
public sealed record DemoSettings
{
    private const int Tries = 5;

    public DateOnly? Today { get; init; }

    public int? Speed { get; init; }

    /// <summary>The clock that all instances share. Several may start at once: the one that comes second takes the line that the first has drawn.</summary>
    /// <exception cref="BadSettingsException">The clock would have to run backwards.</exception>
    public async Task<DemoClock> OpenClockAsync(ITable table, TimeProvider systemClock)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await DemoClock.OpenAsync(table, systemClock, Today, Speed, CancellationToken.None);
            }
            catch (InvalidOperationException) when (attempt < Tries)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), systemClock);
            }
            catch (InvalidOperationException fault)
            {
                throw new BadSettingsException(fault.Message);
            }
        }
    }
}

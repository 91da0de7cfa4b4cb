using System.Security.Cryptography;
using System.Text.Json;
using Benefits.Http.Access;
using Benefits.Local.Storage;
using Benefits.Vault;

namespace Benefits.Local;

/// <summary>The vault's keys in a file that only its owner can read (密钥文件). Made once, for a store that is new and empty; whoever loses it loses every sealed field.</summary>
internal sealed record KeyFile(byte[] HashKey, string CurrentSealKey, Dictionary<string, byte[]> SealKeys)
{
    /// <summary>The keys of the file, or null where there is none.</summary>
    /// <exception cref="BadSettingsException">The file is no key file, or a key has the wrong length.</exception>
    public static VaultKeys? Find(string path)
    {
        if (!File.Exists(path)) return null;
        try
        {
            var file = JsonSerializer.Deserialize<KeyFile>(File.ReadAllBytes(path)) ?? throw new JsonException("It is null.");
            return new VaultKeys(file.HashKey, file.CurrentSealKey, file.SealKeys);
        }
        catch (Exception fault) when (fault is JsonException or ArgumentException or NullReferenceException)
        {
            throw new StoreRefusedException($"密钥文件 {Path.GetFileName(path)} 无法使用：{fault.Message}");
        }
    }

    public static VaultKeys Make(string path)
    {
        KeyFile keys = new(RandomNumberGenerator.GetBytes(32), "k1", new() { ["k1"] = RandomNumberGenerator.GetBytes(32) });
        var unfinished = path + ".unfinished";
        FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (FileStream stream = new(unfinished, options))
        {
            JsonSerializer.Serialize(stream, keys);
            stream.Flush(flushToDisk: true);
        }
        File.Move(unfinished, path);
        DurableFolder.Sync(Path.GetDirectoryName(Path.GetFullPath(path))!);
        return new VaultKeys(keys.HashKey, keys.CurrentSealKey, keys.SealKeys);
    }
}

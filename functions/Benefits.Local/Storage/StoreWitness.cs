using System.Globalization;
using System.Text;

namespace Benefits.Local.Storage;

/// <summary>A small file outside of the data folder that says how far the store has come (店外见证): number and running hash of the last commit.</summary>
/// <remarks>Written after each commit and never flushed: it costs a system call, and after a power cut it may lag behind. It is never ahead of what is durable, so a store behind its witness was set back.</remarks>
internal sealed class StoreWitness : IDisposable
{
    private readonly Microsoft.Win32.SafeHandles.SafeFileHandle _file;

    public StoreWitness(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        _file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite);
    }

    /// <summary>Never fails: the commit that it tells of is done, and a witness that cannot be written lags behind, as after a power cut.</summary>
    public void Write(long commits, string digest)
    {
        try
        {
            RandomAccess.Write(_file, Encoding.ASCII.GetBytes(Line(commits, digest)), 0);
        }
        catch (IOException)
        {
        }
    }

    /// <summary>What the witness says; null where there is none that can be read.</summary>
    public static (long Commits, string Digest)? Read(string path)
    {
        if (!File.Exists(path)) return null;
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using StreamReader reader = new(stream, Encoding.ASCII);
        return reader.ReadToEnd().TrimEnd('\n').Split(' ') is [var commits, var digest] && long.TryParse(commits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? (number, digest) : null;
    }

    /// <summary>What the witness has against a store that stands here, in Chinese; null where it has nothing.</summary>
    public static string? Fault((long Commits, string Digest)? said, long commits, string digest) => said switch
    {
        { } ahead when ahead.Commits > commits => $"店外的见证记到第{ahead.Commits}次提交，库里只有{commits}次：库被换回旧本，或预写日志（WAL）被删",
        { } other when other.Commits == commits && other.Digest != digest => $"第{commits}次提交与店外的见证不同：库被另一本替换",
        _ => null,
    };

    public void Dispose() => _file.Dispose();

    private static string Line(long commits, string digest) => string.Create(CultureInfo.InvariantCulture, $"{commits:D20} {digest}\n");
}

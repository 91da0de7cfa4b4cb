using Benefits.Http;

namespace Benefits.Local;

/// <summary>Whether the disk under the data folder has room to work with. A probe's own small row may still fit where a form no longer does.</summary>
/// <param name="readOnly">Why the folder was opened for reading alone; null where it was not.</param>
internal sealed class DiskProbe(string folder, string? readOnly) : IReadinessProbe
{
    /// <summary>One file of the largest kind.</summary>
    internal const long LeastBytes = Http.Endpoint.FileBytes;

    public Task<string?> FaultAsync(CancellationToken cancel)
    {
        if (readOnly is not null) return Task.FromResult<string?>(readOnly);
        var free = new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;
        return Task.FromResult(free >= LeastBytes ? null : $"数据目录所在磁盘只剩{free / 1024 / 1024}MB，少于{LeastBytes / 1024 / 1024}MB");
    }
}

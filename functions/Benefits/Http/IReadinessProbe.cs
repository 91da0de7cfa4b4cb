namespace Benefits.Http;

/// <summary>Says what keeps this host from working, in Chinese, or null.</summary>
public interface IReadinessProbe
{
    Task<string?> FaultAsync(CancellationToken cancel);
}

using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;

namespace Benefits.Http.Access;

/// <summary>How often an address and a signed-in caller may ask (频率限制). By the real clock: a demo's runs thousands of times as fast.</summary>
internal sealed class Throttle(RequestLimits limits) : IDisposable
{
    /// <summary>Addresses and callers share so many buckets, so that a stranger with many addresses takes no more memory than one. Which share one changes with every start.</summary>
    internal const int Buckets = 16 * 1024;

    private readonly PartitionedRateLimiter<string> _addresses = Limiter(limits.AddressPerSecond);
    private readonly PartitionedRateLimiter<string> _callers = Limiter(limits.CallerPerSecond);

    /// <summary>The refusal, or null where the address may go on.</summary>
    public IResult? RefuseAddress(string address) => Refuse(_addresses, address, "来自此网络地址的请求过于频繁，请稍后重试");

    /// <inheritdoc cref="RefuseAddress"/>
    public IResult? RefuseCaller(Caller caller) => Refuse(_callers, caller.Subject, "您的请求过于频繁，请稍后重试");

    public void Dispose()
    {
        _addresses.Dispose();
        _callers.Dispose();
    }

    internal static int BucketOf(string key) => key.GetHashCode(StringComparison.Ordinal) & (Buckets - 1);

    private static IResult? Refuse(PartitionedRateLimiter<string> limiter, string key, string detail)
    {
        using var lease = limiter.AttemptAcquire(key);
        if (lease.IsAcquired) return null;
        var seconds = lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)) : 1;
        return Problems.Later(ProblemKind.TooManyRequests, detail, seconds);
    }

    private static PartitionedRateLimiter<string> Limiter(int perSecond)
    {
        TokenBucketRateLimiterOptions options = new()
        {
            TokenLimit = perSecond * RequestLimits.BurstSeconds,
            TokensPerPeriod = perSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        };
        return PartitionedRateLimiter.Create<string, int>(key => RateLimitPartition.GetTokenBucketLimiter(BucketOf(key), _ => options));
    }
}

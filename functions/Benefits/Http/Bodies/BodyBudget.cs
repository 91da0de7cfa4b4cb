using System.Threading.RateLimiting;
using Benefits.Http.Access;
using Microsoft.AspNetCore.Http;

namespace Benefits.Http.Bodies;

/// <summary>What the bodies of unfinished calls may hold (在途内容), counted in steps: for the whole process, and for each address.</summary>
internal sealed class BodyBudget(RequestLimits limits) : IDisposable
{
    public const int StepBytes = 16 * 1024;

    private readonly ConcurrencyLimiter _all = new(Steps(limits.BodyMegabytes));
    private readonly PartitionedRateLimiter<string> _addresses = PartitionedRateLimiter.Create<string, int>(address =>
        RateLimitPartition.GetConcurrencyLimiter(Throttle.BucketOf(address), _ => Steps(limits.AddressBodyMegabytes)));

    /// <summary>What the process has left.</summary>
    public long FreeSteps => _all.GetStatistics()!.CurrentAvailablePermits;

    /// <summary>Takes one more step for a body of the address and adds what gives it back to <paramref name="held"/>; or answers the refusal.</summary>
    public IResult? Take(string address, List<RateLimitLease> held)
    {
        var own = _addresses.AttemptAcquire(address);
        if (!own.IsAcquired)
        {
            own.Dispose();
            return Problems.Later(ProblemKind.TooManyRequests, "来自此网络地址的未完成请求内容过多，请等先前的请求完成后重试", 5);
        }
        held.Add(own);
        var shared = _all.AttemptAcquire();
        if (!shared.IsAcquired)
        {
            shared.Dispose();
            return Problems.Unavailable("正在接收的请求内容过多，请稍后重试");
        }
        held.Add(shared);
        return null;
    }

    public void Dispose()
    {
        _all.Dispose();
        _addresses.Dispose();
    }

    private static ConcurrencyLimiterOptions Steps(int megabytes) => new() { PermitLimit = megabytes * (1024 * 1024 / StepBytes) };
}

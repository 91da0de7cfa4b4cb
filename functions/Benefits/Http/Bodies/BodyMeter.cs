using System.Diagnostics;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;

namespace Benefits.Http.Bodies;

/// <summary>Watches one body come in: no byte is taken before the budget grants it, and its sender keeps nobody waiting for ever. What it was granted is given back at the end of the call.</summary>
internal sealed class BodyMeter(Endpoint endpoint, BodyBudget budget, string address, TimeSpan time) : IDisposable
{
    private readonly List<RateLimitLease> _held = [];
    private CancellationTokenSource? _clock;
    private readonly TimeSpan _time = time;
    private TimeSpan _left = time;
    private long _granted;

    /// <summary>Reads on in a body of which <paramref name="taken"/> bytes are here. Only the time spent waiting for the sender counts.</summary>
    /// <exception cref="BodyStoppedException">The body is not read to its end, with the answer for its sender.</exception>
    public async ValueTask<T> ReadAsync<T>(long taken, Func<CancellationToken, ValueTask<T>> read, CancellationToken cancel)
    {
        while (_granted < taken + BodyBudget.StepBytes)
        {
            if (budget.Take(address, _held) is { } refusal) throw new BodyStoppedException(refusal);
            _granted += BodyBudget.StepBytes;
        }
        _clock ??= CancellationTokenSource.CreateLinkedTokenSource(cancel);
        _clock.CancelAfter(_left);
        var began = Stopwatch.GetTimestamp();
        try
        {
            return await read(_clock.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new BodyStoppedException(TooSlow());
        }
        catch (BadHttpRequestException fault)
        {
            throw new BodyStoppedException(fault.StatusCode switch
            {
                StatusCodes.Status413PayloadTooLarge => TooLarge(),
                StatusCodes.Status408RequestTimeout => TooSlow(),
                _ => Broken(),
            });
        }
        // Whatever the server's reader throws besides (a chunk size that overflows, a connection that breaks) is the sender's doing, not ours.
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            throw new BodyStoppedException(Broken());
        }
        finally
        {
            _clock.CancelAfter(Timeout.InfiniteTimeSpan);
            _left -= Stopwatch.GetElapsedTime(began);
            if (_left < TimeSpan.Zero) _left = TimeSpan.Zero;
        }
    }

    /// <summary>Ends the call where the body has gone on beyond what its endpoint allows.</summary>
    public void Bound(long taken)
    {
        if (taken > endpoint.MaxBytes) throw new BodyStoppedException(TooLarge());
    }

    public IResult TooLarge() => Problems.Of(ProblemKind.TooLarge, $"内容最多{endpoint.MaxBytes / 1024}KB，请拆分后分次提交");

    public void Dispose()
    {
        _clock?.Dispose();
        _held.ForEach(lease => lease.Dispose());
    }

    private IResult TooSlow() => Problems.Later(ProblemKind.BodyTooSlow, $"内容应在{_time.TotalSeconds:0}秒内送达，请检查网络后重试", 1);

    private static IResult Broken() => Problems.BadRequest(new Fault("", "请求没有完整送达", FaultCodes.Syntax));
}

/// <summary>A body that is not read to its end. The runner gives the answer.</summary>
internal sealed class BodyStoppedException(IResult answer) : IOException("The body was not read to its end.")
{
    public IResult Answer => answer;
}

using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace Benefits.Http;

/// <summary>Whether this host can do its work (就绪检查): asks every probe at once. Whoever asks while it is asked gets the same answer, since anyone may ask and each answer costs a write.</summary>
internal sealed class Readiness(IEnumerable<IReadinessProbe> probes, ILogger<Readiness> log)
{
    /// <summary>A probe that has not answered by then has failed.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private Task<IReadOnlyList<string>> _asked = Task.FromResult<IReadOnlyList<string>>([]);

    /// <summary>What keeps the host from working; empty where nothing does.</summary>
    public Task<IReadOnlyList<string>> FaultsAsync()
    {
        lock (_gate) return _asked.IsCompleted ? _asked = AskAsync() : _asked;
    }

    private async Task<IReadOnlyList<string>> AskAsync()
    {
        using CancellationTokenSource patience = new(Patience);
        var said = await Task.WhenAll(probes.Select(probe => AskAsync(probe, patience.Token)));
        return [.. said.OfType<string>()];
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "A probe that throws is a host that is not ready.")]
    private async Task<string?> AskAsync(IReadinessProbe probe, CancellationToken patience)
    {
        try
        {
            return await probe.FaultAsync(patience).WaitAsync(patience);
        }
        catch (Exception fault)
        {
            log.ProbeFailed(probe.GetType().Name, fault.GetType().FullName ?? "");
            return $"检查未能完成（{probe.GetType().Name}：{fault.GetType().Name}）";
        }
    }
}

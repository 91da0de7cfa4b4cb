using Benefits.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Benefits.Tests.Http;

/// <summary>What readiness says of its probes.</summary>
public sealed class ReadinessTests
{
    [Fact]
    public async Task Every_probe_that_finds_a_fault_is_heard()
    {
        Readiness readiness = new([new Says(null), new Says("甲"), new Says("乙")], NullLogger<Readiness>.Instance);
        Assert.Equal(["甲", "乙"], await readiness.FaultsAsync());
    }

    [Fact]
    public async Task A_probe_that_throws_is_a_host_that_is_not_ready()
    {
        Readiness readiness = new([new Says(null) { Throws = new InvalidOperationException("secret") }], NullLogger<Readiness>.Instance);
        Assert.DoesNotContain("secret", Assert.Single(await readiness.FaultsAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_asks_while_it_is_asked_costs_no_second_probe()
    {
        TaskCompletionSource<string?> gate = new();
        Says slow = new(null) { Waits = gate.Task };
        Readiness readiness = new([slow], NullLogger<Readiness>.Instance);
        var asked = Enumerable.Range(0, 50).Select(_ => readiness.FaultsAsync()).ToList();
        gate.SetResult(null);
        foreach (var faults in await Task.WhenAll(asked)) Assert.Empty(faults);
        Assert.Equal(1, slow.Asked);
        await readiness.FaultsAsync();
        Assert.Equal(2, slow.Asked);
    }

    private sealed class Says(string? fault) : IReadinessProbe
    {
        public int Asked { get; private set; }

        public Exception? Throws { get; init; }

        public Task<string?>? Waits { get; init; }

        public Task<string?> FaultAsync(CancellationToken cancel)
        {
            Asked++;
            return Throws is null ? Waits ?? Task.FromResult(fault) : throw Throws;
        }
    }
}

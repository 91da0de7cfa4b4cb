using System.Diagnostics;
using System.Globalization;

namespace Benchmarks;

/// <summary>Runs work from many callers at once and says how fast it went.</summary>
internal static class Measure
{
    /// <summary>Does <paramref name="count"/> pieces of work, <paramref name="atOnce"/> at a time.</summary>
    /// <param name="work">Gets the number of the piece, from 0.</param>
    public static async Task<Speed> RunAsync(int count, int atOnce, Func<int, Task> work)
    {
        var taken = -1;
        var times = new double[count];
        GC.Collect();
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, atOnce).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref taken) is var number && number < count)
            {
                var from = Stopwatch.GetTimestamp();
                await work(number);
                times[number] = Stopwatch.GetElapsedTime(from).TotalMilliseconds;
            }
        })));
        var seconds = clock.Elapsed.TotalSeconds;
        Array.Sort(times);
        return new Speed(count / seconds, times[count / 2], times[(int)(count * 0.99)]);
    }

    /// <summary>The run with the middle speed of several, each on a fresh start: the first is a rehearsal that warms up and does not count.</summary>
    public static async Task<Speed> MedianAsync(int runs, Func<Task<Speed>> run)
    {
        await run();
        List<Speed> speeds = [];
        for (var time = 0; time < runs; time++) speeds.Add(await run());
        return speeds.OrderBy(speed => speed.PerSecond).ElementAt(runs / 2);
    }

    public static void Title(string title) => Console.WriteLine($"\n## {title}\n\n| | per second | p50 ms | p99 ms | of its limit |\n|---|---:|---:|---:|---:|");

    public static void Row(string what, Speed speed, Speed? limit = null) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"| {what} | {speed.PerSecond:N0} | {speed.P50:N2} | {speed.P99:N2} | {(limit is null ? "limit" : (speed.PerSecond / limit.PerSecond).ToString("N2", CultureInfo.InvariantCulture))} |"));
}

/// <param name="P50">Milliseconds that half of the pieces took at most.</param>
internal sealed record Speed(double PerSecond, double P50, double P99);

/// <summary>A folder on a real disk for one run: next to the program, since the system's temporary folder may be memory.</summary>
internal sealed class DiskFolder : IDisposable
{
    private static int _folders;

    public DiskFolder() => Directory.CreateDirectory(Path);

    public string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "data", $"{Environment.ProcessId}-{Interlocked.Increment(ref _folders)}");

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Benefits.Local.Storage;
using Benefits.Local.Workflows;
using Benefits.Workflows;
using Microsoft.Extensions.DependencyInjection;

namespace Benchmarks;

/// <summary>Instances of five steps per second, beside the same number of writes group-committed bare; and how long a restart takes to resume.</summary>
internal static class WorkflowBenchmark
{
    private const int Steps = 5;

    /// <summary>One start, five answers, one end.</summary>
    private const int WritesPerInstance = Steps + 2;

    private const int AtOnce = 256;
    private const int Count = 20_000;

    private static readonly ConcurrentDictionary<string, TaskCompletionSource> Ends = [];
    private static readonly Step<Order, Receipt> Work = new("work", (_, order, _) => Task.FromResult(new Receipt($"{order.Id}-{order.Number}", 150_000)));
    private static readonly Signal<Receipt> Paid = new("paid");

    private static readonly Workflow<string> FiveSteps = new("five-steps", [Work], async (context, id) =>
    {
        for (var number = 0; number < Steps; number++) await context.CallAsync(Work, new Order(id, number));
        Ends[context.InstanceId].SetResult();
    });

    private static readonly Workflow<string> Waits = new("waits", [Work], async (context, id) =>
    {
        for (var number = 0; number < 3; number++) await context.CallAsync(Work, new Order(id, number));
        await context.WaitForAsync(Paid, context.UtcNow.AddDays(30));
    });

    public static async Task RunAsync()
    {
        Measure.Title($"Workflows: instances of {Steps} steps, {AtOnce} at once ({WritesPerInstance} writes each)");
        // As many appends as an instance writes, each waited for, of the size of an answer.
        var bare = await Measure.MedianAsync(3, () => StorageBenchmark.BareAsync(1, Count * WritesPerInstance, AtOnce, 80));
        var limit = bare with { PerSecond = bare.PerSecond / WritesPerInstance };
        Measure.Row($"bare appends, by {WritesPerInstance}", limit);
        Measure.Row("embedded engine", await Measure.MedianAsync(3, InstancesAsync), limit);

        await ResumeAsync(100_000);
    }

    private static async Task<Speed> InstancesAsync()
    {
        using DiskFolder folder = new();
        using var store = SqliteStore.Open(folder.File("workflows.db"));
        await using var services = new ServiceCollection().BuildServiceProvider();
        using LocalWorkflows engine = new(new WorkflowCatalog([FiveSteps]), services.GetRequiredService<IServiceScopeFactory>(), TimeProvider.System, new SqliteHistory(store));
        await engine.ResumeAsync(default);
        Ends.Clear();
        var speed = await Measure.RunAsync(Count, AtOnce, async number =>
        {
            var id = $"payout-{number:D9}";
            TaskCompletionSource end = new(TaskCreationOptions.RunContinuationsAsynchronously);
            Ends[id] = end;
            await engine.StartAsync(FiveSteps, id, id, default);
            await end.Task;
        });
        await engine.IdleAsync(default);
        await engine.StopAsync(default);
        return speed;
    }

    private static async Task ResumeAsync(int count)
    {
        using DiskFolder folder = new();
        await using var services = new ServiceCollection().BuildServiceProvider();
        WorkflowCatalog catalog = new([Waits]);
        var scopes = services.GetRequiredService<IServiceScopeFactory>();
        using (var store = SqliteStore.Open(folder.File("workflows.db")))
        using (LocalWorkflows engine = new(catalog, scopes, TimeProvider.System, new SqliteHistory(store)))
        {
            await engine.ResumeAsync(default);
            await Measure.RunAsync(count, AtOnce, number => engine.StartAsync(Waits, $"payout-{number:D9}", $"{number}", default));
            await engine.IdleAsync(default);
            await engine.StopAsync(default);
        }

        Console.WriteLine("\n## Workflows: restart\n\n| | seconds | MB in use |\n|---|---:|---:|");
        var memory = GC.GetTotalMemory(forceFullCollection: true);
        var clock = Stopwatch.StartNew();
        using (var store = SqliteStore.Open(folder.File("workflows.db")))
        {
            var (instances, answers) = (0, 0);
            new SqliteHistory(store).ReadUnfinished(_ => instances++, (_, _) => answers++);
            Print($"open the store, one scan of {instances:N0} instances and their {answers:N0} answers (limit)", clock, memory);
        }
        var before = GC.GetTotalMemory(forceFullCollection: true);
        clock.Restart();
        using (var store = SqliteStore.Open(folder.File("workflows.db")))
        using (LocalWorkflows engine = new(catalog, scopes, TimeProvider.System, new SqliteHistory(store)))
        {
            await engine.ResumeAsync(default);
            await engine.IdleAsync(default);
            if (engine.ReadUnfinished().Count != count) throw new InvalidOperationException("Not every instance was resumed.");
            Print("open the store, resume all, every wait set again", clock, before);
        }
    }

    private static void Print(string what, Stopwatch clock, long before) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"| {what} | {clock.Elapsed.TotalSeconds:N2} | {(GC.GetTotalMemory(forceFullCollection: true) - before) / 1_000_000:N0} |"));

    private sealed record Order(string Id, int Number);

    private sealed record Receipt(string Id, long Amount);
}

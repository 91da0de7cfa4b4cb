using System.Collections.Concurrent;
using Benefits.Demo;
using Benefits.Storage;
using Benefits.Tests.Workflows;
using Benefits.Workflows;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;

namespace Benefits.Azure.Tests;

/// <summary>The engine's own test workflows through the app's context and client, on real Durable engines: in memory, and on the storage that Functions uses.</summary>
public sealed class DurableEngineTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>, IAsyncDisposable
{
    private static readonly Workflow<string> Dozing = new("dozing", [Errands.Book], async (context, name) =>
    {
        var due = context.UtcNow.AddSeconds(2.5);
        await context.SleepUntilAsync(due);
        await context.CallAsync(Errands.Book, $"{name}:{(context.UtcNow >= due ? "rested" : "too early")}");
    });

    private readonly MemoryTable _table = new();
    private readonly ConcurrentDictionary<string, int> _wakeUps = [];
    private DurableEngine _engine = null!;
    private ClockAnchor? _anchor;

    public enum Engine
    {
        InMemory,
        OnStorage,
    }

    private Errands Services { get => field ??= new Errands(_table); } = null!;

    [Theory]
    [InlineData(Engine.InMemory)]
    [InlineData(Engine.OnStorage)]
    public async Task Each_step_wakes_the_workflow_once(Engine engine)
    {
        await StartAsync(engine);
        await RunAsync(Errands.Chain, "chain");

        Assert.Equal(["a-2:f1", "a-4:f3", "a-5:ba-4"], await BooksAsync());
        // Once for the start, and once for each of the five answers.
        Assert.Equal(6, _wakeUps["chain"]);
    }

    [Theory]
    [InlineData(Engine.InMemory)]
    [InlineData(Engine.OnStorage)]
    public async Task A_timer_wakes_the_workflow_once_and_never_early(Engine engine)
    {
        await StartAsync(engine);
        await RunAsync(Dozing, "dozing");

        Assert.Equal(["a:rested"], await BooksAsync());
        // The start, the timer, the step's answer: a timer that fired early and was set again made twenty a second.
        Assert.Equal(3, _wakeUps["dozing"]);
    }

    [Theory]
    [InlineData(Engine.InMemory)]
    [InlineData(Engine.OnStorage)]
    public async Task A_signal_in_time_and_a_sleep_on_the_demos_clock(Engine engine)
    {
        await StartAsync(engine);
        _anchor = new ClockAnchor(TimeProvider.System.GetUtcNow(), new DateTimeOffset(2022, 9, 1, 1, 0, 0, TimeSpan.Zero), 20_000, null);
        await Client.StartAsync(Errands.Round, "round", "a", default);

        Assert.True(await Client.RaiseAsync("round", Errands.Delivered, new Errands.Parcel("post"), default));
        await FinishAsync("round");

        Assert.EndsWith(":post", Assert.Single(await BooksAsync()), StringComparison.Ordinal);
        Assert.Equal(2022, (await Client.FindAsync("round", default))!.StartedAt.Year);
    }

    [Theory]
    [InlineData(Engine.InMemory)]
    [InlineData(Engine.OnStorage)]
    public async Task A_fault_that_cannot_be_mended_ends_the_workflow_and_any_other_is_tried_again(Engine engine)
    {
        await StartAsync(engine);
        Services.Faults.Enqueue(new TimeoutException("busy"));
        Services.Faults.Enqueue(new WorkflowFaultException("the books differ"));
        await RunAsync(Errands.Trying, "trying");

        var status = (await Client.FindAsync("trying", default))!;
        Assert.Equal((WorkflowState.Failed, null, 2), (status.State, status.Fault, Services.Runs));
    }

    private DurableWorkflowClient Client
    {
        get
        {
            DurableCalls calls = new();
            calls.Enter(_engine.Client);
            return new DurableWorkflowClient(calls, _anchor);
        }
    }

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    private async Task StartAsync(Engine engine) => _engine = engine == Engine.InMemory ? await DurableEngine.InMemoryAsync(Register) : await DurableEngine.OnStorageAsync(azurite.Connection, Register);

    private void Register(DurableTaskRegistry registry)
    {
        var services = new ServiceCollection().AddSingleton(Services).BuildServiceProvider();
        Workflow<string>[] workflows = [.. Errands.All, Dozing];
        foreach (var workflow in workflows)
        {
            registry.AddOrchestrator(workflow.Name, new Orchestrator(workflow, durable =>
            {
                _wakeUps.AddOrUpdate(workflow.Name, 1, (_, count) => count + 1);
                return WorkflowFunctions.RunAsync(workflow, durable);
            }));
        }
        foreach (var step in workflows.SelectMany(workflow => workflow.Steps).DistinctBy(step => step.Name)) registry.AddActivityFunc<string, object?>(step.Name, (_, input) => step.RunAsync(services, input, default));
    }

    private async Task RunAsync(Workflow<string> workflow, string id)
    {
        Assert.Equal(StartOutcome.Started, await Client.StartAsync(workflow, id, "a", default));
        await FinishAsync(id);
    }

    private async Task FinishAsync(string id)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromMinutes(1));
        await _engine.Client.WaitForInstanceCompletionAsync(id, patience.Token);
    }

    private async Task<List<string>> BooksAsync() => await _table.ReadAsync("books", "", default).Select(row => row.Read<Errands.Entry>().Text).ToListAsync();
}

using System.Text.Json;
using Benefits.Demo;
using Benefits.Storage;
using Benefits.Tests.Workflows;
using Benefits.Workflows;
using Grpc.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Benefits.Azure.Tests;

/// <summary>The engine's own test workflows through the app's context and client, on Durable's double.</summary>
public sealed class DurableWorkflowTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 4, 0, 0, TimeSpan.Zero);

    private readonly ManualClock _clock = new(Start);
    private readonly MemoryTable _table = new();
    private readonly Errands _errands;
    private readonly DurableDouble _durable;
    private readonly DurableCalls _calls = new();
    private ClockAnchor? _anchor;

    public DurableWorkflowTests()
    {
        _errands = new Errands(_table);
        WorkflowCatalog catalog = new([.. Errands.All, Dozing]);
        var services = new ServiceCollection().AddSingleton(_errands).BuildServiceProvider();
        var steps = catalog.Workflows.SelectMany(workflow => workflow.Steps).DistinctBy(step => step.Name).ToDictionary(step => step.Name);
        _durable = new DurableDouble(
            _clock,
            name => durable => WorkflowFunctions.RunAsync((Workflow<string>)catalog.Find(name)!, durable),
            async (_, name, input) => JsonSerializer.Serialize(await steps[name].RunAsync(services, JsonSerializer.Deserialize(input, steps[name].Input, StoredJson.Options), default), StoredJson.Options));
        _calls.Enter(_durable);
    }

    /// <summary>Sleeps a day and says what time it is by its own clock.</summary>
    private static readonly Workflow<string> Dozing = new("dozing", [Errands.Book], async (context, name) =>
    {
        var due = context.UtcNow.AddDays(1);
        await context.SleepUntilAsync(due);
        await context.CallAsync(Errands.Book, $"{name}:{(context.UtcNow >= due ? "rested" : "too early")},{context.UtcNow:yyyy-MM-dd}");
    });

    private DurableWorkflowClient Client => new(_calls, _anchor);

    [Fact]
    public async Task Steps_are_run_once_and_their_answers_come_back_at_every_replay()
    {
        Assert.Equal(StartOutcome.Started, await Client.StartAsync(Errands.Chain, "i", "a", default));
        await RunOutAsync();

        Assert.Equal(["a-2:f1", "a-4:f3", "a-5:ba-4"], await BooksAsync());
        Assert.Equal(WorkflowState.Completed, (await Client.FindAsync("i", default))!.State);
        Assert.Equal(5, _errands.Runs);
        // Once for the start, and once for each answer.
        Assert.Equal(6, _durable.WakeUps);
    }

    [Fact]
    public async Task An_id_that_has_finished_is_not_started_again()
    {
        await Client.StartAsync(Errands.Chain, "i", "a", default);
        await RunOutAsync();

        Assert.Equal(StartOutcome.AlreadyThere, await Client.StartAsync(Errands.Chain, "i", "a", default));
        Assert.Equal(1, _durable.Started);
    }

    [Fact]
    public async Task Of_two_starts_at_once_one_is_started()
    {
        // Whoever looked before the other had started hears it from Durable itself.
        _calls.Enter(new Blind(_durable));

        Assert.Equal(StartOutcome.Started, await Client.StartAsync(Errands.Waiting, "i", "a", default));
        Assert.Equal(StartOutcome.AlreadyThere, await Client.StartAsync(Errands.Waiting, "i", "a", default));
    }

    [Fact]
    public async Task Side_by_side_then_a_signal_in_time_then_a_sleep()
    {
        await Client.StartAsync(Errands.Round, "i", "a", default);

        Assert.True(await Client.RaiseAsync("i", Errands.Delivered, new Errands.Parcel("post"), default));
        await RunOutAsync();

        Assert.Equal(["a-end:f1+f2+f3:post"], await BooksAsync());
    }

    [Fact]
    public async Task A_deadline_that_comes_first_is_null_and_no_timer_ends_a_wait_early()
    {
        await Client.StartAsync(Errands.Round, "i", "a", default);
        await RunOutAsync();

        Assert.Equal(["a-end:f1+f2+f3:nobody"], await BooksAsync());
        Assert.True(_clock.GetUtcNow() >= Start.AddDays(5).AddHours(1));
        // The start, the three steps' answers together, the deadline, the sleep, the last step: a timer that fires early is not set again at once.
        Assert.Equal(5, _durable.WakeUps);
    }

    [Fact]
    public async Task A_signal_after_a_missed_deadline_goes_to_the_next_wait_and_is_not_lost()
    {
        await Client.StartAsync(Errands.Waiting, "i", "a", default);
        while (_clock.GetUtcNow() < Start.AddDays(1)) await PassAsync();

        await Client.RaiseAsync("i", Errands.Delivered, new Errands.Parcel("late"), default);
        await RunOutAsync();

        Assert.Equal(["a:nobody,late"], await BooksAsync());
    }

    [Fact]
    public async Task Signals_that_came_before_anyone_waited_are_taken_in_their_order()
    {
        await Client.StartAsync(Errands.Waiting, "i", "a", default);
        await Client.RaiseAsync("i", Errands.Delivered, new Errands.Parcel("first"), default);
        await Client.RaiseAsync("i", Errands.Delivered, new Errands.Parcel("second"), default);
        await RunOutAsync();

        Assert.Equal(["a:first,second"], await BooksAsync());
    }

    [Fact]
    public async Task A_step_that_throws_is_tried_again_later_and_later()
    {
        for (var fault = 0; fault < 12; fault++) _errands.Faults.Enqueue(new TimeoutException("busy"));
        await Client.StartAsync(Errands.Trying, "i", "a", default);
        await RunOutAsync();

        Assert.Equal(["a:a"], await BooksAsync());
        // 1 + 2 + 4 … + 256 seconds, then five minutes each.
        Assert.Equal(TimeSpan.FromSeconds(511 + (3 * 300)), _clock.GetUtcNow() - Start);
    }

    [Fact]
    public async Task A_fault_that_cannot_be_mended_is_not_tried_again_and_its_message_is_not_told()
    {
        _errands.Faults.Enqueue(new WorkflowFaultException("the books differ"));
        await Client.StartAsync(Errands.Trying, "i", "a", default);
        await RunOutAsync();

        var status = (await Client.FindAsync("i", default))!;
        Assert.Equal((WorkflowState.Failed, null), (status.State, status.Fault));
        Assert.Equal(1, _errands.Runs);
    }

    [Fact]
    public async Task A_signal_to_nobody_or_to_one_that_has_ended_answers_false()
    {
        Assert.False(await Client.RaiseAsync("nobody", Errands.Delivered, new Errands.Parcel("x"), default));
        await Client.StartAsync(Errands.Chain, "i", "a", default);
        await RunOutAsync();

        Assert.False(await Client.RaiseAsync("i", Errands.Delivered, new Errands.Parcel("x"), default));
        Assert.Null(await Client.FindAsync("nobody", default));
    }

    [Theory]
    [InlineData(OrchestrationRuntimeStatus.Terminated, WorkflowState.Failed)]
    [InlineData(OrchestrationRuntimeStatus.Suspended, WorkflowState.Running)]
    [InlineData(OrchestrationRuntimeStatus.Pending, WorkflowState.Running)]
    public async Task What_an_operator_did_to_an_instance_shows(OrchestrationRuntimeStatus status, WorkflowState shown)
    {
        await Client.StartAsync(Errands.Waiting, "i", "a", default);
        _durable.SetStatus("i", status);

        Assert.Equal(shown, (await Client.FindAsync("i", default))!.State);
    }

    [Fact]
    public async Task Durable_timers_follow_the_demos_clock()
    {
        var clock = await DemoClock.OpenAsync(new MemoryTable(), _clock, new DateOnly(2022, 9, 1), 1440, default);
        _anchor = clock.Anchor;

        await Client.StartAsync(Dozing, "i", "a", default);
        await RunOutAsync();

        Assert.Equal(["a:rested,2022-09-02"], await BooksAsync());
        // A day of the demo's is a minute of ours.
        Assert.InRange(_clock.GetUtcNow() - Start, TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(62));
        Assert.Equal(new DateOnly(2022, 9, 1), (await Client.FindAsync("i", default))!.StartedAt.BusinessDate);
    }

    [Fact]
    public async Task A_host_that_does_not_answer_is_storage_that_is_unavailable()
    {
        _calls.Enter(new Blind(_durable) { Fault = StatusCode.Unavailable });

        await Assert.ThrowsAsync<StorageUnavailableException>(() => Client.StartAsync(Errands.Chain, "i", "a", default));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => Client.FindAsync("i", default));
    }

    [Fact]
    public async Task A_call_without_a_client_says_so() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => new DurableWorkflowClient(new DurableCalls(), null).FindAsync("i", default));

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1440)]
    [InlineData(999_999)]
    public void The_real_time_of_a_demos_time_is_never_before_it(double speed)
    {
        ClockAnchor anchor = new(Start, new DateTimeOffset(2022, 9, 1, 1, 0, 0, TimeSpan.Zero), speed, null);
        foreach (var minutes in (int[])[0, 1, 59, 1440, 20_000, 525_600])
        {
            var shown = anchor.VirtualStart.AddMinutes(minutes).AddTicks(7);
            Assert.True(anchor.VirtualAt(anchor.RealAt(shown)) >= shown);
        }
    }

    public ValueTask DisposeAsync() => _durable.DisposeAsync();

    private async Task RunOutAsync()
    {
        await _durable.RunAsync();
        while (_durable.NextDue is not null) await PassAsync();
    }

    private async Task PassAsync()
    {
        if (_durable.NextDue is { } due) _clock.AdvanceTo(due);
        await _durable.RunAsync();
    }

    private async Task<List<string>> BooksAsync() => await _table.ReadAsync("books", "", default).Select(row => row.Read<Errands.Entry>().Text).ToListAsync();

    /// <summary>Sees no instance, or answers nothing at all.</summary>
    private sealed class Blind(DurableTaskClient inner) : UnusedClient
    {
        public StatusCode? Fault { get; init; }

        public override Task<OrchestrationMetadata?> GetInstanceAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
            Fault is { } code ? throw new RpcException(new Status(code, "")) : Task.FromResult<OrchestrationMetadata?>(null);

        public override Task<string> ScheduleNewOrchestrationInstanceAsync(TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default) =>
            inner.ScheduleNewOrchestrationInstanceAsync(orchestratorName, input, options, cancellation);

        public override Task RaiseEventAsync(string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default) => inner.RaiseEventAsync(instanceId, eventName, eventPayload, cancellation);
    }
}

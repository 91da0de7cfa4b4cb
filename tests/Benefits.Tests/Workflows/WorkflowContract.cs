using Benefits.Local.Workflows;
using Benefits.Storage;
using Benefits.Workflows;
using static Benefits.Tests.Workflows.Errands;

namespace Benefits.Tests.Workflows;

/// <summary>What the engine answers, on every history that ships.</summary>
public abstract class WorkflowContract
{
    private static readonly CancellationToken None = CancellationToken.None;

    private protected abstract IHistory History { get; }

    /// <summary>The history as a process finds it that was started after the last one was killed.</summary>
    private protected abstract IHistory AfterCrash();

    private protected Task<Bench> BenchAsync(IHistory? history = null, Bench? after = null) => new Bench(history ?? History, after?.Table, after?.Clock).ResumedAsync();

    [Fact]
    public async Task Five_steps_run_once_each_and_the_instance_is_completed()
    {
        using var bench = await BenchAsync();

        Assert.Equal(StartOutcome.Started, await bench.Engine.StartAsync(Chain, "c-1", "one", None));
        await bench.Engine.IdleAsync(None);

        Assert.Equal((WorkflowState.Completed, 5), ((await bench.StatusAsync("c-1")).State, bench.Errands.Runs));
        Assert.Equal(["one-2:f1", "one-4:f3", "one-5:bone-4"], await bench.BooksAsync());
    }

    [Fact]
    public async Task An_id_is_started_once_ever()
    {
        using var bench = await BenchAsync();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => bench.Engine.StartAsync(Waiting, "c-1", "one", None))));
        await bench.RunOutAsync();

        Assert.Single(outcomes, outcome => outcome == StartOutcome.Started);
        Assert.Equal(StartOutcome.AlreadyThere, await bench.Engine.StartAsync(Waiting, "c-1", "one", None));
        using var again = await BenchAsync(AfterCrash(), bench);
        Assert.Equal(StartOutcome.AlreadyThere, await again.Engine.StartAsync(Waiting, "c-1", "one", None));
        Assert.Single(await again.BooksAsync());
    }

    [Fact]
    public async Task An_instance_that_was_never_started_has_no_status_and_takes_no_signal()
    {
        using var bench = await BenchAsync();

        Assert.Null(await bench.Engine.FindAsync("c-1", None));
        Assert.False(await bench.Engine.RaiseAsync("c-1", Delivered, new Parcel("甲"), None));
    }

    [Fact]
    public async Task Signals_are_taken_in_the_order_in_which_they_came_also_before_the_wait()
    {
        using var bench = await BenchAsync();
        TaskCompletionSource gate = new();
        bench.Errands.Before = (_, _) => gate.Task;
        await bench.Engine.StartAsync(Round, "r-1", "one", None);

        Assert.True(await bench.Engine.RaiseAsync("r-1", Delivered, new Parcel("first"), None));
        Assert.True(await bench.Engine.RaiseAsync("r-1", Delivered, new Parcel("second"), None));
        gate.SetResult();
        await bench.RunOutAsync();

        Assert.EndsWith(":first", Assert.Single(await bench.BooksAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signal_after_the_wait_began_goes_to_it_and_the_next_to_the_next_wait()
    {
        using var bench = await BenchAsync();
        await bench.Engine.StartAsync(Waiting, "w-1", "one", None);
        await bench.Engine.IdleAsync(None);

        await bench.Engine.RaiseAsync("w-1", Delivered, new Parcel("first"), None);
        await bench.Engine.RaiseAsync("w-1", Delivered, new Parcel("second"), None);
        await bench.Engine.IdleAsync(None);

        Assert.Equal(["one:first,second"], await bench.BooksAsync());
        Assert.False(await bench.Engine.RaiseAsync("w-1", Delivered, new Parcel("late"), None));
    }

    [Fact]
    public async Task A_deadline_that_comes_first_answers_null_and_a_later_signal_goes_to_the_next_wait()
    {
        using var bench = await BenchAsync();
        await bench.Engine.StartAsync(Waiting, "w-1", "one", None);
        await bench.Engine.IdleAsync(None);

        bench.Clock.Advance(TimeSpan.FromDays(1));
        await bench.Engine.IdleAsync(None);
        await bench.Engine.RaiseAsync("w-1", Delivered, new Parcel("second"), None);
        await bench.RunOutAsync();

        Assert.Equal(["one:nobody,second"], await bench.BooksAsync());
    }

    [Fact]
    public async Task A_signal_outlives_a_crash_and_so_does_which_came_first()
    {
        using var bench = await BenchAsync();
        await bench.Engine.StartAsync(Waiting, "w-1", "one", None);
        await bench.Engine.RaiseAsync("w-1", Delivered, new Parcel("first"), None);
        bench.Clock.Advance(TimeSpan.FromDays(9));

        using var again = await BenchAsync(AfterCrash(), bench);
        await again.RunOutAsync();

        Assert.Equal(["one:first,nobody"], await again.BooksAsync());
    }

    [Fact]
    public async Task A_sleep_that_was_over_while_the_process_was_down_ends_at_once()
    {
        using var bench = await BenchAsync();
        await bench.Engine.StartAsync(Round, "r-1", "one", None);
        await bench.Engine.RaiseAsync("r-1", Delivered, new Parcel("甲"), None);
        await bench.Engine.IdleAsync(None);
        bench.Engine.Dispose();
        bench.Clock.Advance(TimeSpan.FromDays(30));

        using var again = await BenchAsync(AfterCrash(), bench);
        await again.Engine.IdleAsync(None);

        Assert.Equal(WorkflowState.Completed, (await again.StatusAsync("r-1")).State);
        Assert.Equal(1, again.Errands.Runs);
    }

    [Fact]
    public async Task A_step_that_throws_is_tried_again_later_and_later_and_the_status_says_why()
    {
        using var bench = await BenchAsync();
        for (var times = 0; times < 12; times++) bench.Errands.Faults.Enqueue(new TimeoutException("the register is slow"));
        await bench.Engine.StartAsync(Trying, "t-1", "one", None);
        await bench.Engine.IdleAsync(None);

        List<double> pauses = [];
        Assert.Equal((WorkflowState.Running, "TimeoutException: the register is slow"), ((await bench.StatusAsync("t-1")).State, (await bench.StatusAsync("t-1")).Fault));
        while (bench.Engine.NextDue is { } due)
        {
            pauses.Add((due - bench.Clock.GetUtcNow()).TotalSeconds);
            bench.Clock.AdvanceTo(due);
            await bench.Engine.IdleAsync(None);
        }

        Assert.Equal([1, 2, 4, 8, 16, 32, 64, 128, 300, 300, 300, 300], pauses);
        Assert.Equal((WorkflowState.Completed, null), ((await bench.StatusAsync("t-1")).State, (await bench.StatusAsync("t-1")).Fault));
    }

    [Fact]
    public async Task A_step_that_says_trying_is_of_no_use_fails_the_instance_at_once()
    {
        using var bench = await BenchAsync();
        bench.Errands.Faults.Enqueue(new WorkflowFaultException("no such fund"));
        await bench.Engine.StartAsync(Trying, "t-1", "one", None);
        await bench.Engine.IdleAsync(None);

        var status = await bench.StatusAsync("t-1");
        Assert.Equal((WorkflowState.Failed, "no such fund", 1), (status.State, status.Fault, bench.Errands.Runs));
        Assert.Equal(["t-1"], bench.Engine.ReadFailed().Select(failed => failed.InstanceId));
        Assert.Empty(bench.Engine.ReadUnfinished());
        Assert.False(await bench.Engine.RaiseAsync("t-1", Delivered, new Parcel("甲"), None));
    }

    [Fact]
    public async Task A_failed_instance_goes_on_from_its_failed_step_when_an_operator_retries_it_also_after_a_crash()
    {
        using var bench = await BenchAsync();
        bench.Errands.Faults.Enqueue(new WorkflowFaultException("no such fund"));
        await bench.Engine.StartAsync(Trying, "t-1", "one", None);
        await bench.Engine.IdleAsync(None);

        using var again = await BenchAsync(AfterCrash(), bench);
        Assert.True(await again.Engine.RetryAsync("t-1", None));
        await again.Engine.IdleAsync(None);

        Assert.Equal((WorkflowState.Completed, null), ((await again.StatusAsync("t-1")).State, (await again.StatusAsync("t-1")).Fault));
        Assert.Equal(["one:one"], await again.BooksAsync());
        Assert.False(await again.Engine.RetryAsync("t-1", None));
    }

    [Fact]
    public async Task A_retried_instance_that_fails_again_can_be_retried_again()
    {
        using var bench = await BenchAsync();
        for (var times = 0; times < 3; times++) bench.Errands.Faults.Enqueue(new WorkflowFaultException($"fault {times}"));
        await bench.Engine.StartAsync(Trying, "t-1", "one", None);
        for (var times = 0; times < 3; times++)
        {
            await bench.Engine.IdleAsync(None);
            Assert.Equal($"fault {times}", (await bench.StatusAsync("t-1")).Fault);
            Assert.True(await bench.Engine.RetryAsync("t-1", None));
        }
        await bench.Engine.IdleAsync(None);

        Assert.Equal(WorkflowState.Completed, (await bench.StatusAsync("t-1")).State);
    }

    [Fact]
    public async Task Ten_thousand_unfinished_instances_are_resumed_and_end()
    {
        const int Count = 10_000;
        using var bench = await BenchAsync();
        await Task.WhenAll(Enumerable.Range(0, Count).Select(number => bench.Engine.StartAsync(Waiting, $"w-{number}", $"{number}", None)));
        await Task.WhenAll(Enumerable.Range(0, Count).Select(number => bench.Engine.RaiseAsync($"w-{number}", Delivered, new Parcel("first"), None)));
        await bench.Engine.IdleAsync(None);

        using var again = await BenchAsync(AfterCrash(), bench);
        Assert.Equal(Count, again.Engine.ReadUnfinished().Count);
        await again.RunOutAsync();

        Assert.Equal(Count, again.Errands.Runs);
        Assert.Empty(again.Engine.ReadUnfinished());
        Assert.All(await again.BooksAsync(), book => Assert.EndsWith(":first,nobody", book, StringComparison.Ordinal));
    }

    [Fact]
    public async Task No_more_steps_run_at_once_than_allowed_and_all_of_them_run()
    {
        var (running, most) = (0, 0);
        using Bench bench = new(History, stepsAtOnce: 3);
        await bench.Engine.ResumeAsync(None);
        bench.Errands.Before = async (_, _) =>
        {
            var now = Interlocked.Increment(ref running);
            InterlockedMax(ref most, now);
            await Task.Yield();
            Interlocked.Decrement(ref running);
        };

        await Task.WhenAll(Enumerable.Range(0, 40).Select(number => bench.Engine.StartAsync(Chain, $"c-{number}", $"n{number}", None)));
        await bench.Engine.IdleAsync(None);

        Assert.Equal(200, bench.Errands.Runs);
        Assert.InRange(most, 1, 3);
    }

    [Fact]
    public async Task A_stopped_engine_lets_its_steps_end_and_the_next_one_goes_on()
    {
        using var bench = await BenchAsync();
        TaskCompletionSource reached = new();
        bench.Errands.Before = async (what, cancel) =>
        {
            if (!what.Contains("-3", StringComparison.Ordinal)) return;
            reached.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, cancel);
        };
        await bench.Engine.StartAsync(Chain, "c-1", "one", None);
        await reached.Task;

        await bench.Engine.StopAsync(None);

        await Assert.ThrowsAsync<StorageUnavailableException>(() => bench.Engine.StartAsync(Chain, "c-2", "two", None));
        using var again = await BenchAsync(AfterCrash(), bench);
        await again.Engine.IdleAsync(None);
        Assert.Equal((WorkflowState.Completed, 3), ((await again.StatusAsync("c-1")).State, again.Errands.Runs));
    }

    [Fact]
    public async Task The_clock_of_the_workflow_is_that_of_the_last_thing_that_happened_and_the_same_on_replay()
    {
        List<DateTimeOffset> seen = [];
        Workflow<string> looking = new("looking", [], async (context, _) =>
        {
            lock (seen) seen.Add(context.UtcNow);
            await context.SleepUntilAsync(context.UtcNow.AddDays(1));
            lock (seen) seen.Add(context.UtcNow);
            await context.WaitForAsync(Delivered, context.UtcNow.AddDays(400));
        });
        using Bench bench = new(History, workflows: [looking]);
        await bench.Engine.ResumeAsync(None);
        await bench.Engine.StartAsync(looking, "l-1", "", None);
        await bench.Engine.IdleAsync(None);
        bench.Clock.Advance(TimeSpan.FromDays(1));
        await bench.Engine.IdleAsync(None);
        bench.Clock.Advance(TimeSpan.FromDays(7));

        using Bench again = new(AfterCrash(), clock: bench.Clock, workflows: [looking]);
        await again.Engine.ResumeAsync(None);

        Assert.Equal([Bench.Start, Bench.Start.AddDays(1), Bench.Start, Bench.Start.AddDays(1)], seen);
    }

    private static void InterlockedMax(ref int most, int now)
    {
        for (var before = most; now > before; before = most) Interlocked.CompareExchange(ref most, now, before);
    }
}

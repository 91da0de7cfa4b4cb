using Benefits.Local.Workflows;
using Benefits.Workflows;
using static Benefits.Tests.Workflows.Errands;

namespace Benefits.Tests.Workflows;

/// <summary>Code that does not fit its history, or is not the same on every run, is found and named.</summary>
public sealed class DeterminismTests
{
    private static readonly Step<string, string> Review = Step.Of<Errands, string, string>("review", (_, what, _) => Task.FromResult(what));

    [Fact]
    public async Task A_changed_order_of_steps_stops_the_instance_and_names_both_steps()
    {
        var status = await ChangeAsync(new("v1", [Fetch, Review], async (context, name) =>
        {
            await context.CallAsync(Review, name);
            await context.WaitForAsync(Delivered, DateTimeOffset.MaxValue);
        }));

        Assert.Equal("i-1: its history has step 'fetch' at position 0, but the code of workflow 'v1' calls step 'review'. A changed order of steps needs a new workflow name.", status.Fault);
    }

    [Fact]
    public async Task A_step_that_was_taken_away_is_found()
    {
        var status = await ChangeAsync(new("v1", [], async (context, _) => await context.WaitForAsync(Delivered, DateTimeOffset.MaxValue)));

        Assert.Contains("step 'fetch' at position 0, but the code of workflow 'v1' waits for signal 'delivered'", status.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Code_that_ends_before_its_history_is_found()
    {
        var status = await ChangeAsync(new("v1", [], (_, _) => Task.CompletedTask));

        Assert.Contains("has ended", status.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_workflow_that_is_gone_is_named()
    {
        var status = await ChangeAsync(new("v2", [], (_, _) => Task.CompletedTask));

        Assert.Contains("'v1' is unknown", status.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stopped_instance_keeps_its_signals_and_goes_on_once_the_code_is_back()
    {
        MemoryHistory history = new();
        var old = await RecordAsync(history);
        using (Bench changed = new(history, workflows: [new Workflow<string>("v1", [], (_, _) => Task.CompletedTask)]))
        {
            await changed.Engine.ResumeAsync(default);
            Assert.Equal(WorkflowState.Failed, (await changed.StatusAsync("i-1")).State);
            Assert.Equal(["i-1"], changed.Engine.ReadUnfinished().Select(status => status.InstanceId));
            Assert.False(await changed.Engine.RetryAsync("i-1", default));
            Assert.True(await changed.Engine.RaiseAsync("i-1", Delivered, new Parcel("甲"), default));
        }

        using Bench back = new(history, workflows: [old]);
        await back.Engine.ResumeAsync(default);
        await back.Engine.IdleAsync(default);

        Assert.Equal(WorkflowState.Completed, (await back.StatusAsync("i-1")).State);
    }

    [Fact]
    public async Task A_workflow_that_awaits_something_of_its_own_is_stopped()
    {
        TaskCompletionSource foreign = new();
        var status = await StartAsync(new("bad", [], async (_, _) => await foreign.Task));

        Assert.Contains("awaits something that its context did not give it", status.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_context_used_from_another_thread_fails_the_instance()
    {
        var status = await StartAsync(new("bad", [Fetch], (context, name) =>
        {
            var call = Task.CompletedTask;
            Thread other = new(() => call = Record.ExceptionAsync(() => context.CallAsync(Fetch, name)).AsTask().ContinueWith(thrown => throw thrown.Result!, TaskScheduler.Default));
            other.Start();
            other.Join();
            call.Wait();
            return call;
        }));

        Assert.Contains("from a thread of its own", status.Fault, StringComparison.Ordinal);
        Assert.Equal(WorkflowState.Failed, status.State);
    }

    [Fact]
    public async Task A_step_that_the_workflow_does_not_list_fails_it()
    {
        var status = await StartAsync(new("bad", [Book], async (context, name) => await context.CallAsync(Fetch, name)));

        Assert.Equal((WorkflowState.Failed, "Workflow 'bad' calls step 'fetch', which its list of steps lacks."), (status.State, status.Fault));
    }

    [Fact]
    public async Task A_workflow_outside_the_catalog_is_not_started()
    {
        using var bench = await new Bench(new MemoryHistory()).ResumedAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => bench.Engine.StartAsync(new Workflow<string>("stray", [], (_, _) => Task.CompletedTask), "i-1", "", default));
    }

    [Fact]
    public async Task A_workflow_that_throws_has_failed_and_says_why()
    {
        var status = await StartAsync(new("bad", [], (_, _) => throw new InvalidOperationException("the bundle has no lines")));

        Assert.Equal((WorkflowState.Failed, "InvalidOperationException: the bundle has no lines"), (status.State, status.Fault));
    }

    [Fact]
    public async Task A_workflow_may_catch_what_a_step_says_and_go_on_and_does_so_on_replay()
    {
        Workflow<string> catching = new("catching", [Shaky, Book], async (context, name) =>
        {
            var why = "";
            try
            {
                await context.CallAsync(Shaky, name);
            }
            catch (WorkflowFaultException fault)
            {
                why = fault.Message;
            }
            await context.WaitForAsync(Delivered, DateTimeOffset.MaxValue);
            await context.CallAsync(Book, $"{name}:{why}");
        });
        MemoryHistory history = new();
        using Bench bench = new(history, workflows: [catching]);
        await bench.Engine.ResumeAsync(default);
        bench.Errands.Faults.Enqueue(new WorkflowFaultException("账户不存在"));
        await bench.Engine.StartAsync(catching, "i-1", "one", default);
        await bench.Engine.IdleAsync(default);

        using Bench again = new(history, bench.Table, workflows: [catching]);
        await again.Engine.ResumeAsync(default);
        await again.Engine.RaiseAsync("i-1", Delivered, new Parcel("甲"), default);
        await again.Engine.IdleAsync(default);

        Assert.Equal(["one:账户不存在"], await again.BooksAsync());
    }

    [Fact]
    public void An_old_history_kept_as_a_file_still_fits_the_code()
    {
        var history = WorkflowHistory.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Workflows", "Histories", "round.json")));

        var result = history.Replay(new WorkflowCatalog(All));

        Assert.Equal((WorkflowState.Completed, null), (result.State, result.Fault));
        var half = (history with { Entries = [.. history.Entries.Take(3)] }).Replay(new WorkflowCatalog(All));
        Assert.Equal(["waits for signal 'delivered'"], half.Waits);
    }

    [Fact]
    public async Task A_history_printed_and_parsed_replays_to_where_the_instance_stands()
    {
        MemoryHistory memory = new();
        var workflow = await RecordAsync(memory);
        using Bench bench = new(memory, workflows: [workflow]);
        await bench.Engine.ResumeAsync(default);

        var printed = bench.Engine.ReadHistory("i-1")!.Print();
        var result = WorkflowHistory.Parse(printed).Replay(new WorkflowCatalog([workflow]));

        Assert.Equal(["waits for signal 'delivered'"], result.Waits);
        Assert.Throws<HistoryMismatchException>(() => WorkflowHistory.Parse(printed.Replace("\"fetch\"", "\"fetched\"", StringComparison.Ordinal)).Replay(new WorkflowCatalog([workflow])));
        Assert.Null(bench.Engine.ReadHistory("i-2"));
    }

    /// <summary>Has an instance of workflow v1 answered its step and wait.</summary>
    private static async Task<Workflow<string>> RecordAsync(MemoryHistory history)
    {
        Workflow<string> workflow = new("v1", [Fetch], async (context, name) =>
        {
            await context.CallAsync(Fetch, name);
            await context.WaitForAsync(Delivered, DateTimeOffset.MaxValue);
        });
        using Bench bench = new(history, workflows: [workflow]);
        await bench.Engine.ResumeAsync(default);
        await bench.Engine.StartAsync(workflow, "i-1", "one", default);
        await bench.Engine.IdleAsync(default);
        return workflow;
    }

    private static async Task<WorkflowStatus> ChangeAsync(Workflow<string> changed)
    {
        MemoryHistory history = new();
        await RecordAsync(history);
        using Bench bench = new(history, workflows: [changed]);
        await bench.Engine.ResumeAsync(default);
        Assert.Equal(WorkflowState.Running, history.Find("i-1")!.State);
        return await bench.StatusAsync("i-1");
    }

    private static async Task<WorkflowStatus> StartAsync(Workflow<string> workflow)
    {
        using Bench bench = new(new MemoryHistory(), workflows: [workflow]);
        await bench.Engine.ResumeAsync(default);
        await bench.Engine.StartAsync(workflow, "i-1", "one", default);
        await bench.Engine.IdleAsync(default);
        return await bench.StatusAsync("i-1");
    }
}

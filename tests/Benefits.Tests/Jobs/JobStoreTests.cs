using Benefits.Demo;
using Benefits.Jobs;
using Benefits.Local.Workflows;
using Benefits.Storage;
using Benefits.Tests.Workflows;
using Benefits.Timers;

namespace Benefits.Tests.Jobs;

public sealed class JobStoreTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_job_killed_at_any_write_of_store_or_history_goes_on_and_ends_the_same(bool written)
    {
        var deaths = 0;
        for (var fatal = 1; ; fatal++)
        {
            MemoryTable table = new();
            MemoryHistory history = new();
            CrashTests.Mortality life = new(fatal, written);
            using (JobWorld dying = new(new CrashTests.MortalTable(table, life), new CrashTests.MortalHistory(history, life)))
            {
                await dying.Engine.ResumeAsync(default);
                try
                {
                    await dying.Starter.StartAsync(await dying.OpenAsync(7), default);
                }
                catch (KilledException)
                {
                    // Whoever got no answer asks again.
                }
                await dying.Engine.IdleAsync(default);
            }
            if (!life.IsOver) break;
            deaths++;

            using JobWorld again = new(table, history);
            await again.Engine.ResumeAsync(default);
            await again.Engine.IdleAsync(default);
            await again.Starter.TakeUpAsync(default);
            var job = await again.OpenAsync(7);
            await again.Starter.StartAsync(job, default);
            await again.RunOutAsync();

            job = (await again.Desk.FindAsync(job.Number, default))!;
            Assert.Equal((JobState.Done, 7, 7L), (job.State, job.Done, job.Count));
            Assert.Equal(Enumerable.Range(1, 7).Select(piece => $"{piece:0000}"), await again.WrittenAsync());
            Assert.Empty(await again.Desk.OpenJobsAsync(default));
        }
        Assert.InRange(deaths, 30, 120);
    }

    [Fact]
    public async Task A_second_runner_takes_a_job_only_when_its_owner_has_been_silent_for_a_lease_and_what_the_first_did_late_counts_once()
    {
        MemoryTable table = new();
        TaskCompletionSource paused = new(), goOn = new();
        // A process that is stopped as a whole: its clock stands, and so it renews nothing.
        using JobWorld first = new(table, clock: new ManualClock(new DateTimeOffset(2022, 9, 1, 1, 0, 0, TimeSpan.Zero)), isAlone: false);
        using JobWorld second = new(table, isAlone: false);
        await second.Engine.ResumeAsync(default);
        first.Before = async piece =>
        {
            if (piece != "0002") return;
            paused.SetResult();
            await goOn.Task;
        };
        var job = await first.OpenAsync(3);
        var slow = first.Desk.RunAsync(job.Number, default);
        await paused.Task;

        second.Clock.Advance(JobStore.Term - TimeSpan.FromTicks(1));
        Assert.IsType<JobTurn.Taken>(await second.Desk.TurnAsync(job.Number, "second", default));
        Assert.Equal(0, await second.Starter.TakeUpAsync(default));
        Assert.Equal(["0001"], await second.WrittenAsync());

        second.Clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(1, await second.Starter.TakeUpAsync(default));
        await second.Engine.IdleAsync(default);
        var done = (await second.Desk.FindAsync(job.Number, default))!;
        Assert.Equal((JobState.Done, 3L), (done.State, done.Count));

        goOn.SetResult();
        Assert.Equivalent(done, await slow);
        Assert.Equivalent(done, await second.Desk.FindAsync(job.Number, default));
        Assert.Equal(["0001", "0002", "0003"], await second.WrittenAsync());
    }

    [Fact]
    public async Task Many_runners_at_once_never_do_the_same_piece_side_by_side()
    {
        MemoryTable table = new();
        var atWork = 0;
        var most = 0;
        List<JobWorld> worlds = [.. Enumerable.Range(0, 8).Select(_ => new JobWorld(table, isAlone: false))];
        foreach (var world in worlds)
        {
            world.Before = async _ =>
            {
                most = Math.Max(most, Interlocked.Increment(ref atWork));
                await Task.Yield();
                Interlocked.Decrement(ref atWork);
            };
        }
        var job = await worlds[0].OpenAsync(20);
        while ((await worlds[0].Desk.FindAsync(job.Number, default))!.State == JobState.Running) await Task.WhenAll(worlds.Select(world => Task.Run(() => world.Desk.RunAsync(job.Number, default))));

        Assert.Equal(1, most);
        Assert.Equal(20L, (await worlds[0].Desk.FindAsync(job.Number, default))!.Count);
        worlds.ForEach(world => world.Dispose());
    }

    [Fact]
    public async Task A_runner_that_works_long_renews_its_lease()
    {
        TaskCompletionSource paused = new(), goOn = new();
        using JobWorld world = new(isAlone: false);
        world.Before = async _ =>
        {
            paused.TrySetResult();
            await goOn.Task;
        };
        var job = await world.OpenAsync(1);
        var running = world.Desk.RunAsync(job.Number, default);
        await paused.Task;
        for (var steps = 0; steps < 12; steps++)
        {
            var until = (await world.Desk.FindAsync(job.Number, default))!.Lease!.Until;
            world.Clock.Advance(JobStore.Term / 3);
            await EventuallyAsync(async () => (await world.Desk.FindAsync(job.Number, default))!.Lease!.Until > until);
        }
        Assert.IsType<JobTurn.Taken>(await world.Desk.TurnAsync(job.Number, "other", default));
        goOn.SetResult();
        Assert.Equal(JobState.Done, (await running).State);
    }

    [Fact]
    public async Task Between_two_pieces_a_job_stays_its_owners()
    {
        using JobWorld world = new(isAlone: false);
        var job = await world.OpenAsync(3);
        Assert.IsType<JobTurn.Moved>(await world.Desk.TurnAsync(job.Number, "one", default));
        Assert.IsType<JobTurn.Taken>(await world.Desk.TurnAsync(job.Number, "other", default));
        Assert.IsType<JobTurn.Moved>(await world.Desk.TurnAsync(job.Number, "one", default));
        world.Clock.Advance(JobStore.Term);
        Assert.IsType<JobTurn.Moved>(await world.Desk.TurnAsync(job.Number, "other", default));
    }

    [Fact]
    public async Task A_piece_that_keeps_failing_is_named_and_ends_the_job_and_asking_again_goes_on_there()
    {
        using JobWorld world = new();
        await world.Engine.ResumeAsync(default);
        var isBroken = true;
        world.Before = piece => isBroken && piece == "0002" ? throw new InvalidOperationException("secret 439901200001010011") : Task.CompletedTask;
        var job = await world.OpenAsync(3);
        await world.Starter.StartAsync(job, default);
        await world.RunOutAsync();

        var failed = (await world.Desk.FindAsync(job.Number, default))!;
        Assert.Equal((JobState.Failed, 1), (failed.State, failed.Done));
        Assert.Equal([1, 2, 3, 4, 5], failed.Faults.Select(fault => fault.Attempt));
        Assert.All(failed.Faults, fault => Assert.Equal((2, "第2段", "InvalidOperationException"), (fault.Piece, fault.Title, fault.Fault)));
        await foreach (var row in world.Table.ReadAsync("long-jobs", "", default)) Assert.DoesNotContain("secret", row.Body, StringComparison.Ordinal);
        Assert.Empty(await world.Desk.OpenJobsAsync(default));

        isBroken = false;
        await world.Starter.StartAsync(await world.OpenAsync(3), default);
        await world.RunOutAsync();
        var done = (await world.Desk.FindAsync(job.Number, default))!;
        Assert.Equal((JobState.Done, 3, 3L), (done.State, done.Done, done.Count));
        Assert.Equal(["0001", "0002", "0003"], await world.WrittenAsync());
    }

    [Fact]
    public async Task A_store_that_takes_nothing_for_a_while_does_not_end_a_job()
    {
        using JobWorld world = new();
        await world.Engine.ResumeAsync(default);
        var faults = 0;
        world.Before = _ => ++faults <= 9 ? throw new StorageUnavailableException("Throttled.") : Task.CompletedTask;
        var job = await world.OpenAsync(2);
        await world.Starter.StartAsync(job, default);
        await world.RunOutAsync();
        Assert.Equal((JobState.Done, 9), ((await world.Desk.FindAsync(job.Number, default))!.State, (await world.Desk.FindAsync(job.Number, default))!.Faults.Count));
    }

    [Fact]
    public async Task What_a_piece_says_is_kept_and_the_job_goes_on()
    {
        using JobWorld world = new() { Says = "没有做成" };
        var job = await world.Desk.RunAsync((await world.OpenAsync(60)).Number, default);
        Assert.Equal((JobState.Done, 60), (job.State, job.Done));
        Assert.Equal(Enumerable.Range(11, 50), job.Faults.Select(fault => fault.Piece));
        Assert.All(job.Faults, fault => Assert.Equal("没有做成", fault.Fault));
    }

    [Fact]
    public async Task A_long_job_goes_on_in_a_next_instance_so_that_no_history_grows_with_it()
    {
        MemoryHistory history = new();
        using JobWorld world = new(history: history);
        await world.Engine.ResumeAsync(default);
        var job = await world.OpenAsync(160);
        await world.Starter.StartAsync(job, default);
        await world.RunOutAsync();

        Assert.Equal(JobState.Done, (await world.Desk.FindAsync(job.Number, default))!.State);
        for (var stretch = 1; stretch <= 4; stretch++)
        {
            var kept = world.Engine.ReadHistory(new JobStretch(job.Number, 0, stretch).Instance)!;
            Assert.InRange(kept.Entries.Count, 1, 51);
        }
        Assert.Null(world.Engine.ReadHistory(new JobStretch(job.Number, 0, 5).Instance));
    }

    [Fact]
    public async Task Asking_twice_finds_the_same_job_and_starts_it_once()
    {
        using JobWorld world = new();
        await world.Engine.ResumeAsync(default);
        var asked = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () => await world.Starter.StartAsync(await world.OpenAsync(5), default))));
        await world.RunOutAsync();
        Assert.Single(asked.Select(job => job.Number).Distinct());
        Assert.Equal((JobState.Done, 5L), ((await world.Desk.FindAsync(asked[0].Number, default))!.State, (await world.Desk.FindAsync(asked[0].Number, default))!.Count));
        Assert.Equal(JobState.Done, (await world.OpenAsync(5)).State);
    }

    private static async Task EventuallyAsync(Func<Task<bool>> holds)
    {
        for (var tries = 0; tries < 100_000; tries++)
        {
            if (await holds()) return;
            await Task.Yield();
        }
        Assert.Fail("It never came true.");
    }
}

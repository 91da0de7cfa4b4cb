using System.Collections.Concurrent;
using Benefits.Audit;
using Benefits.Demo;
using Benefits.Storage;
using Benefits.Tests.Ledger;
using Benefits.Timers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Benefits.Tests.Timers;

public class TimekeeperTests
{
    private static readonly DateOnly Today = new(2022, 9, 1);
    private readonly MemoryTable _table = new();
    private readonly ManualClock _clock = new(Today.StartsAt);
    private readonly ConcurrentQueue<DateOnly> _ran = new();

    [Fact]
    public async Task A_job_runs_once_a_date_however_often_it_is_ticked()
    {
        var keeper = Keeper(Noting());
        for (var tick = 0; tick < 5; tick++) await keeper.TickAsync(default);
        Assert.Equal([Today], _ran);
        Assert.Equal("做完了", Assert.Single(await keeper.RecentAsync(3, default)).Summary);
    }

    [Fact]
    public async Task The_business_date_turns_at_midnight_in_Beijing()
    {
        var keeper = Keeper(Noting());
        await keeper.TickAsync(default);
        _clock.AdvanceTo(Today.AddDays(1).StartsAt.AddTicks(-1));
        await keeper.TickAsync(default);
        Assert.Equal([Today], _ran);
        _clock.AdvanceTo(Today.AddDays(1).StartsAt);
        await keeper.TickAsync(default);
        Assert.Equal([Today, Today.AddDays(1)], _ran);
    }

    [Fact]
    public async Task Dates_that_an_outage_missed_are_caught_up_in_order()
    {
        await Keeper(Noting()).TickAsync(default);
        _clock.Advance(TimeSpan.FromDays(20));
        await Keeper(Noting()).TickAsync(default);
        Assert.Equal(Enumerable.Range(0, 21).Select(Today.AddDays), _ran);
    }

    [Fact]
    public async Task Many_hosts_that_tick_at_once_run_a_job_once()
    {
        for (var day = 0; day < 20; day++)
        {
            await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => Keeper(Noting(pause: true)).TickAsync(default))));
            _clock.Advance(TimeSpan.FromDays(1));
        }
        Assert.Equal(20, _ran.Count);
        Assert.Equal(20, _ran.Distinct().Count());
    }

    [Fact]
    public async Task A_date_that_fails_is_tried_again_and_later_dates_and_only_they_wait_for_it()
    {
        var isBroken = true;
        DailyJob broken = new("broken", (date, _) => isBroken ? throw new InvalidOperationException("secret 439901200001010011") : Done(date));
        var other = 0;
        DailyJob fine = new("fine", (_, _) => Task.FromResult($"{++other}"));
        var keeper = Keeper(broken, fine);
        Assert.IsType<JobOutcome.Failed>((await keeper.TickAsync(default))[0]);
        _clock.Advance(TimeSpan.FromDays(2));
        await keeper.TickAsync(default);
        Assert.Empty(_ran);
        Assert.Equal(3, other);
        isBroken = false;
        await keeper.TickAsync(default);
        Assert.Equal([Today, Today.AddDays(1), Today.AddDays(2)], _ran);
        var first = (await keeper.RecentAsync(5, default)).Single(run => run.Job == "broken" && run.Date == Today);
        Assert.Equal((3, JobState.Done, null), (first.Attempt, first.State, first.Fault));
    }

    [Fact]
    public async Task A_failure_keeps_the_kind_of_the_fault_and_never_its_message()
    {
        var keeper = Keeper(new DailyJob("broken", (_, _) => throw new InvalidOperationException("secret 439901200001010011")));
        var failed = Assert.IsType<JobOutcome.Failed>(Assert.Single(await keeper.TickAsync(default)));
        Assert.Equal("InvalidOperationException", failed.Run.Fault);
        await foreach (var row in _table.ReadAsync("jobs", "", default)) Assert.DoesNotContain("secret", row.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_crash_in_a_job_leaves_a_lease_that_runs_out_and_then_it_runs_again()
    {
        // The host dies in the middle: its writes stop coming.
        using CancellationTokenSource power = new();
        var dying = Keeper(new DailyJob("noting", async (_, _) =>
        {
            await power.CancelAsync();
            throw new OperationCanceledException(power.Token);
        }));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => dying.TickAsync(power.Token));

        var keeper = Keeper(Noting());
        Assert.IsType<JobOutcome.RunningElsewhere>(Assert.Single(await keeper.TickAsync(default)));
        _clock.Advance(Timekeeper.Term);
        Assert.Equal(2, Assert.IsType<JobOutcome.Ran>(Assert.Single(await keeper.TickAsync(default))).Run.Attempt);
        Assert.Equal([Today], _ran);
    }

    [Fact]
    public async Task A_long_job_keeps_its_lease()
    {
        TaskCompletionSource started = new(), finish = new();
        var running = Keeper(new DailyJob("noting", async (date, _) =>
        {
            started.SetResult();
            await finish.Task;
            return await Done(date);
        })).TickAsync(default);
        await started.Task;
        for (var minute = 0; minute < 60; minute++)
        {
            _clock.Advance(TimeSpan.FromMinutes(1));
            await EventuallyAsync(async () => (await LeaseAsync()) > _clock.GetUtcNow() + Timekeeper.Term / 2);
        }
        Assert.IsType<JobOutcome.RunningElsewhere>(Assert.Single(await Keeper(Noting()).TickAsync(default)));
        finish.SetResult();
        Assert.IsType<JobOutcome.Ran>(Assert.Single(await running));
        Assert.Single(_ran);
    }

    [Fact]
    public async Task A_run_by_hand_shares_the_guard()
    {
        var keeper = Keeper(Noting());
        Assert.IsType<JobOutcome.Ran>(await keeper.RunAsync("noting", Today.AddDays(-3), default));
        Assert.IsType<JobOutcome.DoneBefore>(await keeper.RunAsync("noting", Today.AddDays(-3), default));
        Assert.IsType<JobOutcome.Ran>(await keeper.RunAsync("noting", Today, default));
        Assert.IsType<JobOutcome.DoneBefore>(Assert.Single(await keeper.TickAsync(default)));
        await Assert.ThrowsAsync<ArgumentException>(() => keeper.RunAsync("noting", Today.AddDays(1), default));
        await Assert.ThrowsAsync<ArgumentException>(() => keeper.RunAsync("no-such-job", Today, default));
    }

    private Timekeeper Keeper(params DailyJob[] jobs) => new(_table, new Journal(_table, _clock, LedgerWorld.Key, RealPauses.Optimistic), _clock, Runner.Create(isAlone: false), jobs, NullLogger<Timekeeper>.Instance);

    private DailyJob Noting(bool pause = false) => new("noting", async (date, _) =>
    {
        if (pause) await Task.Yield();
        return await Done(date);
    });

    private Task<string> Done(DateOnly date)
    {
        _ran.Enqueue(date);
        return Task.FromResult("做完了");
    }

    private async Task<DateTimeOffset?> LeaseAsync() => (await _table.FindAsync(new TableKey("jobs", "run-2022-09-01-noting"), default))!.Read<JobRun>().Lease?.Until;

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

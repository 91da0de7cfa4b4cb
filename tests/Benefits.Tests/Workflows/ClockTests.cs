using Benefits.Demo;
using Benefits.Storage;

namespace Benefits.Tests.Workflows;

public sealed class ClockTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 4, 0, 0, TimeSpan.Zero);
    private readonly ManualClock _real = new(Start);
    private readonly MemoryTable _table = new();

    [Fact]
    public void A_manual_clock_fires_its_timers_in_the_order_in_which_they_are_due_at_their_own_times()
    {
        List<(string, TimeSpan)> fired = [];
        using var later = Timer("later", TimeSpan.FromMinutes(3), Timeout.InfiniteTimeSpan);
        using var each = Timer("each", TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2));
        using var never = Timer("never", TimeSpan.FromMinutes(2), Timeout.InfiniteTimeSpan);
        never.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        using var chained = _real.CreateTimer(_ => _real.CreateTimer(_ => fired.Add(("chained", _real.GetUtcNow() - Start)), null, TimeSpan.FromMinutes(2), Timeout.InfiniteTimeSpan), null, TimeSpan.FromMinutes(2), Timeout.InfiniteTimeSpan);

        _real.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal([("each", 1), ("later", 3), ("each", 3), ("chained", 4), ("each", 5)], fired.Select(each => (each.Item1, (int)each.Item2.TotalMinutes)));
        Assert.Equal(Start.AddMinutes(5), _real.GetUtcNow());

        ITimer Timer(string name, TimeSpan due, TimeSpan period) => _real.CreateTimer(_ => fired.Add((name, _real.GetUtcNow() - Start)), null, due, period);
    }

    [Fact]
    public async Task A_delay_on_a_manual_clock_ends_when_the_clock_is_moved()
    {
        var delay = Task.Delay(TimeSpan.FromDays(5), _real);
        _real.Advance(TimeSpan.FromDays(5) - TimeSpan.FromTicks(1));
        Assert.False(delay.IsCompleted);

        _real.Advance(TimeSpan.FromTicks(1));

        await delay;
    }

    [Fact]
    public async Task A_demo_clock_starts_on_its_day_in_Beijing_and_runs_at_its_speed()
    {
        var clock = await OpenAsync(new DateOnly(2022, 9, 1), 1440);
        Assert.Equal(new DateTimeOffset(2022, 9, 1, 1, 0, 0, TimeSpan.Zero), clock.GetUtcNow());

        _real.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(new DateOnly(2022, 9, 6), clock.BusinessDate);
    }

    [Fact]
    public async Task A_restart_goes_on_where_the_line_has_come_to()
    {
        var first = await OpenAsync(new DateOnly(2022, 9, 1), 60);
        _real.Advance(TimeSpan.FromMinutes(90));

        foreach (var again in (DemoClock[])[await OpenAsync(new DateOnly(2022, 9, 1), 60), await OpenAsync(null, null)])
        {
            Assert.Equal((first.GetUtcNow(), 60), (again.GetUtcNow(), again.Speed));
        }
    }

    [Fact]
    public async Task Another_speed_bends_the_line_without_a_jump()
    {
        var first = await OpenAsync(new DateOnly(2022, 9, 1), 60);
        _real.Advance(TimeSpan.FromMinutes(90));
        var then = first.GetUtcNow();

        var again = await OpenAsync(null, 2);
        Assert.Equal(then, again.GetUtcNow());
        _real.Advance(TimeSpan.FromHours(1));

        Assert.Equal(then.AddHours(2), again.GetUtcNow());
    }

    [Fact]
    public async Task A_later_day_jumps_there_and_an_earlier_one_is_refused()
    {
        await OpenAsync(new DateOnly(2022, 9, 1), 1);

        Assert.Equal(new DateOnly(2022, 12, 31), (await OpenAsync(new DateOnly(2022, 12, 31), null)).BusinessDate);
        await Assert.ThrowsAsync<InvalidOperationException>(() => OpenAsync(new DateOnly(2022, 10, 1), null));
    }

    [Fact]
    public async Task Timers_and_delays_keep_the_demo_clocks_pace()
    {
        var clock = await OpenAsync(null, 3600);
        var delay = Task.Delay(TimeSpan.FromHours(5), clock);
        _real.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(delay.IsCompleted);

        _real.Advance(TimeSpan.FromSeconds(0.1));

        await delay;
        Assert.Equal(TimeSpan.FromHours(1), clock.GetElapsedTime(clock.GetTimestamp() - TimeSpan.TicksPerHour));
    }

    private Task<DemoClock> OpenAsync(DateOnly? today, double? speed) => DemoClock.OpenAsync(_table, _real, today, speed, default);
}

using Benefits.Applications;
using Benefits.Audit;
using Benefits.Cases;
using Benefits.Enterprises;
using Benefits.Payouts;
using Benefits.Storage;
using Benefits.Tests.Registers;
using Benefits.Tests.Workflows;
using Benefits.Timers;
using Benefits.Workflows;

namespace Benefits.Tests.Payouts;

/// <summary>The timekeeper with the jobs that ship.</summary>
public sealed class DailyJobsTests
{
    [Fact]
    public async Task After_an_outage_of_days_every_job_catches_up_date_by_date()
    {
        Hire[] hires = Hire.Graduates(2);
        using var world = await PayoutWorld.WithAsync(hires);
        var keeper = world.Get<Timekeeper>();
        Assert.All(await keeper.TickAsync(default), outcome => Assert.IsType<JobOutcome.Ran>(outcome));
        var id = await world.ApplyAsync(hires);
        world.Remains.Clock.Advance(TimeSpan.FromDays(10));
        await world.Engine.IdleAsync(default);

        var runs = (await keeper.TickAsync(default)).Select(outcome => Assert.IsType<JobOutcome.Ran>(outcome).Run).ToList();

        Assert.InRange(keeper.Jobs.Count, 6, 50);
        foreach (var job in keeper.Jobs) Assert.Equal(Enumerable.Range(1, 10).Select(PayoutWorld.Today.AddDays), runs.Where(run => run.Job == job).Select(run => run.Date));
        Assert.Equal(11, await world.Get<AuditSeal>().ListAsync(default).CountAsync());
        Assert.Equal(Stage.Settled, await world.StageAsync(id));
        Assert.Empty(await Proof.ComplaintsAsync(world, id));
        Assert.Empty(await keeper.TickAsync(default));
    }

    [Fact]
    public async Task A_measure_that_ends_is_announced_at_30_7_and_1_days_to_those_who_have_not_applied_and_put_on_record_as_closed()
    {
        Hire[] hires = [new(1, 1), new(2, 2), new(3, 3)];
        using var world = await PayoutWorld.WithAsync(hires);
        foreach (var hire in hires.Take(2)) await world.Get<Preview>().RunAsync(PayoutWorld.Form([hire]), default);
        // The second firm applies for what it was shown; the third never looked.
        await new Counter().CarryAsync(world, await world.ApplyAsync([hires[1]]));
        world.Remains.Clock.AdvanceTo(new DateOnly(2022, 11, 29).StartsAt);
        await world.Get<Timekeeper>().TickAsync(default);

        await world.PassAsync(new DateOnly(2023, 1, 2).StartsAt);

        var notes = await NotesAsync(world, 1);
        Assert.Equal([new DateOnly(2022, 12, 1), new DateOnly(2022, 12, 24), new DateOnly(2022, 12, 30)], notes.Select(note => note.On).Distinct().Order());
        Assert.All(notes, note => Assert.Contains("将于2022-12-31截止", note.Text, StringComparison.Ordinal));
        Assert.Contains(notes, note => note.Text.Contains("贵企业有1人可申领而未申请", StringComparison.Ordinal));
        Assert.Empty(await NotesAsync(world, 2));
        Assert.Empty(await NotesAsync(world, 3));
        var closed = await world.Remains.Table.ReadAsync("policy-expiry", "", default).Where(row => !row.Key.Row.StartsWith("aud-", StringComparison.Ordinal)).Select(row => row.Key.Row).ToListAsync();
        Assert.Superset(PayoutWorld.OneOff.ToHashSet(), closed.ToHashSet());
        var runs = await world.Get<Timekeeper>().RecentAsync(3, default);
        Assert.StartsWith("新到期政策0项", runs.Single(run => run.Job == "expire-measures" && run.Date == new DateOnly(2022, 12, 31)).Summary, StringComparison.Ordinal);
        Assert.DoesNotContain("新到期政策0项", runs.Single(run => run.Job == "expire-measures" && run.Date == new DateOnly(2023, 1, 1)).Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_sweep_starts_what_a_crash_left_between_receipt_and_workflow()
    {
        Hire[] hires = Hire.Graduates(2);
        var remains = Remains.InMemory();
        using (await PayoutWorld.WithAsync(hires, remains))
        {
        }
        CrashTests.Mortality life = new(1, written: false);
        using (var dying = await PayoutWorld.StartAsync(remains, new Seams { History = history => new CrashTests.MortalHistory(history, life) }))
        {
            await Assert.ThrowsAsync<KilledException>(() => dying.SubmitAsync(PayoutWorld.Form(hires)));
        }
        using var world = await PayoutWorld.StartAsync(remains);
        var id = CaseId.Derive(hires[0].Code, "k-1");
        Assert.Null(await world.Engine.FindAsync(id.Instance, default));

        await world.Get<Timekeeper>().TickAsync(default);

        Assert.Equal(WorkflowState.Running, (await world.Engine.FindAsync(id.Instance, default))!.State);
        Assert.Equal(Stage.Settled, await new Counter().CarryAsync(world, id));
        Assert.Empty(await Proof.ComplaintsAsync(world, id));
    }

    [Theory]
    [InlineData("signature")]
    [InlineData("objection")]
    [InlineData("account")]
    public async Task The_sweep_raises_again_what_was_written_down_and_never_heard(string what)
    {
        var hires = Hire.Graduates(8);
        LineId line = new(CaseId.Derive(hires[0].Code, "k-1"), 2, 1);
        var remains = Remains.InMemory();
        CaseId id;
        using (var before = await PayoutWorld.WithAsync(hires, remains))
        {
            before.Bank.Mood = new() { ClosedAccountSuffixes = ["0000"] };
            id = await before.ApplyAsync(hires, account: what == "account" ? PayoutWorld.ClosedAccount : PayoutWorld.GoodAccount);
            if (what != "signature") await before.SignAsync(id, "first");
            if (what == "objection") await before.ObjectAsync(line);
            if (what != "signature") await before.PassToNextAsync();
        }
        CrashTests.Mortality life = new(1, written: false);
        using (var deaf = await PayoutWorld.StartAsync(remains, new Seams { History = history => new CrashTests.MortalHistory(history, life) }))
        {
            await Assert.ThrowsAsync<KilledException>(() => what switch
            {
                "signature" => deaf.SignAsync(id, "first"),
                "objection" => deaf.DecideAsync(line, upheld: false),
                _ => (Task)deaf.CorrectAsync(id, PayoutWorld.Account(1, PayoutWorld.GoodAccount)),
            });
        }

        using var world = await PayoutWorld.StartAsync(remains);
        await world.Engine.IdleAsync(default);
        Assert.NotEqual(Stage.Settled, await world.StageAsync(id));
        await world.Get<DocketSweep>().RunAsync(remains.Clock.BusinessDate, default);
        await world.Engine.IdleAsync(default);

        Assert.Equal(what == "signature" ? Stage.InNotice : Stage.Settled, await world.StageAsync(id));
        Assert.Equal(Stage.Settled, await new Counter().CarryAsync(world, id));
        Assert.Equal(8, (await world.ViewAsync(id)).PaidLines);
        Assert.Empty(await Proof.ComplaintsAsync(world, id));
    }

    private static async Task<List<EnterpriseNote>> NotesAsync(PayoutWorld world, int firm) =>
        await world.Get<EnterpriseStore>().NotesAsync(Office.Code(firm), default).Where(note => note.Kind == "measure-ends").ToListAsync();
}

using Benefits.Banking;
using Benefits.Cases;
using Benefits.Cases.Notices;
using Benefits.Demo;
using Benefits.Ledger;
using Benefits.Storage;
using Benefits.Tests.Workflows;
using Benefits.Vault;

namespace Benefits.Tests.Payouts;

/// <summary>Dates are decided once: a step that is cut off before midnight and repeated after it does the same.</summary>
public sealed class MidnightTests
{
    private static readonly Hire[] Two = Hire.Graduates(2);

    [Fact]
    public async Task A_decision_repeated_after_midnight_decides_as_of_the_day_of_receipt()
    {
        var (world, id) = await CutOffAsync(batch => batch.Writes.Any(write => write.Key.Row.Contains("-d-00001", StringComparison.Ordinal)));
        using (world)
        {
            Assert.All(await world.Get<CaseStore>().DecisionsAsync(id, default).ToListAsync(), decision => Assert.Equal(PayoutWorld.Today, decision.DecidedOn));
            foreach (var hire in Two) Assert.Equal(PayoutWorld.Today, Assert.Single(await world.Get<Claims>().ListAsync(world.Get<PersonVault>().KeyOf(hire.Id), default)).TakenOn);
        }
    }

    [Fact]
    public async Task A_notice_repeated_after_midnight_keeps_its_days_and_is_one_notice()
    {
        var (world, id) = await CutOffAsync(batch => batch.Writes.Any(write => write.Key.Row == "head"));
        using (world)
        {
            var notice = Assert.Single(await world.Get<NoticeBoard>().ListAsync(PayoutWorld.County, default).ToListAsync());
            Assert.Equal((PayoutWorld.Today, new DateOnly(2022, 9, 8)), (notice.StartsOn, notice.EndsOn));
            Assert.Equal(notice.EndsOn, (await world.ProgressAsync(id)).Steps.Single(step => step.Key is StepKey.NoticePublished).Due);
        }
    }

    [Fact]
    public async Task A_payment_booked_after_midnight_has_the_banks_date()
    {
        // The fund has spent, the line is not booked yet.
        var (world, id) = await CutOffAsync(batch => batch.Partition.StartsWith("per-", StringComparison.Ordinal) && batch.Writes.Any(write => write.Body.Contains("paidOn", StringComparison.Ordinal)));
        using (world)
        {
            var bank = await world.Bank.StatementAsync(default).Select(record => ((PaymentState.Paid)record.State).On).Distinct().SingleAsync();
            Assert.Equal(new DateOnly(2022, 9, 9), bank);
            Assert.All(await world.Get<LedgerBook>().ReadAsync(id.Partition, default).ToListAsync(), entry => Assert.Equal(bank, entry.On));
            Assert.All(await world.LinesAsync(id), line => Assert.Equal(bank, line.PaidOn));
            Assert.Empty(await Proof.ComplaintsAsync(world, id));
        }
    }

    /// <summary>Runs a case up to the fatal write, which is written; the next process comes up after midnight and carries the case to its end.</summary>
    private static async Task<(PayoutWorld World, CaseId Id)> CutOffAsync(Func<TableBatch, bool> fatal)
    {
        var remains = Remains.InMemory();
        using (await PayoutWorld.WithAsync(Two, remains))
        {
        }
        var id = CaseId.Derive(Two[0].Code, "k-1");
        DoomedTable? doomed = null;
        DateOnly diedOn;
        using (var dying = await PayoutWorld.StartAsync(remains, new Seams { Table = table => doomed = new DoomedTable(table, fatal), Mood = BankMood.Calm }))
        {
            await dying.SubmitAsync(PayoutWorld.Form(Two));
            await new Counter { Jobs = false }.CarryAsync(dying, id, () => doomed!.IsOver);
            Assert.True(doomed!.IsOver, "The fatal write never came.");
            diedOn = remains.Clock.BusinessDate;
        }
        remains.Clock.AdvanceTo(diedOn.AddDays(1).StartsAt.AddMinutes(1));
        var world = await PayoutWorld.StartAsync(remains);
        Assert.Equal(Stage.Settled, await new Counter().CarryAsync(world, id));
        return (world, id);
    }

    /// <summary>Writes the fatal batch and then nothing more.</summary>
    private sealed class DoomedTable(ITable inner, Func<TableBatch, bool> fatal) : ITable
    {
        private volatile bool _isOver;

        public bool IsOver => _isOver;

        public Task<TableRow?> FindAsync(TableKey key, CancellationToken cancel) => _isOver ? throw new KilledException() : inner.FindAsync(key, cancel);

        public IAsyncEnumerable<TableRow> ReadAsync(RowRange range, CancellationToken cancel) => inner.ReadAsync(range, cancel);

        public IAsyncEnumerable<TableRow> ScanAsync(CancellationToken cancel) => inner.ScanAsync(cancel);

        public async Task<Commit> CommitAsync(TableBatch batch, CancellationToken cancel)
        {
            if (_isOver) throw new KilledException();
            var commit = await inner.CommitAsync(batch, cancel);
            if (!fatal(batch)) return commit;
            _isOver = true;
            throw new KilledException();
        }
    }
}

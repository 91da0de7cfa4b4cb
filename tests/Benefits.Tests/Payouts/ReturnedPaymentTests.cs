using Benefits.Audit;
using Benefits.Cases;
using Benefits.Demo;
using Benefits.Funds;
using Benefits.Payouts;
using Benefits.Storage;

namespace Benefits.Tests.Payouts;

/// <summary>Banks that send back, stay silent and lose answers.</summary>
public sealed class ReturnedPaymentTests
{
    private static readonly Hire[] Three = Hire.Graduates(3);
    private static readonly BankMood Closes = new() { ClosedAccountSuffixes = ["0000"] };

    [Fact]
    public async Task A_returned_payment_waits_for_a_corrected_account_and_is_paid_as_the_second_attempt()
    {
        using var world = await PayoutWorld.WithAsync(Three);
        world.Bank.Mood = Closes;
        var id = await world.ApplyAsync(Three, account: PayoutWorld.ClosedAccount);
        Assert.Equal(CorrectionResultKind.NotWaiting, KindOf(await world.CorrectAsync(id, PayoutWorld.Account(1, PayoutWorld.GoodAccount))));
        await world.PassToNextAsync();
        Assert.Equal(Stage.WaitingForAccount, await world.StageAsync(id));
        Assert.All(await world.LinesAsync(id), line => Assert.Equal((LineStage.Returned, "收款账户已销户"), (line.State, line.Reason)));

        Assert.Equal(CorrectionResultKind.Faulty, KindOf(await world.CorrectAsync(id, PayoutWorld.Account(2, PayoutWorld.GoodAccount))));
        Assert.Equal(CorrectionResultKind.Corrected, KindOf(await world.CorrectAsync(id, PayoutWorld.Account(1, PayoutWorld.GoodAccount))));

        Assert.Equal(Stage.Settled, await world.StageAsync(id));
        Assert.All(await world.LinesAsync(id), line => Assert.Equal((LineStage.Paid, 2), (line.State, line.Attempt)));
        Assert.Equal(6, await world.Bank.StatementAsync(default).CountAsync());
        Assert.Empty(await Proof.ComplaintsAsync(world, id));
    }

    [Fact]
    public async Task A_correction_that_is_told_again_is_none_for_a_later_attempt()
    {
        using var world = await PayoutWorld.WithAsync(Three);
        world.Bank.Mood = Closes;
        var id = await world.ApplyAsync(Three, account: PayoutWorld.ClosedAccount);
        await world.PassToNextAsync();
        // The second account is closed too.
        Assert.Equal(CorrectionResultKind.Corrected, KindOf(await world.CorrectAsync(id, PayoutWorld.Account(1, "6299000033330000"))));
        Assert.Equal(Stage.WaitingForAccount, await world.StageAsync(id));

        foreach (var stale in new[] { new RunRequest(id, 1, 1), new RunRequest(id, 2, 2) }) await world.Get<ReturnedPayments>().RaiseAsync(stale, default);
        await world.Engine.IdleAsync(default);

        Assert.Equal(Stage.WaitingForAccount, await world.StageAsync(id));
        Assert.All(await world.LinesAsync(id), line => Assert.Equal((LineStage.Returned, 2), (line.State, line.Attempt)));
        Assert.Equal(CorrectionResultKind.Corrected, KindOf(await world.CorrectAsync(id, PayoutWorld.Account(1, PayoutWorld.GoodAccount))));
        Assert.Equal(Stage.Settled, await world.StageAsync(id));
        Assert.All(await world.LinesAsync(id), line => Assert.Equal((LineStage.Paid, 3), (line.State, line.Attempt)));
        Assert.Empty(await Proof.ComplaintsAsync(world, id));
    }

    [Fact]
    public async Task After_the_last_attempt_a_payment_is_given_up_its_money_freed_and_its_person_claimable_again()
    {
        using var world = await PayoutWorld.WithAsync(Three);
        world.Bank.Mood = new BankMood { Plans = [new BankPlan("pay-", null, BankFate.Return)] };
        var id = await world.ApplyAsync(Three);

        Assert.Equal(Stage.Lapsed, await new Counter().CarryAsync(world, id));

        Assert.All(await world.LinesAsync(id), line => Assert.Equal((LineStage.Dropped, 5), (line.State, line.Attempt)));
        Assert.Equal(Money.Zero, (await world.Get<FundStore>().FindAsync(PayoutWorld.Unemployment, default))!.Reserved);
        Assert.Empty(await Proof.ComplaintsAsync(world, id));
        world.Bank.Mood = BankMood.Calm;
        Assert.Equal(Stage.Settled, await new Counter().CarryAsync(world, await world.ApplyAsync(Three, key: "k-2")));
    }

    [Fact]
    public async Task An_account_that_nobody_corrects_is_asked_for_twice_and_then_given_up()
    {
        using var world = await PayoutWorld.WithAsync(Three);
        world.Bank.Mood = Closes;
        var id = await world.ApplyAsync(Three, account: PayoutWorld.ClosedAccount);

        Assert.Equal(Stage.Lapsed, await new Counter { CorrectsAccounts = false }.CarryAsync(world, id));

        Assert.Equal(2, (await world.ProgressAsync(id)).Steps.Count(step => step.Stage == Stage.WaitingForAccount));
        Assert.Empty(await Proof.ComplaintsAsync(world, id));
    }

    /// <summary>As after a crash between the two writes of a correction, with no sweep that heals it.</summary>
    [Fact]
    public async Task A_correction_whose_signal_was_lost_is_found_at_the_deadline_and_the_firm_is_not_asked_again()
    {
        using var world = await PayoutWorld.WithAsync(Three);
        world.Bank.Mood = Closes;
        var id = await world.ApplyAsync(Three, account: PayoutWorld.ClosedAccount);
        await world.PassToNextAsync();
        Assert.Equal(Stage.WaitingForAccount, await world.StageAsync(id));
        await world.Get<CaseStore>().RecordAsync(id, new NewStep(new StepKey.AccountCorrected(1, 1), Stage.Paying, "收款账户已更正"), batch => world.Get<PayeeAccounts>().Add(batch, id, new RunRequest(id, 1, 1), PayoutWorld.Account(1, PayoutWorld.GoodAccount), "agent"), default);

        await world.PassToNextAsync(jobs: false);

        Assert.Equal(Stage.Settled, await world.StageAsync(id));
        Assert.Single((await world.ProgressAsync(id)).Steps, step => step.Stage == Stage.WaitingForAccount);
        Assert.Empty(await Proof.ComplaintsAsync(world, id));
    }

    [Theory]
    [InlineData(BankFate.LoseBefore)]
    [InlineData(BankFate.LoseAfter)]
    public async Task A_bank_that_loses_answers_is_asked_and_pays_once(BankFate fate)
    {
        using var world = await PayoutWorld.WithAsync(Three);
        world.Bank.Mood = new BankMood { Plans = [new BankPlan("pay-", 1, fate), new BankPlan("pay-", 2, fate)] };
        var id = await world.ApplyAsync(Three);

        Assert.Equal(Stage.Settled, await new Counter().CarryAsync(world, id));

        Assert.All(await world.LinesAsync(id), line => Assert.Equal((LineStage.Paid, 1), (line.State, line.Attempt)));
        Assert.Equal(3, await world.Bank.StatementAsync(default).CountAsync());
        Assert.Empty(await Proof.ComplaintsAsync(world, id));
    }

    [Fact]
    public async Task A_bank_on_a_bad_day_pays_a_hundred_lines_once_each()
    {
        var hires = Hire.Graduates(120);
        using var world = await PayoutWorld.WithAsync(hires);
        world.Bank.Mood = BankMood.Faulty;
        var id = await world.ApplyAsync(hires);

        Assert.Equal(Stage.Settled, await new Counter().CarryAsync(world, id));

        Assert.Equal(120, (await world.ViewAsync(id)).PaidLines);
        Assert.Contains(await world.LinesAsync(id), line => line.Attempt > 1);
        Assert.Empty(await Proof.ComplaintsAsync(world, id));
    }

    [Theory]
    [InlineData(BankFate.Pay, LineStage.Paid, Stage.Settled)]
    [InlineData(BankFate.Return, LineStage.Dropped, Stage.Lapsed)]
    public async Task An_answer_that_comes_after_the_workflow_has_ended_is_found_by_the_sweep_and_the_case_closes(BankFate fate, LineStage line, Stage stage)
    {
        using var world = await PayoutWorld.WithAsync(Three);
        world.Bank.Mood = new BankMood { Plans = [new BankPlan("pay-", null, fate) { Delay = TimeSpan.FromDays(60) }] };
        var id = await world.ApplyAsync(Three);
        while (world.Engine.NextDue is not null) await world.PassToNextAsync(jobs: false);
        Assert.Equal((Stage.Paying, new StepKey.BankSilent()), ((await world.ProgressAsync(id)).Stage, (await world.ProgressAsync(id)).Steps[^1].Key));

        // Two sweeps: what the first begins and a crash cuts off, the second ends.
        await world.PassAsync(world.Remains.Clock.GetUtcNow().AddDays(40), jobs: false);
        await world.Get<DocketSweep>().RunAsync(world.Remains.Clock.BusinessDate, default);
        await world.Get<DocketSweep>().RunAsync(world.Remains.Clock.BusinessDate, default);

        Assert.All(await world.LinesAsync(id), row => Assert.Equal(line, row.State));
        Assert.Equal(stage, await world.StageAsync(id));
        Assert.Empty(await Proof.ComplaintsAsync(world, id));
    }

    [Theory]
    [InlineData(BankFate.Pay, "led-", LineStage.Paid, Stage.Settled)]
    [InlineData(BankFate.Pay, "-progress", LineStage.Paid, Stage.Settled)]
    [InlineData(BankFate.Return, "-l-", LineStage.Dropped, Stage.Lapsed)]
    [InlineData(BankFate.Return, "-progress", LineStage.Dropped, Stage.Lapsed)]
    public async Task Two_sweeps_at_once_book_each_late_answer_once_and_close_the_case_once(BankFate fate, string at, LineStage line, Stage stage)
    {
        var remains = Remains.InMemory();
        using var world = await PayoutWorld.WithAsync(Three, remains);
        world.Bank.Mood = new BankMood { Plans = [new BankPlan("pay-", null, fate) { Delay = TimeSpan.FromDays(60) }] };
        var id = await world.ApplyAsync(Three);
        while (world.Engine.NextDue is not null) await world.PassToNextAsync(jobs: false);
        await world.PassAsync(remains.Clock.GetUtcNow().AddDays(40), jobs: false);
        InterveningTable? race = null;
        using var other = await PayoutWorld.StartAsync(remains, new Seams
        {
            Table = table => race = new InterveningTable(table, batch => batch.Partition == id.Partition && batch.Writes.Any(write => write.Key.Row.Contains(at, StringComparison.Ordinal)), () => SweepAsync(world)),
        });

        // One sweep comes as far as its write; then the other runs from end to end.
        await SweepAsync(other);

        Assert.True(race!.HasIntervened);
        Assert.All(await world.LinesAsync(id), row => Assert.Equal((line, 1), (row.State, row.Attempt)));
        Assert.Equal(stage, await world.StageAsync(id));
        Assert.Single((await world.ProgressAsync(id)).Steps, step => step.Key is StepKey.Settled);
        Assert.Equal(3, (await FactsAsync(world, id)).Count(fact => fact.Kind == (fate == BankFate.Pay ? "line-paid" : "line-returned")));
        Assert.Empty(await Proof.ComplaintsAsync(world, id));
    }

    private static async Task<List<RecordedFact>> FactsAsync(PayoutWorld world, CaseId id) =>
        await world.Get<ITable>().ReadAsync(id.Partition, "aud-", default).Where(row => row.Key.Row != Rows.AuditHead).SelectMany(row => row.Read<AuditRecord>().Facts).ToListAsync();

    private static Task<string> SweepAsync(PayoutWorld world) => world.Get<DocketSweep>().RunAsync(world.Remains.Clock.BusinessDate, default);

    private static CorrectionResultKind KindOf(CorrectionResult result) => Enum.Parse<CorrectionResultKind>(result.GetType().Name);

    private enum CorrectionResultKind
    {
        Corrected,
        NotWaiting,
        Faulty,
    }
}

using Benefits.Audit;
using Benefits.Demo;
using Benefits.Ledger;
using Benefits.Reconciliation;
using Benefits.Tests.Ledger;

namespace Benefits.Tests.Reconciliation;

public sealed class ReconciliationTests
{
    private readonly LedgerWorld _world = new();

    [Fact]
    public async Task Lines_ledger_funds_and_bank_agree_where_everything_went_its_way()
    {
        for (var number = 1; number <= 5; number++) await _world.PayAsync($"l{number}", number * 1000, firm: number % 2 + 1);
        _world.Lines.Add(LedgerWorld.Line("l9", 500, LineState.Open) with { InstructionId = null });

        var report = await _world.ReconcileAsync();

        Assert.True(report.Agrees, string.Join('\n', report.Differences));
        Assert.Equal((6, 5, 5), (report.Lines, report.Entries, report.Instructions));
        Money all = new(15_000);
        Assert.Equal((all, all, all), (report.LinesPaid, report.Booked, report.BankPaid));
        var fund = Assert.Single(report.Funds);
        Assert.Equal((LedgerWorld.Employment.Account, all, all, all), (fund.Account, fund.Spent, fund.Booked, fund.BankPaid));
    }

    [Fact]
    public async Task The_report_is_kept_by_date_and_as_a_file()
    {
        await _world.PayAsync("l1", 1000);
        var report = await _world.ReconcileAsync();

        var kept = (await _world.Reconciliation.FindAsync(LedgerWorld.Today, default))!;
        Assert.Equal((report.File, report.BankPaid, true), (kept.File, kept.BankPaid, kept.Agrees));
        Assert.NotNull(await _world.Files.OpenAsync(Reconciler.Place, report.File!, default));
    }

    [Fact]
    public async Task A_paid_line_without_an_entry_is_named()
    {
        await _world.PayAsync("l1", 1000);
        _world.Lines.Add(LedgerWorld.Line("l2", 700));

        await AssertOnlyAsync((DifferenceKind.LineWithoutEntry, "l2"));
    }

    [Fact]
    public async Task An_entry_without_a_line_is_named()
    {
        await _world.PayAsync("l1", 1000);
        await _world.PayAsync("l2", 700);
        _world.Lines.RemoveAt(1);

        await AssertOnlyAsync((DifferenceKind.EntryWithoutLine, "l2"));
    }

    [Fact]
    public async Task A_booked_line_that_its_application_holds_as_open_is_named()
    {
        await _world.PayAsync("l1", 1000);
        _world.Lines[0] = _world.Lines[0] with { State = LineState.Returned };

        await AssertOnlyAsync((DifferenceKind.BookedLineNotPaid, "l1"));
    }

    [Fact]
    public async Task A_payment_of_the_bank_that_is_not_booked_is_named()
    {
        await _world.Bank.SubmitAsync(LedgerWorld.Instruction("l1", 1000), default);
        _world.Lines.Add(LedgerWorld.Line("l1", 1000, LineState.Open));

        await AssertOnlyAsync((DifferenceKind.PaidNotBooked, "l1"));
    }

    [Fact]
    public async Task A_booking_that_the_bank_has_not_paid_is_named()
    {
        _world.Bank.Mood = new BankMood { Plans = [new BankPlan("pay-l2", null, BankFate.Return)] };
        await _world.PayAsync("l1", 1000);
        await _world.PayAsync("l2", 500);

        await AssertOnlyAsync((DifferenceKind.BookedNotPaid, "l2"));
    }

    [Fact]
    public async Task Amounts_that_differ_are_named_on_each_side()
    {
        await _world.PayAsync("l1", 1000);
        await _world.PayAsync("l2", 500);
        _world.Lines[0] = _world.Lines[0] with { Amount = new Money(999) };
        await AssertOnlyAsync((DifferenceKind.AmountsDiffer, "l1"));

        _world.Lines[0] = _world.Lines[0] with { Amount = new Money(1000) };
        await _world.ForgeAsync(LedgerWorld.PartitionOf(1), "led-l2", LedgerWorld.Payment("l2", 501));
        var found = (await _world.ReconcileAsync()).Differences;
        Assert.Equal(2, found.Count(difference => difference is { Kind: DifferenceKind.AmountsDiffer, Subject: "l2" }));
        Assert.Contains(found, difference => difference.Kind is DifferenceKind.FundTotalsOff);
    }

    [Fact]
    public async Task A_line_that_the_bank_has_paid_twice_is_named()
    {
        await _world.PayAsync("l1", 1000);
        await _world.Bank.SubmitAsync(LedgerWorld.Instruction("l1", 1000, attempt: 2), default);

        await AssertOnlyAsync((DifferenceKind.PaidTwice, "l1"));
    }

    [Fact]
    public async Task A_line_that_is_booked_twice_is_named()
    {
        await _world.PayAsync("l1", 1000);
        await _world.Book.PostAsync(LedgerWorld.PartitionOf(2), [LedgerWorld.Payment("l1", 1000)], null, [], default);

        Assert.Contains((await _world.ReconcileAsync()).Differences, difference => difference is { Kind: DifferenceKind.PaidTwice, Subject: "l1" });
    }

    [Fact]
    public async Task A_payment_under_an_id_that_leads_to_no_line_is_named()
    {
        await _world.PayAsync("l1", 1000);
        await _world.Bank.SubmitAsync(LedgerWorld.Instruction("l1", 1000) with { Id = "6f1c-random" }, default);

        await AssertOnlyAsync((DifferenceKind.UnknownInstruction, "6f1c-random"));
    }

    [Fact]
    public async Task Fund_rows_that_do_not_give_the_budgets_sums_are_named()
    {
        await _world.PayAsync("l1", 1000);
        var balance = (await _world.Funds.FindAsync(LedgerWorld.Employment, default))!;
        await _world.ForgeAsync(LedgerWorld.Employment.Partition, "budget", balance with { Spent = new Money(900) });

        await AssertOnlyAsync((DifferenceKind.FundTotalsOff, LedgerWorld.Employment.Account));
    }

    [Fact]
    public async Task A_booking_that_the_fund_has_not_spent_is_named()
    {
        await _world.PayAsync("l1", 1000);
        await _world.Bank.SubmitAsync(LedgerWorld.Instruction("l2", 10), default);
        await _world.Book.PostAsync(LedgerWorld.PartitionOf(1), [LedgerWorld.Payment("l2", 10)], null, [], default);
        _world.Lines.Add(LedgerWorld.Line("l2", 10));

        await AssertOnlyAsync((DifferenceKind.FundTotalsOff, LedgerWorld.Employment.Account));
    }

    [Fact]
    public async Task A_line_in_two_applications_is_named()
    {
        await _world.PayAsync("l1", 1000);
        _world.Lines.Add(_world.Lines[0]);

        await AssertOnlyAsync((DifferenceKind.LineTwice, "l1"));
    }

    [Fact]
    public async Task A_returned_payment_and_its_second_attempt_are_no_difference()
    {
        _world.Bank.Mood = new BankMood { ClosedAccountSuffixes = ["0000"] };
        await _world.Bank.SubmitAsync(LedgerWorld.Instruction("l1", 1000, attempt: 1, account: "62220000"), default);
        await _world.PayAsync("l1", 1000, attempt: 2);

        Assert.Empty((await _world.ReconcileAsync()).Differences);
    }

    [Fact]
    public async Task A_recovery_is_shown_and_is_no_difference()
    {
        await _world.PayAsync("l1", 1000);
        var done = Assert.IsType<ReverseOutcome.Done>(await _world.Book.ReverseAsync(LedgerWorld.PartitionOf(1), "led-l1", new Money(400), LedgerWorld.Today, new(ReversalKind.Recovery, "r-1", "虚报"), null, default));
        await _world.Funds.RecoverAsync(LedgerWorld.Employment, "l1", new Money(400), done.Reversal.Id, default);

        var report = await _world.ReconcileAsync();

        Assert.True(report.Agrees, string.Join('\n', report.Differences));
        Assert.Equal((new Money(1000), new Money(400), new Money(600)), (report.Booked, report.Recovered, report.Funds[0].Booked));
    }

    [Fact]
    public async Task What_the_bank_paid_after_the_day_is_outstanding_and_no_difference()
    {
        _world.Bank.Mood = new BankMood { QuickestPayment = TimeSpan.FromDays(1), SlowestPayment = TimeSpan.FromDays(1) };
        await _world.Bank.SubmitAsync(LedgerWorld.Instruction("l1", 1000), default);
        _world.Lines.Add(LedgerWorld.Line("l1", 1000, LineState.Open));
        _world.Clock.Advance(TimeSpan.FromDays(1));

        var report = await _world.ReconcileAsync();

        Assert.True(report.Agrees);
        Assert.Equal("l1", Assert.Single(report.Outstanding).Subject);
    }

    [Fact]
    public async Task Verify_prints_what_holds_and_ends_with_zero()
    {
        await _world.PayAsync("l1", 1000);
        await _world.Seal.SealAsync(LedgerWorld.Today, default);

        var (code, output) = await VerifyAsync();

        Assert.Equal(BooksVerification.Holds, code);
        Assert.Contains("核验通过", output, StringComparison.Ordinal);
        Assert.Contains("每日封存1次", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_names_the_place_of_a_broken_chain_and_of_a_difference_and_ends_with_one()
    {
        await _world.PayAsync("l1", 1000);
        _world.Lines.Add(LedgerWorld.Line("l2", 700));
        await _world.ForgeAsync(LedgerWorld.PartitionOf(1), Rows.Audit(1), new { number = 1 });

        var (code, output) = await VerifyAsync();

        Assert.Equal(BooksVerification.Breaks, code);
        Assert.Contains($"{LedgerWorld.PartitionOf(1)}/aud-0000000001", output, StringComparison.Ordinal);
        Assert.Contains("[有明细无分录] l2", output, StringComparison.Ordinal);
    }

    private async Task<(int Code, string Output)> VerifyAsync()
    {
        await using StringWriter output = new();
        BooksVerification verification = new(_world.Audit, _world.Reconciliation);
        var code = await verification.RunAsync(_world.Clock.BusinessDate, _world.Lines.ToAsyncEnumerable(), output, default);
        return (code, output.ToString());
    }

    private async Task AssertOnlyAsync(params (DifferenceKind Kind, string Subject)[] expected)
    {
        var report = await _world.ReconcileAsync();
        Assert.Equal(expected, report.Differences.Select(difference => (difference.Kind, difference.Subject)));
        Assert.False(report.Agrees);
    }
}

using Benefits.Banking;
using Benefits.Demo;
using Benefits.Storage;
using Benefits.Tests.Ledger;

namespace Benefits.Tests.Banking;

public sealed class RehearsalBankTests
{
    private readonly MemoryTable _table = new();
    private readonly ManualClock _clock = new(LedgerWorld.Today.StartsAt);
    private readonly RehearsalBank _bank;

    public RehearsalBankTests() => _bank = new RehearsalBank(_table, _clock);

    [Fact]
    public async Task A_repeated_id_is_paid_once_and_a_new_id_is_paid_again()
    {
        var instruction = LedgerWorld.Instruction("l1", 1000);
        await _bank.SubmitAsync(instruction, default);
        await _bank.SubmitAsync(instruction, default);
        await _bank.SubmitAsync(instruction with { Id = "another" }, default);

        Assert.Equal(2, await _bank.StatementAsync(default).CountAsync(record => record is { State: PaymentState.Paid, Amount.Fen: 1000 }));
    }

    [Fact]
    public async Task The_same_id_for_another_payment_is_refused()
    {
        await _bank.SubmitAsync(LedgerWorld.Instruction("l1", 1000), default);

        await Assert.ThrowsAsync<InvalidOperationException>(() => _bank.SubmitAsync(LedgerWorld.Instruction("l1", 1001), default));
        await Assert.ThrowsAsync<InvalidOperationException>(() => _bank.SubmitAsync(LedgerWorld.Instruction("l1", 1000, account: "6222999"), default));
    }

    [Fact]
    public async Task A_slow_payment_is_accepted_first_and_paid_on_the_day_it_settles()
    {
        _bank.Mood = new BankMood { QuickestPayment = TimeSpan.FromHours(30), SlowestPayment = TimeSpan.FromHours(30) };
        await _bank.SubmitAsync(LedgerWorld.Instruction("l1", 1000), default);

        Assert.IsType<PaymentState.Accepted>(await FindAsync("l1"));
        _clock.Advance(TimeSpan.FromHours(30));
        Assert.Equal(new PaymentState.Paid(LedgerWorld.Today.AddDays(1)), await FindAsync("l1"));
        Assert.IsType<PaymentState.Unknown>(await FindAsync("l2"));
    }

    [Fact]
    public async Task A_closed_account_sends_the_money_back_and_another_account_gets_it()
    {
        _bank.Mood = new BankMood { ClosedAccountSuffixes = ["0000"] };
        await _bank.SubmitAsync(LedgerWorld.Instruction("l1", 1000, account: "62220000"), default);
        await _bank.SubmitAsync(LedgerWorld.Instruction("l1", 1000, attempt: 2), default);

        Assert.Equal("收款账户已销户", Assert.IsType<PaymentState.Returned>(await FindAsync("l1")).Reason);
        Assert.IsType<PaymentState.Paid>(await FindAsync("l1", attempt: 2));
    }

    [Fact]
    public async Task An_answer_lost_before_leaves_the_bank_without_the_instruction_and_the_next_attempt_gets_through()
    {
        _bank.Mood = new BankMood { Plans = [new BankPlan("pay-l1", 1, BankFate.LoseBefore)] };
        var instruction = LedgerWorld.Instruction("l1", 1000);

        await Assert.ThrowsAsync<PaymentReplyLostException>(() => _bank.SubmitAsync(instruction, default));
        Assert.IsType<PaymentState.Unknown>(await FindAsync("l1"));
        // The count of attempts is in the bank's own books: a bank that was restarted goes on.
        await new RehearsalBank(_table, _clock) { Mood = _bank.Mood }.SubmitAsync(instruction, default);
        Assert.IsType<PaymentState.Paid>(await FindAsync("l1"));
    }

    [Fact]
    public async Task An_answer_lost_after_leaves_the_bank_with_the_instruction()
    {
        _bank.Mood = new BankMood { Plans = [new BankPlan("pay-l1", null, BankFate.LoseAfter)] };

        await Assert.ThrowsAsync<PaymentReplyLostException>(() => _bank.SubmitAsync(LedgerWorld.Instruction("l1", 1000), default));

        Assert.IsType<PaymentState.Paid>(await FindAsync("l1"));
        Assert.Equal(1, await _bank.StatementAsync(default).CountAsync());
    }

    [Fact]
    public async Task A_plan_sends_back_and_delays()
    {
        _bank.Mood = new BankMood { Plans = [new BankPlan("pay-l1", null, BankFate.Return) { Delay = TimeSpan.FromHours(1) }] };
        await _bank.SubmitAsync(LedgerWorld.Instruction("l1", 1000), default);
        await _bank.SubmitAsync(LedgerWorld.Instruction("l2", 1000), default);

        Assert.IsType<PaymentState.Accepted>(await FindAsync("l1"));
        Assert.IsType<PaymentState.Paid>(await FindAsync("l2"));
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.IsType<PaymentState.Returned>(await FindAsync("l1"));
    }

    [Fact]
    public async Task The_faults_come_at_about_their_rates_and_are_the_same_for_the_same_seed()
    {
        var first = await FatesAsync(BankMood.Faulty);
        var again = await FatesAsync(BankMood.Faulty);
        var other = await FatesAsync(BankMood.Faulty with { Seed = 2 });

        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
        Assert.InRange(first.Count(fate => fate == "LoseBefore"), 80, 160);
        Assert.InRange(first.Count(fate => fate == "LoseAfter"), 70, 150);
        Assert.InRange(first.Count(fate => fate == "Return"), 20, 80);
    }

    [Fact]
    public async Task Account_numbers_and_names_are_not_in_the_banks_books()
    {
        var instruction = LedgerWorld.Instruction("l1", 1000);
        await _bank.SubmitAsync(instruction, default);

        await foreach (var row in _table.ReadAsync("bank", "", default))
        {
            Assert.DoesNotContain(instruction.Account.Number, row.Body, StringComparison.Ordinal);
            Assert.DoesNotContain(instruction.Account.Name, row.Body, StringComparison.Ordinal);
        }
    }

    private static async Task<List<string>> FatesAsync(BankMood mood)
    {
        ManualClock clock = new(LedgerWorld.Today.StartsAt);
        RehearsalBank bank = new(new MemoryTable(), clock) { Mood = mood };
        List<string> fates = [];
        for (var number = 0; number < 1000; number++)
        {
            var instruction = LedgerWorld.Instruction($"l{number}", 1000);
            var answered = true;
            try
            {
                await bank.SubmitAsync(instruction, default);
            }
            catch (PaymentReplyLostException)
            {
                answered = false;
            }
            clock.Advance(TimeSpan.FromDays(2));
            var state = await bank.FindAsync(instruction.Id, default);
            fates.Add((answered, state) switch
            {
                (_, PaymentState.Unknown) => "LoseBefore",
                (false, _) => "LoseAfter",
                (_, PaymentState.Returned) => "Return",
                _ => "Pay",
            });
        }
        return fates;
    }

    private Task<PaymentState> FindAsync(string lineId, int attempt = 1) => _bank.FindAsync(PaymentIds.Of(lineId, attempt), default);
}

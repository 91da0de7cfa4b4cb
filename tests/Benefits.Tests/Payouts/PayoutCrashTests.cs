using Benefits.Banking;
using Benefits.Cases;
using Benefits.Demo;
using Benefits.Tests.Workflows;

namespace Benefits.Tests.Payouts;

/// <summary>The whole payout, from the form to the settled books, killed at every write of store and history, every call of the bank and every answer of it.</summary>
/// <remarks>The case has all that a case can have: two funds, a signature, an objection, answers lost on both ways, a returned payment and a corrected account.</remarks>
public sealed class PayoutCrashTests(ITestOutputHelper output)
{
    private const string Key = "crash";

    private static readonly Hire[] Hires = [new(1), new(2), new(3) { Insured = 0 }, new(4) { Graduated = null }];
    private static readonly CaseId Id = CaseId.Derive(Hires[0].Code, Key);

    private static readonly BankMood Mood = new()
    {
        QuickestPayment = TimeSpan.FromHours(2),
        SlowestPayment = TimeSpan.FromHours(2),
        Plans =
        [
            new BankPlan(new LineId(Id, 1, 1).Instruction(1), 1, BankFate.LoseBefore),
            new BankPlan(new LineId(Id, 2, 1).Instruction(1), 1, BankFate.LoseAfter),
            new BankPlan(new LineId(Id, 3, 1).Instruction(1), null, BankFate.Return),
        ],
    };

    private static readonly Counter People = new() { ObjectsTo = new LineId(Id, 2, 1) };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_payout_that_dies_at_any_write_or_call_still_pays_each_line_once(bool afterIt)
    {
        using var prepared = await PrepareAsync();
        var points = 0;
        for (var fatal = 1; ; fatal++)
        {
            using var remains = await prepared.CopyAsync();
            CrashTests.Mortality life = new(fatal, afterIt);
            var complaints = await LiveAndRecoverAsync(remains, life, bank => bank);
            if (!life.IsOver) break;
            points++;
            Assert.True(complaints.Count == 0, $"Killed at write {fatal}: {string.Join(Environment.NewLine, complaints)}");
        }

        output.WriteLine($"Killed at {points} points, {(afterIt ? "after" : "before")} the write or call.");
        Assert.InRange(points, 100, 400);
    }

    [Fact]
    public async Task The_same_test_goes_red_where_the_instruction_id_is_made_by_chance()
    {
        using var prepared = await PrepareAsync();
        var (points, paidTwice) = (0, 0);
        // Past the notice, where the bank comes in.
        for (var fatal = 50; ; fatal++)
        {
            using var remains = await prepared.CopyAsync();
            CrashTests.Mortality life = new(fatal, written: true);
            var complaints = await LiveAndRecoverAsync(remains, life, bank => new ChanceIds(bank));
            if (!life.IsOver) break;
            points++;
            if (complaints.Any(complaint => complaint.StartsWith("The bank has paid", StringComparison.Ordinal))) paidTwice++;
        }

        output.WriteLine($"Paid more than the lines say at {paidTwice} of {points} points.");
        Assert.True(paidTwice > 0, "A random id went through unseen: the crash test tests nothing.");
    }

    [Theory]
    [InlineData(20)]
    [InlineData(31)]
    [InlineData(45)]
    public async Task A_payout_killed_again_and_again_comes_to_the_same_end(int writesALife)
    {
        using var prepared = await PrepareAsync();
        using var remains = await prepared.CopyAsync();
        var lives = 0;
        for (var acknowledged = false; ; lives++)
        {
            Assert.InRange(lives, 0, 60);
            CrashTests.Mortality life = new(writesALife, written: lives % 2 == 0);
            acknowledged |= await LiveAsync(remains, life, acknowledged, bank => bank);
            if (!life.IsOver) break;
        }

        using var last = await PayoutWorld.StartAsync(remains, new Seams { Mood = Mood });
        Assert.Empty(await Proof.ComplaintsAsync(last, Id));
        Assert.Equal((Stage.Settled, 3), (await last.StageAsync(Id), (await last.ViewAsync(Id)).PaidLines));
        Assert.InRange(lives, 2, 60);
    }

    private static async Task<Remains> PrepareAsync()
    {
        var remains = Remains.InMemory();
        using var world = await PayoutWorld.WithAsync(Hires, remains);
        return remains;
    }

    /// <summary>One life that is cut off, and one that finds what is left; then what does not hold.</summary>
    private static async Task<List<string>> LiveAndRecoverAsync(Remains remains, CrashTests.Mortality life, Func<IPaymentGateway, IPaymentGateway> ids)
    {
        var acknowledged = await LiveAsync(remains, life, false, ids);
        using var again = await PayoutWorld.StartAsync(remains, new Seams { Mood = Mood, Bank = ids });
        // Who got no answer sends again; who got one does nothing more.
        if (!acknowledged) Assert.Equal(Id, await again.ApplyAsync(Hires, key: Key));
        var stage = await People.CarryAsync(again, Id);
        var complaints = await Proof.ComplaintsAsync(again, Id);
        if (stage != Stage.Settled) complaints.Add($"The case ends as {stage}");
        var paid = (await again.LinesAsync(Id)).Count(line => line.State == LineStage.Paid);
        if (paid != 3) complaints.Add($"{paid} lines are paid, not 3");
        if (complaints.Count > 0) complaints.AddRange((await again.ProgressAsync(Id)).Steps.Select(step => $"  {step.At:MM-dd HH:mm} {step.Key} {step.Text}"));
        return complaints;
    }

    /// <summary>True where the sender got the receipt.</summary>
    private static async Task<bool> LiveAsync(Remains remains, CrashTests.Mortality life, bool acknowledged, Func<IPaymentGateway, IPaymentGateway> ids)
    {
        using var world = await PayoutWorld.StartAsync(remains, new Seams
        {
            Table = table => new CrashTests.MortalTable(table, life),
            History = history => new CrashTests.MortalHistory(history, life),
            Bank = bank => new MortalBank(ids(bank), life),
            Mood = Mood,
        });
        try
        {
            if (!acknowledged) await world.ApplyAsync(Hires, key: Key);
            acknowledged = true;
            await (People with { Jobs = false }).CarryAsync(world, Id, () => life.IsOver);
        }
        catch (KilledException)
        {
            await world.Engine.IdleAsync(default);
        }
        return acknowledged;
    }
}

using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Benefits.Banking;
using Benefits.Storage;

namespace Benefits.Demo;

/// <summary>A bank for rehearsals (演练银行): it is slow, sends back, and loses answers on demand, and pays each id once. A new id for the same line it pays again, as a real bank would.</summary>
/// <remarks>It keeps its books in a table of its own: what it has taken survives the platform's crash, and nothing of ours can write there.</remarks>
public sealed class RehearsalBank(ITable table, TimeProvider clock) : IPaymentGateway
{

    /// <summary>How it behaves from now on; what it has taken already is not touched.</summary>
    public BankMood Mood { get; set; } = BankMood.Calm;

    public async Task SubmitAsync(PaymentInstruction instruction, CancellationToken cancel)
    {
        if (instruction.Amount <= Money.Zero) throw new ArgumentException($"{instruction.Id} orders {instruction.Amount.Fen} fen.", nameof(instruction));
        var mood = Mood;
        var attempt = mood.MayLose ? await CountAsync(instruction.Id, cancel) : 1;
        var plan = mood.Plans.FirstOrDefault(plan => instruction.Id.StartsWith(plan.InstructionPrefix, StringComparison.Ordinal) && (plan.Attempt ?? attempt) == attempt);
        if (LosesBefore(mood, plan, instruction.Id, attempt)) throw new PaymentReplyLostException($"The bank did not answer to {instruction.Id}.");
        await TakeAsync(mood, plan, instruction, cancel);
        if (LosesAfter(mood, plan, instruction.Id, attempt)) throw new PaymentReplyLostException($"The bank did not answer to {instruction.Id}.");
    }

    public async Task<PaymentState> FindAsync(string instructionId, CancellationToken cancel) =>
        await table.FindAsync(KeyOf(instructionId), cancel) is { } row ? row.Read<BankInstruction>().StateAt(clock.GetUtcNow()) : new PaymentState.Unknown();

    public async IAsyncEnumerable<BankRecord> StatementAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var row in table.ReadAsync(Partitions.Bank, Rows.InstructionPrefix, cancel))
        {
            var taken = row.Read<BankInstruction>();
            yield return new BankRecord(taken.Id, taken.Amount, taken.StateAt(clock.GetUtcNow()));
        }
    }

    private async Task TakeAsync(BankMood mood, BankPlan? plan, PaymentInstruction instruction, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        BankInstruction taken = new()
        {
            Id = instruction.Id,
            Amount = instruction.Amount,
            FundAccount = instruction.FundAccount,
            Purpose = instruction.Purpose,
            Account = instruction.Account.ToString(),
            AccountHash = HashOf(instruction.Account),
            AcceptedAt = now,
            SettlesAt = now + (plan?.Delay ?? mood.QuickestPayment + (mood.SlowestPayment - mood.QuickestPayment) * (Draw(mood, instruction.Id, 0, "delay") / 1000.0)),
            ReturnReason = ReasonToReturn(mood, plan, instruction),
        };
        if (await table.CommitAsync(new TableBatch(Partitions.Bank).Insert(KeyOf(instruction.Id).Row, taken), cancel) is Commit.Done) return;
        var there = (await table.FindAsync(KeyOf(instruction.Id), cancel))!.Read<BankInstruction>();
        if (!there.IsSame(taken)) throw new InvalidOperationException($"The bank has {instruction.Id} already, for another payment.");
    }

    /// <summary>Which handing-over of the id this is. Kept, so that a lost answer is not lost again for ever after a restart.</summary>
    private async Task<int> CountAsync(string instructionId, CancellationToken cancel)
    {
        TableKey key = new(Partitions.BankTries, Rows.Tries(instructionId));
        var attempt = (await table.FindAsync(key, cancel))?.Read<int>() + 1 ?? 1;
        await table.CommitAsync(new TableBatch(Partitions.BankTries).Upsert(key.Row, attempt), cancel);
        return attempt;
    }

    private static bool LosesBefore(BankMood mood, BankPlan? plan, string id, int attempt) =>
        plan is { } planned ? planned.Fate is BankFate.LoseBefore : Draw(mood, id, attempt, "before") < mood.LosesBeforePerMille;

    private static bool LosesAfter(BankMood mood, BankPlan? plan, string id, int attempt) =>
        plan is { } planned ? planned.Fate is BankFate.LoseAfter : Draw(mood, id, attempt, "after") < mood.LosesAfterPerMille;

    private static string? ReasonToReturn(BankMood mood, BankPlan? plan, PaymentInstruction instruction)
    {
        if (plan is { } planned) return planned.Fate is BankFate.Return ? "收款账户信息有误" : null;
        if (mood.ClosedAccountSuffixes.Any(suffix => instruction.Account.Number.EndsWith(suffix, StringComparison.Ordinal))) return "收款账户已销户";
        // By id and not by attempt: an instruction that comes back comes back however often it was handed over.
        return Draw(mood, instruction.Id, 0, "return") < mood.ReturnsPerMille ? "收款账户与户名不符" : null;
    }

    /// <summary>A number below 1000 that only depends on its arguments.</summary>
    private static int Draw(BankMood mood, string id, int attempt, string question)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{mood.Seed}\n{id}\n{attempt}\n{question}")));
        return (int)(BitConverter.ToUInt32(hash) % 1000);
    }

    /// <summary>Keyed with a word of the rehearsal: account numbers are few enough to be guessed from a bare hash.</summary>
    private static string HashOf(PayeeAccount account) =>
        Convert.ToHexStringLower(HMACSHA256.HashData("rehearsal-bank"u8, Encoding.UTF8.GetBytes($"{account.Name}\n{account.BankCode}\n{account.Number}")));

    private static TableKey KeyOf(string instructionId) => new(Partitions.Bank, Rows.Instruction(instructionId));
}

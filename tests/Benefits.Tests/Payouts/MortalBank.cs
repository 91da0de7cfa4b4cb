using Benefits.Banking;
using Benefits.Tests.Workflows;

namespace Benefits.Tests.Payouts;

/// <summary>The way to the bank, on which the process can die: before the bank hears of it, and after it has, before its answer is heard.</summary>
internal sealed class MortalBank(IPaymentGateway inner, CrashTests.Mortality life) : IPaymentGateway
{
    public Task SubmitAsync(PaymentInstruction instruction, CancellationToken cancel) => life.WriteAsync(async () =>
    {
        await inner.SubmitAsync(instruction, cancel);
        return true;
    });

    public Task<PaymentState> FindAsync(string instructionId, CancellationToken cancel) => life.WriteAsync(() => inner.FindAsync(instructionId, cancel));

    public IAsyncEnumerable<BankRecord> StatementAsync(CancellationToken cancel) => inner.StatementAsync(cancel);
}

/// <summary>What must never be: an instruction gets an id made anew by the process, which remembers it as long as it lives.</summary>
internal sealed class ChanceIds(IPaymentGateway inner) : IPaymentGateway
{
    private readonly Dictionary<string, string> _given = [];

    public Task SubmitAsync(PaymentInstruction instruction, CancellationToken cancel)
    {
        if (!_given.TryGetValue(instruction.Id, out var id)) _given[instruction.Id] = id = $"pay-{Guid.NewGuid():N}";
        return inner.SubmitAsync(instruction with { Id = id }, cancel);
    }

    public Task<PaymentState> FindAsync(string instructionId, CancellationToken cancel) =>
        _given.TryGetValue(instructionId, out var id) ? inner.FindAsync(id, cancel) : Task.FromResult<PaymentState>(new PaymentState.Unknown());

    public IAsyncEnumerable<BankRecord> StatementAsync(CancellationToken cancel) => inner.StatementAsync(cancel);
}

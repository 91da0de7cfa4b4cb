namespace Benefits.Banking;

/// <summary>The bank (银行) or treasury that carries out payments. The id of an instruction is its idempotency key: a lost reply is asked after, never paid again.</summary>
public interface IPaymentGateway
{
    /// <summary>Hands over one instruction. The same id again, with the same content, changes nothing.</summary>
    /// <exception cref="PaymentReplyLostException">No answer came: the bank may or may not have it. Ask with <see cref="FindAsync"/>.</exception>
    Task SubmitAsync(PaymentInstruction instruction, CancellationToken cancel);

    Task<PaymentState> FindAsync(string instructionId, CancellationToken cancel);

    /// <summary>Every instruction the bank has accepted, for reconciliation (对账).</summary>
    IAsyncEnumerable<BankRecord> StatementAsync(CancellationToken cancel);
}

/// <param name="Id">Derived from the line and the attempt, so that a repeat has the same id.</param>
/// <param name="Account">Where it goes; in memory only.</param>
/// <param name="Purpose">Shown on the payee's statement: measure and application, nothing personal.</param>
public sealed record PaymentInstruction(string Id, Money Amount, PayeeAccount Account, string FundAccount, string Purpose);

public sealed record BankRecord(string InstructionId, Money Amount, PaymentState State);

/// <summary>What the bank says of an instruction.</summary>
public abstract record PaymentState
{
    private PaymentState()
    {
    }

    /// <summary>The bank has never seen the id.</summary>
    public sealed record Unknown : PaymentState;

    /// <summary>Taken in, not carried out yet.</summary>
    public sealed record Accepted : PaymentState;

    public sealed record Paid(DateOnly On) : PaymentState;

    /// <summary>Sent back (退票): the money is with the fund again. Final for this id.</summary>
    public sealed record Returned(DateOnly On, string Reason) : PaymentState;
}

/// <summary>The bank did not answer; whether it has the instruction is unknown.</summary>
public sealed class PaymentReplyLostException(string message, Exception? inner = null) : Exception(message, inner);

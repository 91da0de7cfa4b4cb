using System.Text.Json.Serialization;

namespace Benefits.Funds;

/// <summary>How a fund's money stands (资金状况). Free, reserved and spent are always the whole of it.</summary>
public sealed record FundBalance
{
    public required FundKey Fund { get; init; }

    public required Money Total { get; init; }

    public Money Reserved { get; init; }

    public Money Spent { get; init; }

    /// <summary>The number that the last application in the queue drew.</summary>
    public long LastTicket { get; init; }

    [JsonIgnore]
    public Money Free => Total - Reserved - Spent;

    internal static FundBalance Empty(FundKey fund) => new() { Fund = fund, Total = Money.Zero };
}

/// <summary>A line that asks for money of a fund.</summary>
public sealed record FundLine(string LineId, Money Amount);

/// <summary>Money kept for one line (资金预留).</summary>
public sealed record Reservation
{

    public required string LineId { get; init; }

    public required string ApplicationId { get; init; }

    public required Money Amount { get; init; }

    public required ReservationState State { get; init; }

    public DateOnly? SpentOn { get; init; }

    /// <summary>What came back after it was spent (追回).</summary>
    public Money Recovered { get; init; }

    /// <summary>The ledger's reversals by which it came back: each counts once.</summary>
    public IReadOnlyList<string> Recoveries { get; init; } = [];

    /// <summary>What the fund has paid for the line and not got back.</summary>
    [JsonIgnore]
    public Money NetSpent => State is ReservationState.Spent ? Amount - Recovered : Money.Zero;
}

public enum ReservationState
{
    Reserved,
    Spent,

    /// <summary>The money is free again; the line got none of it.</summary>
    Released,
}

/// <summary>What came of asking a fund for an application's money.</summary>
public abstract record ReserveOutcome
{
    private ReserveOutcome()
    {
    }

    /// <summary>Every line of the application has its money.</summary>
    public sealed record Reserved : ReserveOutcome;

    /// <summary>The application waits in the queue; ask again with the same lines.</summary>
    /// <param name="Missing">What the budget lacks for this application and all before it; zero where it only waits for those before it to take theirs.</param>
    /// <param name="Position">Its place in the queue, from one.</param>
    public sealed record Waits(Money Missing, int Position) : ReserveOutcome;

    /// <summary>The application has asked this fund before, for other lines. Nothing was changed.</summary>
    public sealed record AskedDifferently : ReserveOutcome;

    /// <summary>Another application has money for this line already. Nothing was changed.</summary>
    public sealed record LineTaken(string LineId, string ApplicationId) : ReserveOutcome;
}

/// <summary>What came of moving reserved or spent money.</summary>
public abstract record FundMove
{
    private FundMove()
    {
    }

    /// <param name="Amount">What was moved by this call; zero at a repeat.</param>
    public sealed record Moved(Money Amount) : FundMove;

    /// <summary>The line's money is not where it would be moved from (null: the fund knows no such line). Nothing was changed.</summary>
    public sealed record Refused(string LineId, ReservationState? State) : FundMove;
}

/// <summary>What came of setting or raising a budget.</summary>
public abstract record BudgetOutcome
{
    private BudgetOutcome()
    {
    }

    public sealed record Done(FundBalance Balance) : BudgetOutcome;

    /// <summary>The same was done before.</summary>
    public sealed record Same(FundBalance Balance) : BudgetOutcome;

    /// <summary>The document was taken in before, and said something else. Nothing was changed.</summary>
    public sealed record Differs(BudgetPaper Stands) : BudgetOutcome;

    /// <summary>Less than what is reserved or spent already.</summary>
    public sealed record TooLow(Money Committed) : BudgetOutcome;
}

/// <summary>A document (文号) that set or raised a budget: row <c>doc-{reference}</c> of the fund's partition.</summary>
/// <param name="Kind">The fact's kind: <c>budget-set</c> or <c>budget-raised</c>.</param>
public sealed record BudgetPaper(string Kind, string Reference, Money Amount);

/// <summary>An application in a fund's queue (排队).</summary>
public sealed record Waiting(string ApplicationId, Money Amount, long Ticket);

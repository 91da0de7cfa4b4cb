using Benefits.Applications;

namespace Benefits.Payouts;

// What goes between the workflow and its steps, and is kept as history: ids, counts and dates, nothing personal.

/// <param name="On">The business date, decided once by the workflow and passed in, so that a step repeated after midnight does the same.</param>
public sealed record DatedCase(CaseId Id, DateOnly On);

public sealed record Nothing
{
    public static readonly Nothing AtAll = new();
}

/// <param name="Signatures">How many people must approve; 0 goes straight through (免申即享).</param>
public sealed record Decided(int Lines, Money TotalFen, int Signatures);

/// <param name="DueAt">When the wait ends.</param>
public sealed record Waiting(DateTimeOffset DueAt);

/// <param name="Level">0 at first, 1 once escalated.</param>
public sealed record ReviewRequest(CaseId Id, int Signature, int Level, DateOnly On);

/// <param name="GoesOn">False where the case was refused, or nothing of it is left to pay.</param>
public sealed record ReviewClosed(bool GoesOn);

public sealed record NoticeClosed(int Cleared, int Frozen);

/// <param name="Run">The payment run that went before, so that a later wait is another one.</param>
/// <param name="Level">0 at first, 1 once escalated.</param>
public sealed record WaitRequest(CaseId Id, int Run, int Level, DateOnly On);

public sealed record ObjectionWait(bool IsNeeded, int Cleared, DateTimeOffset DueAt);

/// <param name="Lines">Lines for which money was set aside.</param>
/// <param name="Waiting">Lines that wait for money.</param>
public sealed record ReservedLines(int Lines, int Waiting);

/// <param name="Run">Payment run of the application, from 1.</param>
/// <param name="Attempt">1, and one more after each corrected account.</param>
public sealed record RunRequest(CaseId Id, int Run, int Attempt);

public sealed record PagePlan(int Pages);

public sealed record PageRequest(CaseId Id, int Run, int Attempt, int Page);

/// <param name="Lines">Lines of the page that the bank has neither paid nor returned.</param>
public sealed record Pending(int Lines);

public sealed record ReturnedLines(int Lines, int MaxAttempts);

public sealed record AccountWaitRequest(RunRequest Run, int Level, DateOnly On);

public enum LapseReason
{
    NobodySigned,
    NoMoney,
}

public sealed record LapseRequest(CaseId Id, LapseReason Reason);

/// <summary>Signals carry no more than a number; what was said lies in the case file.</summary>
public sealed record SignatureGiven(int Signature);

public sealed record ObjectionsSettled(int Count);

public sealed record FundsRaised(string Fund);

public sealed record AccountCorrected(int Run, int Attempt);

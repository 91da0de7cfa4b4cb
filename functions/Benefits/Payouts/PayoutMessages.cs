using Benefits.Cases;

namespace Benefits.Payouts;

// What goes between the workflow and its steps, and is kept as history: ids, counts and dates, nothing personal.

/// <param name="Signatures">How many people must approve; 0 goes straight through (免申即享).</param>
public sealed record Decided(int Lines, Money Total, int Signatures);

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
    [Label("督办后仍逾期未签批")]
    NobodySigned,
    [Label("督办后资金仍未到位")]
    NoMoney,
}

public sealed record LapseRequest(CaseId Id, LapseReason Reason);

/// <summary>A signal carries no more than numbers; what was said lies in the case file.</summary>
public sealed record AccountCorrected(int Run, int Attempt);

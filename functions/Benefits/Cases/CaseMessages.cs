namespace Benefits.Cases;

// What goes between a workflow and the steps of a case, and is kept as history: ids, counts and dates, nothing personal.

/// <param name="On">The business date, decided once by the workflow and passed in, so that a step repeated after midnight does the same.</param>
public sealed record DatedCase(CaseId Id, DateOnly On);

/// <param name="DueAt">When the wait ends.</param>
public sealed record WaitEnd(DateTimeOffset DueAt);

/// <param name="Level">0 at first, 1 once escalated.</param>
public sealed record ReviewRequest(CaseId Id, int Signature, int Level, DateOnly On);

/// <param name="GoesOn">False where the case was refused, or nothing of it is left to pay.</param>
public sealed record ReviewClosed(bool GoesOn);

public sealed record NoticeClosed(int Cleared, int Frozen);

/// <param name="Run">The payment run that went before, so that a later wait is another one.</param>
/// <param name="Level">0 at first, 1 once escalated.</param>
public sealed record WaitRequest(CaseId Id, int Run, int Level, DateOnly On);

public sealed record ObjectionWait(bool IsNeeded, int Cleared, DateTimeOffset DueAt);

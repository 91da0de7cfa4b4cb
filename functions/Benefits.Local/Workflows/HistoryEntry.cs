using Benefits.Workflows;

namespace Benefits.Local.Workflows;

/// <summary>What can happen to an instance after its start. The numbers are stored.</summary>
internal enum EntryKind
{
    /// <summary>A step answered; the body is the answer.</summary>
    Answered = 1,

    /// <summary>A step said that trying again is of no use; the body is the message.</summary>
    Faulted = 2,

    /// <summary>A sleep is over, or a wait's deadline came first.</summary>
    Due = 3,

    /// <summary>A signal came; the body is its payload. It has no position: whoever waits for the name takes it.</summary>
    Signalled = 4,

    /// <summary>An operator had a failed instance go on; the position counts which entry of the history is struck out, -1 for none.</summary>
    Retried = 5,
}

/// <summary>One thing that happened to an instance. A history is these, in the order in which the workflow's code saw them.</summary>
/// <param name="Position">Number of the call that it answers, from 0 in the order in which the workflow makes them.</param>
/// <param name="Name">Of the step or signal; empty for a sleep.</param>
/// <param name="Body">JSON in UTF-8; empty where there is none.</param>
internal sealed record HistoryEntry(EntryKind Kind, int Position, string Name, DateTimeOffset At, byte[] Body)
{
    public const int NoPlace = -1;

    /// <summary>The entries that count: without the ones that a retry struck out.</summary>
    public static List<HistoryEntry> Counting(IReadOnlyList<HistoryEntry> entries)
    {
        if (!entries.Any(entry => entry.Kind == EntryKind.Retried)) return [.. entries];
        var struck = entries.Where(entry => entry.Kind == EntryKind.Retried).Select(entry => entry.Position).ToHashSet();
        return [.. entries.Where((entry, index) => entry.Kind != EntryKind.Retried && !struck.Contains(index))];
    }
}

/// <summary>An instance as stored, without what happened to it.</summary>
/// <param name="Number">Given by the history, in the order of the starts.</param>
internal sealed record InstanceRow(long Number, string Id, string Workflow, DateTimeOffset StartedAt, DateTimeOffset UpdatedAt, WorkflowState State, string? Fault, byte[] Input)
{
    public WorkflowStatus Status => new(Id, Workflow, State, StartedAt, UpdatedAt, Fault);
}

internal sealed record StoredInstance(InstanceRow Row, IReadOnlyList<HistoryEntry> Entries);

/// <summary>An instance ends, or goes on after it had failed.</summary>
internal sealed record StateChange(WorkflowState State, DateTimeOffset At, string? Fault);

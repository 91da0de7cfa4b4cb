namespace Benefits.Timers;

/// <summary>Work done once for each business date (每日任务). It may be cut off and run again for the same date: it must be repeatable.</summary>
/// <param name="Name">Lower-case letters, digits and hyphens.</param>
/// <param name="RunAsync">Does the work for the date and answers a Chinese sentence that says what was done; nothing personal.</param>
public sealed record DailyJob(string Name, Func<DateOnly, CancellationToken, Task<string>> RunAsync);

/// <summary>How a run stands.</summary>
public enum JobState
{
    [Label("运行中")]
    Running,
    [Label("已完成")]
    Done,
    [Label("失败")]
    Failed,
}

/// <summary>One job's run for one date: row <c>run-{date}-{name}</c> of partition <c>jobs</c>.</summary>
public sealed record JobRun
{
    public required string Job { get; init; }

    public required DateOnly Date { get; init; }

    public required JobState State { get; init; }

    /// <summary>How many times it was begun.</summary>
    public required int Attempt { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>While it runs: who is at it, and until when nobody else begins it.</summary>
    public Lease? Lease { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>What was done.</summary>
    public string? Summary { get; init; }

    /// <summary>The kind of fault it failed with.</summary>
    public string? Fault { get; init; }
}

/// <summary>What asking for a run came to.</summary>
public abstract record JobOutcome
{
    private JobOutcome()
    {
    }

    /// <summary>It ran now.</summary>
    public sealed record Ran(JobRun Run) : JobOutcome;

    /// <summary>It had been done for that date.</summary>
    public sealed record DoneBefore(JobRun Run) : JobOutcome;

    /// <summary>Someone else is at it.</summary>
    public sealed record RunningElsewhere(JobRun Run) : JobOutcome;

    /// <summary>It failed, and the next tick tries again.</summary>
    public sealed record Failed(JobRun Run) : JobOutcome;
}

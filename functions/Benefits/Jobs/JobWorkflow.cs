using System.Globalization;
using Benefits.Workflows;

namespace Benefits.Jobs;

/// <summary>Carries a job (长任务) to its end, a piece a step, on either host. What it is about lies in the job's row: the history holds numbers only.</summary>
public static class JobWorkflow
{
    public static readonly Step<JobOwner, JobStep> DoPiece = Step.Of<JobStarter, JobOwner, JobStep>("job-piece", (starter, input, cancel) => starter.DoPieceAsync(input, cancel));
    public static readonly Step<JobStretch, Handed> GoOn = Step.Of<JobStarter, JobStretch, Handed>("job-go-on", (starter, input, cancel) => starter.GoOnAsync(input, cancel));

    public static readonly Workflow<JobStretch> Definition = new("job-1", [DoPiece, GoOn], RunAsync);

    /// <summary>A history is read again from its start at every step, so a long job goes on in a next instance.</summary>
    private const int StepsAStretch = 50;

    private static async Task RunAsync(IWorkflowContext context, JobStretch stretch)
    {
        for (var steps = 0; steps < StepsAStretch; steps++)
        {
            if ((await context.CallAsync(DoPiece, new JobOwner(stretch.Number, stretch.Owner))).HasEnded) return;
        }
        await context.CallAsync(GoOn, stretch with { Stretch = stretch.Stretch + 1 });
    }
}

/// <summary>One instance's share of a job.</summary>
/// <param name="Start">How often the job had been handed to a workflow before.</param>
public sealed record JobStretch(string Number, int Start, int Stretch)
{
    /// <summary>The same for all stretches of a start: between two pieces the job stays theirs.</summary>
    internal string Owner => string.Create(CultureInfo.InvariantCulture, $"job-{Number}-{Start}");

    internal string Instance => string.Create(CultureInfo.InvariantCulture, $"job-{Number}-{Start}-{Stretch}");
}

public sealed record JobOwner(string Number, string Owner);

public sealed record JobStep(bool HasEnded);

public sealed record Handed(bool GoesOn);

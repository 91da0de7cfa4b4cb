using Benefits.Timers;
using Benefits.Workflows;

namespace Benefits.Jobs;

/// <summary>Hands jobs (长任务) to workflows, and takes up those whose owner has fallen silent.</summary>
public sealed class JobStarter(JobStore jobs, IWorkflowClient workflows, TimeProvider clock)
{
    /// <summary>How long a step waits for a job that someone else has, before it looks again: by the machine's clock, so that a demo's fast one does not spin.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(15);

    /// <summary>Sees that a workflow carries the job, if it has not ended. Repeatable.</summary>
    public async Task<Job> StartAsync(Job job, CancellationToken cancel)
    {
        if (job.State != JobState.Running) return job;
        var instance = new JobStretch(job.Number, job.Starts, 1);
        if (job.Instance is { } had)
        {
            switch (await workflows.FindAsync(had, cancel))
            {
                case { State: WorkflowState.Running }:
                    return job;
                case null:
                    // Noted, and cut off before it was started.
                    instance = new JobStretch(job.Number, job.Starts - 1, 1);
                    break;
                default:
                    break;
            }
        }
        if (instance.Instance != job.Instance && !await jobs.HandOverAsync(job, instance.Instance, cancel)) return job;
        await workflows.StartAsync(JobWorkflow.Definition, instance.Instance, instance, cancel);
        return job;
    }

    /// <summary>Starts a workflow for every open job of which nobody has been heard for a lease, as after a crash; one that is being worked at is left alone.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> TakeUpAsync(CancellationToken cancel)
    {
        var taken = 0;
        foreach (var job in await jobs.OpenJobsAsync(cancel))
        {
            if (!jobs.IsSilent(job)) continue;
            if (job.Instance is { } had && await workflows.FindAsync(had, cancel) is { State: WorkflowState.Running }) continue;
            await StartAsync(job, cancel);
            taken++;
        }
        return taken;
    }

    /// <summary>Step: the job's next piece.</summary>
    internal async Task<JobStep> DoPieceAsync(JobOwner owner, CancellationToken cancel)
    {
        switch (await jobs.TurnAsync(owner.Number, owner.Owner, cancel))
        {
            case JobTurn.Ended:
                return new JobStep(HasEnded: true);
            case JobTurn.Taken taken:
                var machine = clock.Machine;
                var left = taken.Until - machine.GetUtcNow();
                await Task.Delay(left < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : left < LongestWait ? left : LongestWait, machine, cancel);
                return new JobStep(HasEnded: false);
            case JobTurn.Moved:
                return new JobStep(HasEnded: false);
            case var other:
                throw new InvalidOperationException($"Unknown turn {other}.");
        }
    }

    /// <summary>Step: the next instance goes on with the job.</summary>
    internal async Task<Handed> GoOnAsync(JobStretch next, CancellationToken cancel)
    {
        // Noted before it is started: a note beside the next instance's first piece would take the row from under it.
        if (await jobs.FindAsync(next.Number, cancel) is { State: JobState.Running } job && job.Instance == (next with { Stretch = next.Stretch - 1 }).Instance) await jobs.HandOverAsync(job, next.Instance, cancel);
        await workflows.StartAsync(JobWorkflow.Definition, next.Instance, next, cancel);
        return new Handed(true);
    }
}

using System.Globalization;
using Benefits.Ledger;
using Benefits.Storage;
using Microsoft.Extensions.Logging;

namespace Benefits.Timers;

/// <summary>Runs each daily job (每日任务) once for every Beijing business date, whoever ticks, and catches up on the dates an outage missed, in their order.</summary>
/// <remarks>
/// A run is claimed by a row with a lease; the one who inserts it, or takes over a lease that ran out, runs the job and renews the lease meanwhile.
/// A date that fails is tried again at the next tick, and the job's later dates wait for it; other jobs do not.
/// </remarks>
public sealed partial class Timekeeper(ITable table, Journal journal, TimeProvider clock, IEnumerable<DailyJob> jobs, ILogger<Timekeeper> log)
{
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);

    private const string Partition = "jobs";
    private static readonly Actor Ticking = Actor.System("timekeeper");

    private readonly Dictionary<string, DailyJob> _jobs = jobs.ToDictionary(job => job.Name);

    public IReadOnlyCollection<string> Jobs => _jobs.Keys;

    /// <summary>Runs what is due. Safe to call as often as one likes, from as many hosts as there are.</summary>
    /// <returns>What came of each run that was due.</returns>
    public Task<IReadOnlyList<JobOutcome>> TickAsync(CancellationToken cancel) => Ticking.RunAsync(() => TickAllAsync(cancel));

    private async Task<IReadOnlyList<JobOutcome>> TickAllAsync(CancellationToken cancel)
    {
        List<JobOutcome> outcomes = [];
        foreach (var job in _jobs.Values) await CatchUpAsync(job, outcomes, cancel);
        return outcomes;
    }

    /// <summary>Runs one job for one date by hand, under the same guard.</summary>
    /// <exception cref="ArgumentException">There is no such job, or the date lies ahead.</exception>
    public async Task<JobOutcome> RunAsync(string job, DateOnly date, CancellationToken cancel)
    {
        if (!_jobs.TryGetValue(job, out var found)) throw new ArgumentException($"There is no job '{job}'.", nameof(job));
        if (date > clock.BusinessDate) throw new ArgumentException($"{date:O} lies ahead.", nameof(date));
        return await RunAsync(found, date, cancel);
    }

    /// <summary>Runs of the last days, the latest first.</summary>
    public async Task<IReadOnlyList<JobRun>> RecentAsync(int days, CancellationToken cancel)
    {
        List<JobRun> runs = [];
        for (var day = clock.BusinessDate; days > 0; day = day.AddDays(-1), days--)
        {
            await foreach (var row in table.ReadAsync(Partition, $"run-{Written(day)}-", cancel)) runs.Add(row.Read<JobRun>());
        }
        return runs;
    }

    private async Task CatchUpAsync(DailyJob job, List<JobOutcome> outcomes, CancellationToken cancel)
    {
        var today = clock.BusinessDate;
        TableKey at = new(Partition, $"last-{job.Name}");
        var last = (await table.FindAsync(at, cancel))?.Read<LastDate>();
        if (last is null)
        {
            // A job that never ran begins with today. That is written down first, so that today is not forgotten where its run fails until tomorrow.
            last = new LastDate(today.AddDays(-1));
            if (await journal.CommitAsync(new TableBatch(Partition).Insert(at.Row, last), [new BusinessFact("job-enrolled", job.Name, Written(last.Date))], cancel) is Commit.Conflict) return;
        }
        for (var date = last.Date.AddDays(1); date <= today; date = date.AddDays(1))
        {
            var outcome = await RunAsync(job, date, cancel);
            outcomes.Add(outcome);
            if (outcome is not (JobOutcome.Ran or JobOutcome.DoneBefore)) return;
            await journal.CommitAsync(new TableBatch(Partition).Upsert(at.Row, new LastDate(date)), [new BusinessFact("job-caught-up", job.Name, Written(date))], cancel);
        }
    }

    private async Task<JobOutcome> RunAsync(DailyJob job, DateOnly date, CancellationToken cancel)
    {
        TableKey at = new(Partition, $"run-{Written(date)}-{job.Name}");
        var row = await table.FindAsync(at, cancel);
        var before = row?.Read<JobRun>();
        var now = clock.GetUtcNow();
        if (before is { State: JobState.Done }) return new JobOutcome.DoneBefore(before);
        if (before is { State: JobState.Running } && before.LeaseUntil > now) return new JobOutcome.RunningElsewhere(before);

        JobRun run = new() { Job = job.Name, Date = date, State = JobState.Running, Attempt = (before?.Attempt ?? 0) + 1, StartedAt = now, LeaseUntil = now + Lease };
        var claim = row is null ? new TableBatch(Partition).Insert(at.Row, run) : new TableBatch(Partition).Replace(at.Row, run, row.ETag);
        if (await journal.CommitAsync(claim, [FactOf(run)], cancel) is not Commit.Done claimed)
        {
            var winner = (await table.FindAsync(at, cancel))?.Read<JobRun>() ?? run;
            return winner.State == JobState.Done ? new JobOutcome.DoneBefore(winner) : new JobOutcome.RunningElsewhere(winner);
        }
        return await HoldAsync(job, run, new Claim(journal, at, claimed.ETags[0]), cancel);
    }

    /// <summary>Runs a job that is claimed, renewing its lease until it ends.</summary>
    private async Task<JobOutcome> HoldAsync(DailyJob job, JobRun run, Claim claim, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var renewing = RenewAsync(run, claim, stop, done.Token);
        JobRun ended;
        try
        {
            var summary = await Actor.System(job.Name).RunAsync(() => job.RunAsync(run.Date, stop.Token));
            ended = run with { State = JobState.Done, LeaseUntil = null, EndedAt = clock.GetUtcNow(), Summary = summary };
        }
        catch (Exception fault) when (!cancel.IsCancellationRequested)
        {
            // The kind only: a message may hold what must not be kept here. The log has the rest.
            ended = run with { State = JobState.Failed, LeaseUntil = null, EndedAt = clock.GetUtcNow(), Fault = fault.GetType().Name };
            JobFailed(log, job.Name, run.Date, fault);
        }
        finally
        {
            await done.CancelAsync();
            await renewing;
        }
        if (!await claim.WriteAsync(ended, cancel)) return new JobOutcome.RunningElsewhere(run);
        if (ended.State == JobState.Failed) return new JobOutcome.Failed(ended);
        JobDone(log, job.Name, run.Date, ended.Summary);
        return new JobOutcome.Ran(ended);
    }

    private async Task RenewAsync(JobRun run, Claim claim, CancellationTokenSource stop, CancellationToken done)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Lease / 3, clock, done);
                // Never cancelled half way: the tag must stay the one that was written last.
                if (await claim.WriteAsync(run with { LeaseUntil = clock.GetUtcNow() + Lease }, CancellationToken.None)) continue;
                // Someone took over a lease that had run out: this run must not go on beside theirs.
                await stop.CancelAsync();
                return;
            }
        }
        catch (OperationCanceledException) when (done.IsCancellationRequested)
        {
        }
        catch (StorageUnavailableException fault)
        {
            // The lease runs out by itself; the job's own writes fail as well.
            LeaseNotRenewed(log, run.Job, run.Date, fault);
        }
    }

    private static BusinessFact FactOf(JobRun run) => new($"job-{run.State.ToString().ToLowerInvariant()}", run.Job, string.Create(CultureInfo.InvariantCulture, $"{Written(run.Date)} {run.Attempt}"));

    private static string Written(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    [LoggerMessage(EventId = 6001, Level = LogLevel.Information, Message = "Daily job {Job} is done for {Date:O}: {Summary}")]
    private static partial void JobDone(ILogger log, string job, DateOnly date, string? summary);

    [LoggerMessage(EventId = 6002, Level = LogLevel.Error, Message = "Daily job {Job} failed for {Date:O}; the next tick tries again")]
    private static partial void JobFailed(ILogger log, string job, DateOnly date, Exception fault);

    [LoggerMessage(EventId = 6003, Level = LogLevel.Warning, Message = "The lease of daily job {Job} for {Date:O} could not be renewed")]
    private static partial void LeaseNotRenewed(ILogger log, string job, DateOnly date, Exception fault);

    private sealed record LastDate(DateOnly Date);

    /// <summary>The claimed row and the tag it was last written with.</summary>
    private sealed class Claim(Journal journal, TableKey at, string etag)
    {
        private string _etag = etag;

        /// <returns>False where the claim is lost.</returns>
        public async Task<bool> WriteAsync(JobRun run, CancellationToken cancel)
        {
            if (await journal.CommitAsync(new TableBatch(at.Partition).Replace(at.Row, run, _etag), [FactOf(run)], cancel) is not Commit.Done done) return false;
            _etag = done.ETags[0];
            return true;
        }
    }
}

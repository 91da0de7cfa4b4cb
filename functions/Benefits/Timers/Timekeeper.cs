using System.Globalization;
using Benefits.Audit;
using Benefits.Storage;
using Microsoft.Extensions.Logging;

namespace Benefits.Timers;

/// <summary>Runs each daily job (每日任务) once for every Beijing business date, whoever ticks, and catches up on the dates an outage missed, in their order.</summary>
/// <remarks>
/// A run is claimed by a row with a lease of the machine's time; the one who inserts it, or takes over a lease that ran out, runs the job and renews the lease meanwhile.
/// A date that fails is tried again at the next tick, and the job's later dates wait for it; other jobs do not.
/// </remarks>
public sealed partial class Timekeeper(ITable table, Journal journal, TimeProvider clock, Runner runner, IEnumerable<DailyJob> jobs, ILogger<Timekeeper> log)
{
    /// <summary>How long a claim stands without being renewed.</summary>
    public static readonly TimeSpan Term = TimeSpan.FromMinutes(10);

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
            await foreach (var row in table.ReadAsync(Partitions.DailyJobs, Rows.RunsOf(day), cancel)) runs.Add(row.Read<JobRun>());
        }
        return runs;
    }

    /// <summary>What is due, date by date: pieces of a tick that may take long.</summary>
    public async Task<IReadOnlyList<(string Job, DateOnly Date)>> DueAsync(CancellationToken cancel)
    {
        List<(string Job, DateOnly Date)> due = [];
        foreach (var job in _jobs.Values)
        {
            for (var date = (await LastAsync(job, cancel)).AddDays(1); date <= clock.BusinessDate; date = date.AddDays(1)) due.Add((job.Name, date));
        }
        return [.. due.OrderBy(run => run.Date)];
    }

    /// <summary>Runs a job for a date if that is its next one; null where it is not: done already, or an earlier one has failed.</summary>
    public async Task<JobOutcome?> AdvanceAsync(string job, DateOnly date, CancellationToken cancel)
    {
        if (!_jobs.TryGetValue(job, out var found)) throw new ArgumentException($"There is no job '{job}'.", nameof(job));
        return (await LastAsync(found, cancel)).AddDays(1) == date ? await RunNextAsync(found, date, cancel) : null;
    }

    private async Task CatchUpAsync(DailyJob job, List<JobOutcome> outcomes, CancellationToken cancel)
    {
        var today = clock.BusinessDate;
        for (var date = (await LastAsync(job, cancel)).AddDays(1); date <= today; date = date.AddDays(1))
        {
            var outcome = await RunNextAsync(job, date, cancel);
            outcomes.Add(outcome);
            if (outcome is not (JobOutcome.Ran or JobOutcome.DoneBefore)) return;
        }
    }

    /// <summary>The last date the job is done for. A job that never ran begins with today; that is written down first, so that today is not forgotten where its run fails until tomorrow.</summary>
    private async Task<DateOnly> LastAsync(DailyJob job, CancellationToken cancel)
    {
        if ((await table.FindAsync(LastKey(job), cancel))?.Read<LastDate>() is { } last) return last.Date;
        LastDate yesterday = new(clock.BusinessDate.AddDays(-1));
        if (await journal.CommitAsync(new TableBatch(Partitions.DailyJobs).Insert(LastKey(job).Row, yesterday), [new BusinessFact(JobFactKinds.Enrolled, job.Name, Written(yesterday.Date))], cancel) is Commit.Done) return yesterday.Date;
        return (await table.FindAsync(LastKey(job), cancel))!.Read<LastDate>().Date;
    }

    private async Task<JobOutcome> RunNextAsync(DailyJob job, DateOnly date, CancellationToken cancel)
    {
        var outcome = await RunAsync(job, date, cancel);
        if (outcome is JobOutcome.Ran or JobOutcome.DoneBefore) await journal.CommitAsync(new TableBatch(Partitions.DailyJobs).Upsert(LastKey(job).Row, new LastDate(date)), [new BusinessFact(JobFactKinds.CaughtUp, job.Name, Written(date))], cancel);
        return outcome;
    }

    private async Task<JobOutcome> RunAsync(DailyJob job, DateOnly date, CancellationToken cancel)
    {
        var at = KeyOf(job, date);
        var row = await table.FindAsync(at, cancel);
        var before = row?.Read<JobRun>();
        var now = clock.Machine.GetUtcNow();
        if (before is { State: JobState.Done }) return new JobOutcome.DoneBefore(before);
        if (before is { State: JobState.Running, Lease: { } lease } && lease.Binds(runner.Name, runner, now)) return new JobOutcome.RunningElsewhere(before);

        JobRun run = new()
        {
            Job = job.Name,
            Date = date,
            State = JobState.Running,
            Attempt = (before?.Attempt ?? 0) + 1,
            StartedAt = clock.GetUtcNow(),
            Lease = new Lease(runner.Name, runner.Name, now + Term, AtWork: true),
        };
        var claim = row is null ? new TableBatch(Partitions.DailyJobs).Insert(at.Row, run) : new TableBatch(Partitions.DailyJobs).Replace(at.Row, run, row.ETag);
        if (await journal.CommitAsync(claim, [FactOf(run)], cancel) is not Commit.Done claimed)
        {
            var winner = (await table.FindAsync(at, cancel))?.Read<JobRun>() ?? run;
            return winner.State == JobState.Done ? new JobOutcome.DoneBefore(winner) : new JobOutcome.RunningElsewhere(winner);
        }
        return await HoldAsync(job, run, claimed.ETags[0], cancel);
    }

    /// <summary>Runs a job that is claimed, renewing its lease until it ends.</summary>
    private async Task<JobOutcome> HoldAsync(DailyJob job, JobRun run, string etag, CancellationToken cancel)
    {
        LeasedRow<JobRun> held = new((batch, next, stop) => journal.CommitAsync(batch, [FactOf(next)], stop), KeyOf(job, run.Date), run, etag, clock.Machine, Term, (now, until) => now with { Lease = now.Lease! with { Until = until } });
        JobRun ended;
        try
        {
            var summary = await held.WhileAsync(stop => Actor.System(job.Name).RunAsync(() => job.RunAsync(run.Date, stop)), fault => LeaseNotRenewed(log, run.Job, run.Date, fault), cancel);
            ended = run with { State = JobState.Done, Lease = null, EndedAt = clock.GetUtcNow(), Summary = summary };
        }
        catch (Exception fault) when (!cancel.IsCancellationRequested)
        {
            // The kind only: a message may hold what must not be kept here. The log has the rest.
            ended = run with { State = JobState.Failed, Lease = null, EndedAt = clock.GetUtcNow(), Fault = fault.GetType().Name };
            JobFailed(log, job.Name, run.Date, fault);
        }
        if (!await held.WriteAsync(ended, cancel)) return new JobOutcome.RunningElsewhere(run);
        if (ended.State == JobState.Failed) return new JobOutcome.Failed(ended);
        JobDone(log, job.Name, run.Date, ended.Summary);
        return new JobOutcome.Ran(ended);
    }

    private static TableKey LastKey(DailyJob job) => new(Partitions.DailyJobs, Rows.LastRun(job.Name));

    private static TableKey KeyOf(DailyJob job, DateOnly date) => new(Partitions.DailyJobs, Rows.Run(date, job.Name));

    private static BusinessFact FactOf(JobRun run) => new(KindOf(run.State), run.Job, string.Create(CultureInfo.InvariantCulture, $"{Written(run.Date)} {run.Attempt}"));

    private static FactKind KindOf(JobState state) => state switch
    {
        JobState.Running => JobFactKinds.Running,
        JobState.Done => JobFactKinds.Done,
        JobState.Failed => JobFactKinds.Failed,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "No such state."),
    };

    /// <summary>True for the row of a run that has not come to its end.</summary>
    internal static bool IsUnfinished(TableRow row) => row.Key.Row.StartsWith(Rows.RunPrefix, StringComparison.Ordinal) && row.Read<JobRun>().State != JobState.Done;

    private static string Written(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    [LoggerMessage(EventId = 6001, Level = LogLevel.Information, Message = "Daily job {Job} is done for {Date:O}: {Summary}")]
    private static partial void JobDone(ILogger log, string job, DateOnly date, string? summary);

    [LoggerMessage(EventId = 6002, Level = LogLevel.Error, Message = "Daily job {Job} failed for {Date:O}; the next tick tries again")]
    private static partial void JobFailed(ILogger log, string job, DateOnly date, Exception fault);

    [LoggerMessage(EventId = 6003, Level = LogLevel.Warning, Message = "The lease of daily job {Job} for {Date:O} could not be renewed")]
    private static partial void LeaseNotRenewed(ILogger log, string job, DateOnly date, Exception fault);

    private sealed record LastDate(DateOnly Date);
}

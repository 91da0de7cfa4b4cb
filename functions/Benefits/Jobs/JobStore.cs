using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Benefits.Storage;
using Benefits.Telemetry;
using Benefits.Timers;
using Microsoft.Extensions.Logging;

namespace Benefits.Jobs;

/// <summary>Opens long work (长任务) and does it piece by piece. A job has one owner at a time, by a lease; its cursor moves only when a piece is done, so it goes on where a crash cut it off.</summary>
public sealed partial class JobStore(ITable table, Optimistic optimistic, IEnumerable<JobKind> kinds, Runner runner, IServiceProvider services, TimeProvider clock, ILogger<JobStore> log)
{
    /// <summary>How long an owner may be silent before another one takes the job.</summary>
    public static readonly TimeSpan Term = TimeSpan.FromMinutes(2);

    private const string Planning = "编排";

    /// <summary>A piece that fails this often ends the job. A store that takes nothing is no fault of the piece.</summary>
    private const int MostAttempts = 5;

    private readonly Dictionary<string, JobKind> _kinds = kinds.ToDictionary(kind => kind.Name);
    private int _runs;

    public static string NumberOf(JobKind kind, string subject) => $"{kind.Name}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(subject)))[..12]}";

    /// <summary>What people call the job's kind.</summary>
    public string TitleOf(Job job) => _kinds[job.Kind].Title;

    /// <summary>The job for the subject, new where there is none. One that had failed is opened again, and goes on at the piece that failed.</summary>
    public async Task<Job> OpenAsync(JobKind kind, string subject, CancellationToken cancel)
    {
        if (!_kinds.ContainsKey(kind.Name)) throw new ArgumentException($"Jobs of kind '{kind.Name}' could not be taken up again: the kind is not registered.", nameof(kind));
        var number = NumberOf(kind, subject);
        return await optimistic.ChangeAsync<Job>(async () =>
        {
            var row = await table.FindAsync(KeyOf(number), cancel);
            var before = row?.Read<Job>();
            if (before is { State: not JobState.Failed }) return before;
            var now = clock.GetUtcNow();
            var opened = before is null
                ? new Job { Number = number, Kind = kind.Name, Subject = subject, State = JobState.Running, AskedAt = now, UpdatedAt = now }
                : before with { State = JobState.Running, Attempt = 0, UpdatedAt = now, EndedAt = null, Lease = null };
            TableBatch batch = new TableBatch(Partitions.LongJobs).Upsert(Rows.OpenJob(number), number);
            batch = row is null ? batch.Insert(KeyOf(number).Row, opened) : batch.Replace(KeyOf(number).Row, opened, row.ETag);
            return await table.CommitAsync(batch, cancel) is Commit.Done ? opened : Attempt.Again;
        }, cancel);
    }

    public async Task<Job?> FindAsync(string number, CancellationToken cancel) => (await table.FindAsync(KeyOf(number), cancel))?.Read<Job>();

    /// <summary>The jobs that have not ended: one read, however many there have been.</summary>
    public async Task<IReadOnlyList<Job>> OpenJobsAsync(CancellationToken cancel)
    {
        List<string> numbers = [];
        await foreach (var row in table.ReadAsync(Partitions.LongJobs, Rows.OpenJobPrefix, cancel)) numbers.Add(row.Read<string>());
        List<Job> open = [];
        foreach (var number in numbers) if (await FindAsync(number, cancel) is { } job) open.Add(job);
        return open;
    }

    /// <summary>Does the job here and now, to its end, or up to where another one is at it.</summary>
    /// <returns>The job as it stands then: done, failed, or running where someone else has it.</returns>
    public async Task<Job> RunAsync(string number, CancellationToken cancel)
    {
        var owner = $"{runner.Name}-{Interlocked.Increment(ref _runs)}";
        while (await TurnAsync(number, owner, cancel) is JobTurn.Moved)
        {
        }
        return await FindAsync(number, cancel) ?? throw new InvalidOperationException($"There is no job {number}.");
    }

    /// <summary>Does the job's next piece; the first turn plans it. A fault of the piece is kept with the job and thrown.</summary>
    /// <param name="owner">Who carries the job from piece to piece.</param>
    public async Task<JobTurn> TurnAsync(string number, string owner, CancellationToken cancel)
    {
        var row = await table.FindAsync(KeyOf(number), cancel) ?? throw new InvalidOperationException($"There is no job {number}.");
        var job = row.Read<Job>();
        if (job.State != JobState.Running) return new JobTurn.Ended();
        var now = clock.Machine.GetUtcNow();
        if (job.Lease is { } lease && lease.Binds(owner, runner, now)) return new JobTurn.Taken(lease.Until);

        var kind = _kinds[job.Kind];
        var piece = job.Pieces is null ? null : (await PlanAsync(number, cancel))[job.Done];
        var claimed = job with
        {
            Lease = new Lease(owner, runner.Name, now + Term, AtWork: true),
            Attempt = job.Attempt + 1,
            Current = piece?.Title ?? Planning,
            UpdatedAt = clock.GetUtcNow(),
        };
        if (await table.CommitAsync(new TableBatch(Partitions.LongJobs).Replace(KeyOf(number).Row, claimed, row.ETag), cancel) is not Commit.Done done) return new JobTurn.Taken(now);
        LeasedRow<Job> held = new((batch, _, stop) => table.CommitAsync(batch, stop), KeyOf(number), claimed, done.ETags[0], clock.Machine, Term, (held, until) => held with { Lease = held.Lease! with { Until = until } });
        Job next;
        try
        {
            next = await held.WhileAsync(stop => piece is null ? LayOutAsync(kind, claimed, stop) : DoAsync(kind, claimed, piece, stop), fault => LeaseNotRenewed(log, number, fault), cancel);
        }
        catch (Exception fault)
        {
            if (!await LetGoAsync(held, claimed, fault, cancel)) return new JobTurn.Taken(now);
            throw;
        }
        var hasEnded = next.Done == next.Pieces;
        next = next with
        {
            State = hasEnded ? JobState.Done : JobState.Running,
            Attempt = 0,
            UpdatedAt = clock.GetUtcNow(),
            EndedAt = hasEnded ? clock.GetUtcNow() : null,
            Lease = hasEnded ? null : new Lease(owner, runner.Name, clock.Machine.GetUtcNow() + Term, AtWork: false),
        };
        if (!await WriteAsync(held, next, cancel)) return new JobTurn.Taken(now);
        if (hasEnded) JobDone(log, number, next.Done, next.Faults.Count);
        return hasEnded ? new JobTurn.Ended() : new JobTurn.Moved();
    }

    /// <summary>Notes which workflow carries the job from now on.</summary>
    internal Task<bool> HandOverAsync(Job job, string instance, CancellationToken cancel) =>
        optimistic.ChangeAsync<bool>(async () =>
        {
            if (await table.FindAsync(KeyOf(job.Number), cancel) is not { } row) return false;
            var now = row.Read<Job>();
            if (now.State != JobState.Running || now.Instance != job.Instance) return now.Instance == instance;
            var handed = now with { Instance = instance, Starts = now.Starts + 1 };
            return await table.CommitAsync(new TableBatch(Partitions.LongJobs).Replace(row.Key.Row, handed, row.ETag), cancel) is Commit.Done ? true : Attempt.Again;
        }, cancel);

    /// <summary>True where nobody has been heard of for a lease.</summary>
    internal bool IsSilent(Job job) => job.Lease is not { } lease || !lease.Binds("", runner, clock.Machine.GetUtcNow());

    private async Task<Job> LayOutAsync(JobKind kind, Job job, CancellationToken cancel)
    {
        var pieces = await kind.Plan(services, job.Subject, cancel);
        if (pieces.Count > JobKind.MostPieces) throw new InvalidOperationException($"{job.Number} has {pieces.Count} pieces; a plan holds at most {JobKind.MostPieces}.");
        // Only the owner writes the plan, and reads it once the job's row says how many pieces it has.
        await table.CommitAsync(new TableBatch(Partitions.LongJobs).Upsert(Rows.JobPlan(job.Number), pieces), cancel);
        return job with { Pieces = pieces.Count };
    }

    private async Task<Job> DoAsync(JobKind kind, Job job, JobPiece piece, CancellationToken cancel)
    {
        using var span = Instruments.Source.StartActivity($"job {kind.Name}", ActivityKind.Internal);
        var result = await kind.Run(services, job.Subject, piece, cancel);
        var moved = job with { Done = job.Done + 1, Count = job.Count + result.Count };
        return result.Fault is { } said ? moved.With(new JobFault(moved.Done, piece.Title, said, job.Attempt, clock.GetUtcNow())) : moved;
    }

    /// <summary>Keeps the fault and gives the job up to whoever comes next, so that nobody waits for the lease to run out; where not even that can be written, it does run out.</summary>
    /// <returns>False where someone else has taken the job meanwhile: then the fault is only that this run was told to stop.</returns>
    private async Task<bool> LetGoAsync(LeasedRow<Job> held, Job job, Exception fault, CancellationToken cancel)
    {
        var left = job with { Lease = null, UpdatedAt = clock.GetUtcNow() };
        if (cancel.IsCancellationRequested)
        {
            // Not the piece's fault: the host stops.
            left = left with { Attempt = job.Attempt - 1 };
        }
        else
        {
            var piece = job.Pieces is null ? 0 : job.Done + 1;
            left = left.With(new JobFault(piece, job.Current!, fault.GetType().Name, job.Attempt, clock.GetUtcNow()));
            if (job.Attempt >= MostAttempts && fault is not StorageUnavailableException) left = left with { State = JobState.Failed, EndedAt = clock.GetUtcNow() };
        }
        try
        {
            if (!await WriteAsync(held, left, CancellationToken.None)) return false;
            if (left.Faults.Count > 0 && !cancel.IsCancellationRequested) PieceFailed(log, job.Number, left.Faults[^1].Piece, job.Attempt, fault);
            return true;
        }
        catch (StorageUnavailableException storage)
        {
            LeaseNotRenewed(log, job.Number, storage);
            return true;
        }
    }

    private async Task<bool> WriteAsync(LeasedRow<Job> held, Job next, CancellationToken cancel)
    {
        if (next.State == JobState.Running) return await held.WriteAsync(next, cancel);
        var open = await table.FindAsync(new TableKey(Partitions.LongJobs, Rows.OpenJob(next.Number)), cancel);
        return await held.WriteAsync(next, cancel, batch =>
        {
            if (open is not null) batch.Delete(open.Key.Row, open.ETag);
        });
    }

    private async Task<List<JobPiece>> PlanAsync(string number, CancellationToken cancel) =>
        (await table.FindAsync(new TableKey(Partitions.LongJobs, Rows.JobPlan(number)), cancel))?.Read<List<JobPiece>>() ?? throw new InvalidOperationException($"The plan of job {number} is gone.");

    private static TableKey KeyOf(string number) => new(Partitions.LongJobs, Rows.Job(number));

    [LoggerMessage(EventId = 6021, Level = LogLevel.Information, Message = "Job {Number} is done: {Pieces} pieces, {Faults} faults")]
    private static partial void JobDone(ILogger log, string number, int pieces, int faults);

    [LoggerMessage(EventId = 6022, Level = LogLevel.Error, Message = "Piece {Piece} of job {Number} failed at attempt {Attempt}")]
    private static partial void PieceFailed(ILogger log, string number, int piece, int attempt, Exception fault);

    [LoggerMessage(EventId = 6023, Level = LogLevel.Warning, Message = "The lease of job {Number} could not be written")]
    private static partial void LeaseNotRenewed(ILogger log, string number, Exception fault);
}

/// <summary>What a turn at a job came to.</summary>
public abstract record JobTurn
{
    private JobTurn()
    {
    }

    /// <summary>A piece is done, and there is more to do.</summary>
    public sealed record Moved : JobTurn;

    /// <summary>The job is done, or has failed.</summary>
    public sealed record Ended : JobTurn;

    /// <summary>Someone else is at it.</summary>
    /// <param name="Until">By the machine's clock: when to look again at the latest.</param>
    public sealed record Taken(DateTimeOffset Until) : JobTurn;
}

using Benefits.Timers;
using Microsoft.Extensions.DependencyInjection;

namespace Benefits.Jobs;

/// <summary>A kind of long work (长任务): how it falls into pieces that take seconds each, and how one of them is done.</summary>
/// <param name="Name">Lower-case letters and hyphens.</param>
/// <param name="Title">What it is, in Chinese.</param>
/// <param name="Plan">The pieces in their order, for a subject: a reference to rows and files, nothing personal. Repeatable; the first answer that is kept counts.</param>
/// <param name="Run">Does one piece. It may be cut off and run again, also beside a run that was thought dead: the second must come to the same end.</param>
public sealed record JobKind(
    string Name,
    string Title,
    Func<IServiceProvider, string, CancellationToken, Task<IReadOnlyList<JobPiece>>> Plan,
    Func<IServiceProvider, string, JobPiece, CancellationToken, Task<PieceResult>> Run)
{
    /// <summary>More would not fit the row that keeps the plan; a kind with more to do makes its pieces larger.</summary>
    public const int MostPieces = 1_000;

    /// <summary>A kind that methods of <typeparamref name="TService"/> carry out.</summary>
    public static JobKind Of<TService>(
        string name,
        string title,
        Func<TService, string, CancellationToken, Task<IReadOnlyList<JobPiece>>> plan,
        Func<TService, string, JobPiece, CancellationToken, Task<PieceResult>> run)
        where TService : notnull =>
        new(
            name,
            title,
            (services, subject, cancel) => plan(services.GetRequiredService<TService>(), subject, cancel),
            (services, subject, piece, cancel) => run(services.GetRequiredService<TService>(), subject, piece, cancel));
}

/// <param name="Key">Tells the kind which piece it is.</param>
/// <param name="Title">Tells people, in Chinese; nothing personal.</param>
public sealed record JobPiece(string Key, string Title);

/// <param name="Count">How many things it changed; the job shows the sum.</param>
/// <param name="Fault">What did not go well though the job goes on; nothing personal.</param>
public sealed record PieceResult(int Count = 0, string? Fault = null);

/// <summary>A piece of long work and how far it is (长任务进度): row <c>job-{number}</c> of partition <c>long-jobs</c>, beside its plan and, while it is open, its place in the list of open ones.</summary>
public sealed record Job
{
    /// <summary>Derived from kind and subject, so that who asks twice finds the same job.</summary>
    public required string Number { get; init; }

    public required string Kind { get; init; }

    public required string Subject { get; init; }

    public required JobState State { get; init; }

    /// <summary>How many pieces there are; null until it is planned.</summary>
    public int? Pieces { get; init; }

    /// <summary>How many of them are done: the next one's index.</summary>
    public int Done { get; init; }

    /// <summary>The piece that is being done, or was last.</summary>
    public string? Current { get; init; }

    /// <summary>The sum of what the pieces counted.</summary>
    public long Count { get; init; }

    /// <summary>How often the current piece was begun.</summary>
    public int Attempt { get; init; }

    /// <summary>The last faults, the latest at the end.</summary>
    public IReadOnlyList<JobFault> Faults { get; init; } = [];

    public required DateTimeOffset AskedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public Lease? Lease { get; init; }

    /// <summary>How often it was handed to a workflow.</summary>
    public int Starts { get; init; }

    /// <summary>The workflow's instance that carries it on now; null where none was ever started.</summary>
    public string? Instance { get; init; }

    /// <summary>Keeps a fault; the oldest give way.</summary>
    internal Job With(JobFault fault) => this with { Faults = [.. Faults.TakeLast(MostFaults - 1), fault] };

    private const int MostFaults = 50;
}

/// <summary>What went wrong with a piece.</summary>
/// <param name="Piece">Its number, from 1; 0 while the job is planned.</param>
/// <param name="Fault">The kind of fault, or the kind of work's own sentence: never an exception's message, which may hold what must not be kept.</param>
public sealed record JobFault(int Piece, string Title, string Fault, int Attempt, DateTimeOffset At);

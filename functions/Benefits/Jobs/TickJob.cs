using System.Globalization;
using Benefits.Timers;

namespace Benefits.Jobs;

/// <summary>A tick by hand (走钟): what is due may be days of daily jobs, so each of them for one date is a piece. One that fails is named, and the others go on.</summary>
public sealed class TickJob(Timekeeper keeper)
{
    public static readonly JobKind Kind = JobKind.Of<TickJob>("tick", "补齐每日任务", (tick, _, cancel) => tick.PlanAsync(cancel), (tick, _, piece, cancel) => tick.RunAsync(piece, cancel));

    /// <summary>Each time of asking is a job of its own.</summary>
    public static string SubjectAt(DateTimeOffset now) => now.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    private async Task<IReadOnlyList<JobPiece>> PlanAsync(CancellationToken cancel) =>
        [.. (await keeper.DueAsync(cancel)).Take(JobKind.MostPieces).Select(run => new JobPiece($"{Written(run.Date)} {run.Job}", $"{Written(run.Date)} {run.Job}"))];

    private async Task<PieceResult> RunAsync(JobPiece piece, CancellationToken cancel)
    {
        var parts = piece.Key.Split(' ');
        return await keeper.AdvanceAsync(parts[1], DateOnly.ParseExact(parts[0], "yyyy-MM-dd", CultureInfo.InvariantCulture), cancel) switch
        {
            JobOutcome.Ran or JobOutcome.DoneBefore => new PieceResult(1),
            JobOutcome.Failed failed => new PieceResult(0, failed.Run.Fault),
            // Another tick has run it, is at it, or cannot get past an earlier date.
            JobOutcome.RunningElsewhere or null => new PieceResult(),
            var other => throw new InvalidOperationException($"Unknown outcome {other}."),
        };
    }

    private static string Written(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

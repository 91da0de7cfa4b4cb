using System.Globalization;
using Benefits.Cases;
using Benefits.Cases.Notices;
using Benefits.Payouts;

namespace Benefits.Tests.Payouts;

/// <summary>The people around a case, who look at where it stands and do what is theirs: sign, correct accounts, object and decide objections; otherwise time passes.</summary>
internal sealed record Counter
{
    /// <summary>Far more moves than a case takes.</summary>
    private const int MostMoves = 800;

    public bool Signs { get; init; } = true;

    public bool CorrectsAccounts { get; init; } = true;

    /// <summary>A line that someone objects to while it is on notice, and whether the objection stands; null where nobody looks into it.</summary>
    public LineId? ObjectsTo { get; init; }

    public bool? Upholds { get; init; } = false;

    public bool Jobs { get; init; } = true;

    /// <summary>Carries the case on until it is closed, or until <paramref name="isOver"/> says that the process is dead.</summary>
    public async Task<Stage> CarryAsync(PayoutWorld world, CaseId id, Func<bool>? isOver = null)
    {
        for (var move = 0; move < MostMoves; move++)
        {
            await world.Engine.IdleAsync(default);
            if (isOver?.Invoke() == true) return Stage.Received;
            var progress = await world.ProgressAsync(id);
            if (progress.Stage is Stage.Settled or Stage.Refused or Stage.Lapsed) return progress.Stage;
            await MoveAsync(world, id, progress);
        }
        throw new InvalidOperationException($"{id} does not come to an end.");
    }

    /// <summary>One move: somebody does what is theirs, or else time passes.</summary>
    public async Task MoveAsync(PayoutWorld world, CaseId id, Progress progress)
    {
        if (!await ActAsync(world, id, progress)) await world.PassADayAtMostAsync(Jobs);
    }

    private async Task<bool> ActAsync(PayoutWorld world, CaseId id, Progress progress)
    {
        switch (progress.Stage)
        {
            case Stage.InReview when Signs && progress.Steps[^1].Key is StepKey.ReviewOpened { Signature: var number }:
                Assert.Equal(SignResult.Done, await world.SignAsync(id, $"signer-{number}", isReviewer: number != 1));
                return true;
            case Stage.WaitingForAccount when CorrectsAccounts:
                var account = string.Create(CultureInfo.InvariantCulture, $"62990000{progress.Steps.Count:0000}1234");
                Assert.IsType<CorrectionResult.Corrected>(await world.CorrectAsync(id, PayoutWorld.Account(int.Parse(id.Enterprise.Text[12..17], CultureInfo.InvariantCulture), account)));
                return true;
            case Stage.InNotice when ObjectsTo is { } line && progress.Steps[^1].Key is StepKey.NoticePublished && (await world.Get<Objections>().ReadAsync(line, default)).Count == 0:
                Assert.Equal(ObjectionResult.Done, await world.ObjectAsync(line));
                return true;
            case Stage.InObjection when ObjectsTo is { } line && Upholds is { } upheld && (await world.Get<Objections>().ReadAsync(line, default)).Exists(objection => objection.Value.Upheld is null):
                Assert.Equal(ObjectionResult.Done, await world.DecideAsync(line, upheld));
                return true;
            default:
                return false;
        }
    }
}

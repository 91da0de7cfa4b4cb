using System.ComponentModel;
using Benefits.Cases;
using Benefits.Eligibility;
using Benefits.Reference;
using Benefits.Storage;

namespace Benefits.Applications;

/// <summary>An application as its firm and its caseworkers see it (办件详情); everything personal is masked.</summary>
public sealed record ApplicationView : IPage
{
    public required CaseId Id { get; init; }

    public required string EnterpriseName { get; init; }

    public required DistrictCode District { get; init; }

    public required string DistrictName { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    public required Stage Stage { get; init; }

    public required string StageText { get; init; }

    public required IReadOnlyList<string> Measures { get; init; }

    public required int Workers { get; init; }

    public required string MaskedAccount { get; init; }

    /// <summary>Lines that are paid or on their way, and their sum.</summary>
    public required int Lines { get; init; }

    public required Money Total { get; init; }

    public required int PaidLines { get; init; }

    public required Money Paid { get; init; }

    /// <summary>Every step with its date, oldest first.</summary>
    public required IReadOnlyList<StepView> Steps { get; init; }

    /// <summary>A page of the workers' decisions, in the order of the form.</summary>
    public required IReadOnlyList<DecisionView> Decisions { get; init; }

    [Description(PageAsked.NextSays)]
    public string? Next { get; init; }
}

/// <summary>A step with its date, and with what a person typed to it.</summary>
public sealed record StepView(StepKey Key, Stage Stage, DateTimeOffset At, string Text, DateOnly? Due);

public sealed record DecisionView
{
    public required int Worker { get; init; }

    public required string MaskedName { get; init; }

    public required DateOnly DecidedOn { get; init; }

    /// <summary>Hash of the policy packs that decided.</summary>
    public required string PackHash { get; init; }

    public required IReadOnlyList<LineView> Lines { get; init; }

    public required IReadOnlyList<AssessmentView> Assessments { get; init; }

    public required IReadOnlyList<NotChosen> NotChosen { get; init; }

    public static DecisionView Of(DecisionRow decision, IReadOnlyList<LineView> lines) => new()
    {
        Worker = decision.Worker,
        MaskedName = decision.MaskedName,
        DecidedOn = decision.DecidedOn,
        PackHash = decision.PackHash,
        Lines = lines,
        Assessments = [.. decision.Assessments.Select(AssessmentView.Of)],
        NotChosen = decision.NotChosen,
    };
}

public sealed record LineView
{
    public required LineId Id { get; init; }

    public required string Title { get; init; }

    public required string Clause { get; init; }

    public required string Period { get; init; }

    public required Money Amount { get; init; }

    public required LineStage State { get; init; }

    public required string StateText { get; init; }

    public required int Attempt { get; init; }

    public DateOnly? PaidOn { get; init; }

    public string? Reason { get; init; }

    internal static LineView Of(LineRow line, string? reason) => new()
    {
        Id = line.Id,
        Title = line.Title,
        Clause = line.Clause,
        Period = line.Period,
        Amount = line.Amount,
        State = line.State,
        StateText = line.State.Label,
        Attempt = line.Attempt,
        PaidOn = line.PaidOn,
        Reason = reason,
    };
}

/// <summary>One measure with its findings and the explanation as prose.</summary>
public sealed record AssessmentView
{
    public required string Measure { get; init; }

    public required string Title { get; init; }

    public required string Clause { get; init; }

    public required string Period { get; init; }

    public required Outcome Outcome { get; init; }

    public Money? Amount { get; init; }

    public DateOnly? ReadyOn { get; init; }

    public required string Explanation { get; init; }

    public required IReadOnlyList<Finding> Findings { get; init; }

    public static AssessmentView Of(Assessment assessment) => new()
    {
        Measure = assessment.Measure,
        Title = assessment.Title,
        Clause = assessment.Clause,
        Period = assessment.Period,
        Outcome = assessment.Outcome,
        Amount = assessment.Amount,
        ReadyOn = assessment.ReadyOn,
        Explanation = Eligibility.Explanation.Of(assessment),
        Findings = assessment.Findings,
    };
}

/// <summary>Puts a case file together for those who may see it; only here what people typed is opened and put to the sentences it belongs to.</summary>
public sealed class CaseReader(CaseStore cases, SealedTexts texts)
{
    public async Task<ApplicationView> ViewAsync(CaseHeader header, PageAsked page, CancellationToken cancel)
    {
        var progress = await cases.ProgressAsync(header.Id, cancel);
        List<LineRow> lines = [];
        await foreach (var line in cases.LinesAsync(header.Id, cancel)) lines.Add(line);
        Dictionary<string, string> opened = [];
        var byWorker = lines.ToLookup(line => line.Id.Worker);
        var decisions = await cases.DecisionsAsync(header.Id, page, cancel);
        List<DecisionView> views = [];
        foreach (var decision in decisions.Items) views.Add(DecisionView.Of(decision, await LinesAsync(byWorker[decision.Worker])));
        List<StepView> steps = [];
        foreach (var step in progress.Steps) steps.Add(new StepView(step.Key, step.Stage, step.At, await ShownAsync(step.Text, step.TextName), step.Due));
        var standing = lines.Where(line => line.State != LineStage.Dropped).ToList();
        var paid = standing.Where(line => line.State == LineStage.Paid).ToList();
        return new ApplicationView
        {
            Id = header.Id,
            EnterpriseName = header.EnterpriseName,
            District = header.District,
            DistrictName = Districts.FullName(header.District),
            ReceivedAt = header.ReceivedAt,
            Stage = progress.Stage,
            StageText = progress.Stage.Label,
            Measures = header.Measures,
            Workers = header.Workers,
            MaskedAccount = header.MaskedAccount,
            Lines = standing.Count,
            Total = standing.Sum(line => line.Amount),
            PaidLines = paid.Count,
            Paid = paid.Sum(line => line.Amount),
            Steps = steps,
            Decisions = views,
            Next = decisions.Next,
        };

        async Task<IReadOnlyList<LineView>> LinesAsync(IEnumerable<LineRow> some)
        {
            List<LineView> views = [];
            foreach (var line in some) views.Add(LineView.Of(line, line.Reason is { } reason ? await ShownAsync(reason, line.TextName) : null));
            return views;
        }

        // One reason may stand at thousands of lines.
        async Task<string> ShownAsync(string said, string? textName)
        {
            if (textName is null) return said;
            if (!opened.TryGetValue(textName, out var words)) opened[textName] = words = await texts.FindAsync(header.Id, textName, cancel) ?? SealedTexts.Erased;
            return $"{said.TrimEnd('。')}。理由：{words}";
        }
    }
}

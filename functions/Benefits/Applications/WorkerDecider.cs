using Benefits.Eligibility;
using Benefits.Ledger;
using Benefits.Parties;
using Benefits.Policy;

namespace Benefits.Applications;

/// <summary>All measures weighed for one worker.</summary>
public sealed record WorkerDecision(IReadOnlyList<Assessment> Assessments, IReadOnlyList<Assessment> Granted, IReadOnlyList<NotChosen> NotChosen);

/// <summary>Weighs every measure for a worker and chooses the lawful combination worth most. It reads, and writes nothing: the preview and the decision are the same.</summary>
public sealed class WorkerDecider(FactGatherer facts, Claims claims, Assessor assessor)
{
    /// <param name="own">The application that decides: what it claimed before a crash is not in its own way. Null for a preview.</param>
    public async Task<WorkerDecision> DecideAsync(CreditCode enterprise, WorkerRow worker, IReadOnlyList<Measure> measures, DateOnly today, CaseId? own, CancellationToken cancel)
    {
        Declared declared = new() { HiredOn = worker.HiredOn, ContractFrom = worker.ContractFrom, ContractTo = worker.ContractTo };
        var sheet = await facts.GatherAsync(enterprise, worker.Person, declared, today, cancel);
        List<Assessment> assessments = [.. measures.SelectMany(measure => assessor.Assess(measure, sheet, today))];
        Dictionary<string, string> taken = [];
        foreach (var claim in await claims.ListAsync(worker.Person, cancel))
        {
            if (own is { } application && claim.Holder.ApplicationId == application.Text) continue;
            taken[claim.Key.Text] = claim.Holder.Firm == enterprise ? $"本企业已于{claim.TakenOn:yyyy-MM-dd}申领" : $"该人员已于{claim.TakenOn:yyyy-MM-dd}由其他企业申领";
        }
        var choice = Combination.Choose(assessments, taken);
        return new WorkerDecision(assessments, choice.Granted, [.. choice.Displaced.Select(displaced => new NotChosen(displaced.Assessment.Measure, displaced.Assessment.Period, displaced.Reason))]);
    }
}

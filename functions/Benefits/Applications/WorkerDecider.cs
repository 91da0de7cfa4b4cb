using Benefits.Cases;
using Benefits.Eligibility;
using Benefits.Ledger;
using Benefits.Policy;
using Benefits.Registers;

namespace Benefits.Applications;

/// <summary>All measures weighed for one worker.</summary>
public sealed record WorkerDecision(IReadOnlyList<Assessment> Assessments, IReadOnlyList<Assessment> Granted, IReadOnlyList<NotChosen> NotChosen, IReadOnlyList<string> Cautions);

/// <summary>Weighs every measure for a worker and chooses the lawful combination worth most. It reads, and writes nothing: the preview and the decision are the same.</summary>
public sealed class WorkerDecider(FactGatherer facts, Claims claims, PolicyLibrary library)
{
    /// <summary>What is known of the firm, once for all its workers.</summary>
    public Task<EnterpriseFacts> EnterpriseAsync(CreditCode enterprise, CancellationToken cancel) => facts.EnterpriseAsync(enterprise, cancel);

    /// <param name="own">The application that decides: what it claimed before a crash is not in its own way. Null for a preview.</param>
    public async Task<WorkerDecision> DecideAsync(EnterpriseFacts enterprise, PersonKey person, Declared declared, IReadOnlyList<Measure> measures, DateOnly today, CaseId? own, CancellationToken cancel)
    {
        var sheet = await facts.GatherAsync(enterprise, person, declared, today, cancel);
        var held = await claims.ListAsync(person, cancel);
        AddPaid(sheet, held, today);
        List<Assessment> assessments = [.. measures.SelectMany(measure => Assessor.Assess(measure, sheet, today, appliedOn: today))];
        Dictionary<string, string> taken = [];
        foreach (var claim in held)
        {
            if (own is { } application && claim.Holder.ApplicationId == application.Text) continue;
            taken[claim.Key.Text] = claim.Holder.Firm == enterprise.Code ? $"本企业已于{claim.TakenOn:yyyy-MM-dd}申领" : $"该人员已于{claim.TakenOn:yyyy-MM-dd}由其他企业申领";
        }
        var choice = Combination.Choose(assessments, taken);
        return new WorkerDecision(assessments, choice.Granted, [.. choice.Displaced.Select(displaced => new NotChosen(displaced.Assessment.Measure, displaced.Assessment.Period, displaced.Reason))], [.. choice.Cautions.Select(caution => caution.Says)]);
    }

    /// <summary>Facts that our own ledger answers, such as an advance that was paid; it knows all it has paid, so nothing paid is zero.</summary>
    private void AddPaid(FactSheet sheet, IReadOnlyList<Claim> held, DateOnly today)
    {
        foreach (var terms in library.Facts.All)
        {
            if (terms.Origin is not FactOrigin.PaidClaims paid) continue;
            var sum = held.Where(claim => claim.PaidOn is not null && paid.Cover(claim.Key.Text)).Sum(claim => claim.Amount);
            sheet.Set(terms.Path, new Fact(new Value.Amount(sum), terms.Source, today));
        }
    }
}

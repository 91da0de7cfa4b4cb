using System.ComponentModel;
using Benefits.Cases;
using Benefits.Eligibility;
using Benefits.Policy;
using Benefits.Storage;
using Benefits.Vault;

namespace Benefits.Applications;

/// <summary>What a form would come to (预审), worker by worker; nothing is claimed and nothing promised.</summary>
public sealed record PreviewResult : IPage
{
    /// <summary>A page of the workers, in the order of the form. The sums below are over all of them.</summary>
    public required IReadOnlyList<WorkerPreview> Workers { get; init; }

    [Description(PageAsked.NextSays)]
    public string? Next { get; init; }

    /// <summary>Awards that would be granted, and their sum.</summary>
    public required int Granted { get; init; }

    public required Money Total { get; init; }

    /// <summary>Awards that time alone will bring.</summary>
    public required int Waits { get; init; }

    public required int Unknown { get; init; }

    public required int Refused { get; init; }
}

public sealed record WorkerPreview
{
    /// <summary>The worker's place on the form, from 1.</summary>
    public required int Worker { get; init; }

    public required string MaskedName { get; init; }

    /// <summary>What would be granted, of the measures that exclude each other the lawful combination worth most.</summary>
    public required IReadOnlyList<AssessmentView> Granted { get; init; }

    /// <summary>All other measures with the reason.</summary>
    public required IReadOnlyList<AssessmentView> Others { get; init; }

    public required IReadOnlyList<NotChosen> NotChosen { get; init; }

    /// <summary>What taking the awards now would close for good although it would be worth more later; Chinese.</summary>
    public required IReadOnlyList<string> Cautions { get; init; }
}

/// <summary>Previews forms, and remembers by firm and measure how many people wait for an application, so that the firm can be told before a measure closes.</summary>
public sealed class Preview(ITable table, FormCheck check, WorkerDecider decider, TimeProvider clock)
{
    public const int MaxWorkers = 500;

    public async Task<(PreviewResult? Result, IReadOnlyList<Fault> Faults)> RunAsync(ApplicationForm form, PageAsked page, CancellationToken cancel)
    {
        if (form.Workers.Count > MaxWorkers) return (null, [new Fault("/workers", $"预审每次最多{MaxWorkers}人，现为{form.Workers.Count}人；正式申请不受此限")]);
        var checkedForm = await check.CheckAsync(form, cancel);
        if (checkedForm.Faults.Count > 0) return (null, checkedForm.Faults);

        var today = clock.BusinessDate;
        var decisions = new WorkerDecision[checkedForm.People.Count];
        var enterprise = await decider.EnterpriseAsync(form.Enterprise, cancel);
        await Parallel.ForAsync(0, decisions.Length, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancel }, async (place, stop) =>
        {
            var person = checkedForm.People[place];
            decisions[place] = await decider.DecideAsync(enterprise, person.Key, person.Declared, checkedForm.Measures, today, null, stop);
        });
        await RememberAsync(form.Enterprise, checkedForm.Measures, decisions, today, cancel);

        var workers = page.Of(decisions.Index(), each => $"{each.Index:00000}", each => View(each.Item, each.Index, checkedForm.People[each.Index].Form.Name));
        var all = decisions.SelectMany(decision => decision.Assessments).ToList();
        return (new PreviewResult
        {
            Workers = workers.Items,
            Next = workers.Next,
            Granted = decisions.Sum(decision => decision.Granted.Count),
            Total = decisions.SelectMany(decision => decision.Granted).Sum(award => award.Amount!.Value),
            Waits = all.Count(assessment => assessment.Outcome == Outcome.Waits),
            Unknown = all.Count(assessment => assessment.Outcome == Outcome.Unknown),
            Refused = all.Count(assessment => assessment.Outcome == Outcome.Refused),
        }, []);
    }

    private static WorkerPreview View(WorkerDecision decision, int place, string name) => new()
    {
        Worker = place + 1,
        MaskedName = Masks.Name(name),
        Granted = [.. decision.Granted.Select(AssessmentView.Of)],
        Others = [.. decision.Assessments.Except(decision.Granted).Select(AssessmentView.Of)],
        NotChosen = decision.NotChosen,
        Cautions = decision.Cautions,
    };

    private async Task RememberAsync(CreditCode enterprise, IReadOnlyList<Measure> measures, IReadOnlyList<WorkerDecision> decisions, DateOnly today, CancellationToken cancel)
    {
        var counts = measures
            .Select(measure => new OpenEntitlement(
                measure.Id,
                decisions.Count(decision => decision.Granted.Any(award => award.Measure == measure.Id)),
                decisions.Count(decision => decision.Assessments.Any(assessment => assessment.Measure == measure.Id && assessment.Outcome == Outcome.Waits))))
            .Where(count => count.Ready + count.Waiting > 0)
            .ToList();
        await table.CommitAsync(new TableBatch(Partitions.Previews).Upsert(enterprise.Text, new OpenEntitlements(enterprise, today, counts)), cancel);
    }
}

/// <summary>What a firm was shown and has not applied for (未申领权益): counts only.</summary>
public sealed record OpenEntitlements(CreditCode Enterprise, DateOnly On, IReadOnlyList<OpenEntitlement> Measures);

public sealed record OpenEntitlement(string Measure, int Ready, int Waiting);

using System.Diagnostics;
using System.Globalization;
using Benefits.Applications;
using Benefits.Audit;
using Benefits.Cases;
using Benefits.Eligibility;
using Benefits.Funds;
using Benefits.Ledger;
using Benefits.Policy;
using Benefits.Registers;
using Benefits.Storage;
using Benefits.Telemetry;
using Benefits.Vault;

namespace Benefits.Payouts;

/// <summary>Decides an application (审核认定): every worker by the law of the day that the law names, on the facts of the day of receipt, and claims what is granted before anyone else can.</summary>
public sealed class CaseDecider(ITable table, Journal journal, CaseStore cases, WorkerDecider decider, Claims claims, PersonVault vault, PolicyLibrary library)
{
    private const int AtOnce = 8;

    /// <summary>Step. Workers decided before a crash stay as they were decided.</summary>
    public async Task<Decided> DecideAsync(DatedCase input, CancellationToken cancel)
    {
        var id = input.Id;
        var header = await cases.GetAsync(id, cancel);
        if (await table.FindAsync(SummaryKey(id), cancel) is { } summary) return summary.Read<Decided>();
        HashSet<int> done = [];
        await foreach (var decision in cases.DecisionsAsync(id, cancel)) done.Add(decision.Worker);
        List<(int Number, WorkerRow Worker)> open = [];
        var number = 0;
        await foreach (var worker in cases.WorkersAsync(id, cancel))
        {
            number++;
            if (!done.Contains(number)) open.Add((number, worker));
        }
        List<Measure> measures = [.. header.Measures.Select(measure => library.Find(measure) ?? throw new InvalidOperationException($"No pack holds '{measure}' any more."))];
        var enterprise = await decider.EnterpriseAsync(id.Enterprise, cancel);
        await Parallel.ForEachAsync(open, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (worker, stop) => await DecideAsync(header, enterprise, measures, worker.Number, worker.Worker, stop));
        return await SummariseAsync(header, cancel);
    }

    private async Task DecideAsync(CaseHeader header, EnterpriseFacts enterprise, IReadOnlyList<Measure> measures, int number, WorkerRow worker, CancellationToken cancel)
    {
        var id = header.Id;
        Declared declared = new() { HiredOn = worker.HiredOn, ContractFrom = worker.ContractFrom, ContractTo = worker.ContractTo, BornOn = BornOn(worker, id) };
        var (decision, lines) = await journal.ChangeAsync<(WorkerDecision, List<LineRow>)>(async () =>
        {
            var decision = await decider.DecideAsync(enterprise, worker.Person, declared, measures, header.ReceivedOn, id, cancel);
            List<LineRow> lines = [.. decision.Granted.Select((award, place) => Line(header, worker, new LineId(id, number, place + 1), award))];
            return await ClaimAsync(header, worker.Person, lines, cancel) ? (decision, lines) : Attempt.Again;
        }, cancel);

        DecisionRow row = new()
        {
            Worker = number,
            MaskedName = worker.MaskedName,
            DecidedOn = header.ReceivedOn,
            PackHash = library.Hash,
            Assessments = decision.Assessments,
            NotChosen = decision.NotChosen,
            Lines = lines.Count,
            Total = lines.Sum(line => line.Amount),
        };
        var batch = new TableBatch(id.Partition).Insert(id.Keys.Decision(number), row);
        foreach (var line in lines) batch.Insert(line.Id.Row, line);
        BusinessFact fact = new(PayoutFactKinds.WorkerDecided, id.Keys.Decision(number), string.Create(CultureInfo.InvariantCulture, $"{lines.Count} {row.Total.Fen} {library.Hash}"));
        if (await journal.CommitAsync(batch, [fact], cancel) is Commit.Done) Count(decision.Assessments);
    }

    /// <summary>Refusals by the clause that was not met (不予兑现，按条款).</summary>
    private static void Count(IReadOnlyList<Assessment> assessments)
    {
        foreach (var refused in assessments.Where(assessment => assessment.Outcome == Outcome.Refused))
        {
            var clause = refused.Findings.First(finding => finding.Truth == Truth.NotMet).Clause;
            Instruments.Refusals.Add(1, new KeyValuePair<string, object?>("measure", refused.Measure), new KeyValuePair<string, object?>("clause", clause));
        }
    }

    /// <summary>Claims the lines' awards, and lets go what an earlier try claimed otherwise. False where someone else was quicker: then the worker is decided again.</summary>
    private async Task<bool> ClaimAsync(CaseHeader header, PersonKey person, List<LineRow> lines, CancellationToken cancel)
    {
        var wanted = lines.SelectMany(line => line.ClaimKeys.Select(key => (key, line.Id.Text, line.Amount))).ToHashSet();
        foreach (var claim in await claims.ListAsync(person, cancel))
        {
            if (claim.Holder.ApplicationId != header.Id.Text || wanted.Contains((claim.Key.Text, claim.Holder.LineId, claim.Amount))) continue;
            if (await claims.ReleaseAsync(person, claim.Holder.LineId, "decided-again", null, cancel) is ReleaseOutcome.IsPaid) throw new InvalidOperationException($"{claim.Holder.LineId} is decided again, and was paid on {claim.PaidOn:O}.");
        }
        foreach (var line in lines)
        {
            ClaimHolder holder = new(line.Id.Text, header.Id.Text, header.Id.Enterprise);
            switch (await claims.TakeAsync(person, [.. line.ClaimKeys.Select(key => new ClaimKey(key))], holder, line.Amount, header.ReceivedOn, cancel))
            {
                case TakeOutcome.Taken or TakeOutcome.AlreadyMine:
                    break;
                case TakeOutcome.HeldBy:
                    return false;
                default:
                    throw new UnreachableException();
            }
        }
        return true;
    }

    /// <summary>The number on the form says when its holder was born; it leaves the vault for no other reason here.</summary>
    private DateOnly BornOn(WorkerRow worker, CaseId id)
    {
        var number = vault.Open(worker.SealedIdentity, id.Text).Split(' ')[0];
        return ResidentId.TryParse(number, DateOnly.MaxValue, out var resident, out _) ? resident.BornOn : throw new InvalidOperationException($"{id} holds a worker without a valid number.");
    }

    private LineRow Line(CaseHeader header, WorkerRow worker, LineId id, Assessment award) => new()
    {
        Id = id,
        Person = worker.Person,
        MaskedName = worker.MaskedName,
        Measure = award.Measure,
        Title = award.Title,
        Clause = award.Clause,
        Period = award.Period,
        Amount = award.Amount!.Value,
        Fund = FundOf(header, award),
        ClaimKeys = award.ClaimKeys,
        State = LineStage.Decided,
    };

    private FundKey FundOf(CaseHeader header, Assessment award)
    {
        var terms = library.Funds.First(fund => fund.Code == award.Fund);
        var place = terms.PoolLevel switch
        {
            PoolLevel.Province => header.District.Province,
            PoolLevel.Prefecture => header.District.Prefecture,
            PoolLevel.County => header.District,
            _ => throw new InvalidOperationException($"Fund {terms.Code} has no pool level."),
        };
        return new FundKey(terms.Code, place, header.ReceivedOn.Year);
    }

    private async Task<Decided> SummariseAsync(CaseHeader header, CancellationToken cancel)
    {
        var total = Money.Zero;
        int lines = 0, waiting = 0, unknown = 0;
        var needsPeople = false;
        await foreach (var decision in cases.DecisionsAsync(header.Id, cancel))
        {
            total += decision.Total;
            lines += decision.Lines;
            waiting += decision.Assessments.Count(award => award.Outcome == Outcome.Waits);
            unknown += decision.Assessments.Count(award => award.Outcome == Outcome.Unknown);
            needsPeople |= decision.Assessments.Any(award => award.Outcome == Outcome.Unknown || (award.Outcome == Outcome.Granted && award.RestsOnDeclaration));
        }
        var signatures = lines == 0 ? 0 : library.Procedure(CaseTerms.BundleProcedure).Signatures(total, needsPeople);
        Decided summary = new(lines, total, signatures);
        var text = string.Create(CultureInfo.InvariantCulture, $"已审核：可兑现{lines}笔，共{total}；待到期{waiting}项，待核实{unknown}项；{(summary.Signatures == 0 ? "免申即享，无需签批" : $"需{summary.Signatures}人签批")}");
        await cases.RecordAsync(header.Id, new NewStep(new StepKey.Decided(), Stage.Received, text), batch => batch.Insert(SummaryKey(header.Id).Row, summary), cancel);
        return summary;
    }

    private static TableKey SummaryKey(CaseId id) => new(id.Partition, id.Keys.Decided);
}

using Benefits.Policy;

namespace Benefits.Eligibility.Evaluation;

/// <summary>One thing to be found: a condition of the pack, or one that every measure has.</summary>
/// <param name="Holds">How it stands; the evaluator notes the facts it looked at.</param>
/// <param name="Remedy">What to say where it is not met.</param>
internal sealed record Check(string Says, string Clause, bool MovesWithTime, Func<Evaluator, Truth> Holds, Func<IReadOnlyList<FactSeen>, string> Remedy)
{
    public static Check Of(Condition condition) => new(
        condition.Says,
        condition.Clause,
        condition.When.MovesWithTime,
        evaluator => evaluator.Truth(condition.When),
        seen => condition.Remedy ?? Correct(seen));

    /// <summary>The measure was in force on the day whose law counts (实施期限).</summary>
    public static Check InForce(Measure measure)
    {
        var decidedBy = measure.InForce.DecidedBy;
        return new Check(
            $"认定之日在实施期限内（{Window(measure)}）",
            measure.Clause,
            decidedBy.MovesWithTime,
            evaluator => evaluator.Date(decidedBy) switch
            {
                null => Truth.Unknown,
                { } day when day < measure.OpensOn => Truth.NotMet,
                { } day when day > measure.EndsOn => Truth.NotMet,
                _ => Truth.Met,
            },
            _ => OutOfForce(measure));
    }

    /// <summary>It was applied for before it closed.</summary>
    public static Check AppliedInTime(Measure measure, DateOnly appliedOn) => new(
        $"在{Shown.Date(measure.ClosesOn!.Value)}前（含当日）提出申请",
        measure.Clause,
        false,
        _ => appliedOn <= measure.ClosesOn ? Truth.Met : Truth.NotMet,
        _ => $"本办法已于{Shown.Date(measure.ClosesOn!.Value)}截止，{Shown.Date(appliedOn)}提出的申请不再受理");

    /// <summary>There is a month or year to pay for.</summary>
    public static Check HasPeriod(Measure measure) => new(
        "有可以计发的月份",
        measure.Clause,
        measure.Periods!.MovesWithTime,
        evaluator => evaluator.Evaluate(measure.Periods) switch
        {
            null => Truth.Unknown,
            Value.List { Items.Count: 0 } => Truth.NotMet,
            _ => Truth.Met,
        },
        Correct);

    public Finding Find(Timeline time, DateOnly? period)
    {
        var evaluator = time.At(time.Today, period);
        var truth = Holds(evaluator);
        var ready = truth != Truth.Met && MovesWithTime ? time.FirstDay(day => Holds(time.Project(day, period)) == Truth.Met) : null;
        return new Finding
        {
            Says = Says,
            Clause = Clause,
            Truth = truth,
            Facts = evaluator.Seen,
            ReadyOn = ready,
            Remedy = truth == Truth.Met ? null
                : ready is { } day ? $"待{Shown.Date(day)}后即可满足，届时无须另行申报"
                : truth == Truth.Unknown ? Ask(evaluator.Seen)
                : Remedy(evaluator.Seen),
        };
    }

    private static string Ask(IReadOnlyList<FactSeen> seen)
    {
        var missing = seen.Where(fact => fact.Value is null).Select(fact => $"{fact.Label}（{fact.Source}）").ToList();
        return missing.Count > 0 ? $"请补充或核实：{string.Join("、", missing)}" : "现有数据不足以认定，请由经办人员核实";
    }

    private static string Correct(IReadOnlyList<FactSeen> seen)
    {
        var registers = seen.Where(fact => fact.Value is not null && fact.Path != "today").Select(fact => fact.Source).Distinct().ToList();
        return registers.Count > 0 ? $"如登记有误，请先更正{string.Join("、", registers)}，再重新提出" : "不符合规定";
    }

    private static string Window(Measure measure) =>
        $"{Shown.Date(measure.OpensOn)}起{(measure.EndsOn is { } end ? $"至{Shown.Date(end)}止" : "，未定终止日")}";

    private static string OutOfForce(Measure measure)
    {
        var later = measure.Superseded ?? measure.Document.Superseded;
        var replaced = later is { } norm && measure.EndsOn == norm.On.AddDays(-1) ? $"；自{Shown.Date(norm.On)}起执行{norm.By}" : "";
        return $"{measure.Clause}的实施期限为{Window(measure)}，认定之日不在此期限内{replaced}";
    }
}

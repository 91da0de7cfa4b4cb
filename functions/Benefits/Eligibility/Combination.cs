namespace Benefits.Eligibility;

/// <summary>Which of the awards a person fits are granted, where some exclude each other: the lawful combination worth most (就高不重复).</summary>
/// <param name="Granted">In the order of measure and period.</param>
/// <param name="Displaced">What was fit and is not granted, each with the reason.</param>
/// <param name="Cautions">What a grant now closes for good although it would be worth more later.</param>
public sealed record Combination(IReadOnlyList<Assessment> Granted, IReadOnlyList<DisplacedAward> Displaced, IReadOnlyList<Caution> Cautions)
{
    /// <summary>Chooses for one person. Whatever the order they come in, the choice is the same: of two combinations of one worth, the one with the earlier measure (by id, then period).</summary>
    /// <param name="assessments">All assessments of one person; only granted ones are chosen from.</param>
    /// <param name="takenClaims">Claim keys that are taken already, with by whom or what, as text for people.</param>
    public static Combination Choose(IReadOnlyList<Assessment> assessments, IReadOnlyDictionary<string, string> takenClaims)
    {
        List<Assessment> open = [];
        List<DisplacedAward> displaced = [];
        foreach (var fit in InOrder(assessments.Where(assessment => assessment.Outcome == Outcome.Granted)))
        {
            if (fit.ClaimKeys.FirstOrDefault(takenClaims.ContainsKey) is { } key) displaced.Add(new DisplacedAward(fit, $"{fit.Title}不重复享受：{takenClaims[key]}"));
            else open.Add(fit);
        }
        List<Assessment> granted = [.. InOrder(Conflicts.Split(open).SelectMany(BestCombination.Of))];
        foreach (var lost in open.Where(fit => !granted.Contains(fit, ReferenceEqualityComparer.Instance))) displaced.Add(new DisplacedAward(lost, Reason(lost, granted)));
        return new Combination(granted, displaced, Warn(assessments, granted, takenClaims));
    }

    private static IEnumerable<Assessment> InOrder(IEnumerable<Assessment> assessments) =>
        assessments.OrderBy(fit => fit.Measure, StringComparer.Ordinal).ThenBy(fit => fit.Period, StringComparer.Ordinal);

    private static string Reason(Assessment lost, List<Assessment> granted)
    {
        var winners = granted.Where(winner => Conflicts.Between(winner, lost)).ToList();
        var worth = winners.Sum(winner => winner.Amount ?? Money.Zero);
        var own = lost.Amount ?? Money.Zero;
        var names = string.Join("、", winners.Select(winner => winner.Title).Distinct());
        var which = winners.Count == 1 ? "两者" : "各项";
        if (winners.Count == 1 && winners[0].Measure == lost.Measure) return $"{lost.Title}同一人同一期只发一次";
        if (worth > own) return $"{worth}的{names}优于{own}的{lost.Title}，{which}不重复享受";
        return worth == own
            ? $"{names}与{lost.Title}同为{own}，{which}不重复享受，按办法编号先后取{names}"
            : $"含{names}的组合总额最高，与{own}的{lost.Title}不重复享受";
    }

    private static List<Caution> Warn(IReadOnlyList<Assessment> assessments, List<Assessment> granted, IReadOnlyDictionary<string, string> takenClaims)
    {
        List<Caution> cautions = [];
        foreach (var later in InOrder(assessments.Where(assessment => assessment is { Outcome: Outcome.Waits, Amount: not null })))
        {
            if (later.ClaimKeys.Any(takenClaims.ContainsKey)) continue;
            var closing = granted.Where(winner => Conflicts.Between(winner, later)).ToList();
            var worth = closing.Sum(winner => winner.Amount ?? Money.Zero);
            if (closing.Count == 0 || later.Amount <= worth) continue;
            cautions.Add(new Caution(later, closing, $"现在领取{string.Join("、", closing.Select(winner => winner.Title))}（{worth}）后，不能再享受{later.ReadyOn:yyyy年M月d日}可兑现的{later.Title}（{later.Amount}）"));
        }
        return cautions;
    }
}

/// <param name="Reason">A Chinese sentence.</param>
public sealed record DisplacedAward(Assessment Assessment, string Reason);

/// <summary>A larger award that only waits, and that the granted ones would close.</summary>
public sealed record Caution(Assessment Later, IReadOnlyList<Assessment> Closing, string Says);

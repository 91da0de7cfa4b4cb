using Benefits.Eligibility.Evaluation;

namespace Benefits.Eligibility.Examples;

/// <summary>Runs an example and says in Chinese what differs from what was expected; nothing where all is as expected.</summary>
public static class ExampleRun
{
    public static IReadOnlyList<string> Differences(Example written)
    {
        var assessments = written.Measures.SelectMany(measure => Assessor.Assess(measure, written.Facts, written.Today, written.AppliedOn)).ToList();
        List<string> differences = [];
        foreach (var expected in written.Expected)
        {
            var meant = assessments.Where(found => found.Measure == expected.Measure && (expected.Period is null || found.Period == expected.Period)).ToList();
            if (meant.Count == 0) differences.Add($"{expected.Measure}没有{expected.Period ?? "任何"}期，实际各期为{Listed(assessments.Where(found => found.Measure == expected.Measure).Select(found => found.Period))}");
            if (expected.Count is { } count && count != meant.Count) differences.Add($"{expected.Measure}预期{count}期，实际{meant.Count}期");
            foreach (var found in meant) differences.AddRange(Compare(expected, found).Select(difference => $"{found.Title}{(found.Period == "once" ? "" : $"（{found.Period}）")}{difference}"));
        }
        if (written.Chosen is not null || written.Displaced.Count > 0) differences.AddRange(Compare(written, Combination.Choose(assessments, written.Taken)));
        return differences;
    }

    private static IEnumerable<string> Compare(Expectation expected, Assessment found)
    {
        if (expected.Outcome != found.Outcome) yield return $"预期{expected.Outcome.Label}，实际{found.Outcome.Label}：{Explanation.Of(found)}";
        if (expected.Amount is { } amount && amount != found.Amount) yield return $"预期{amount}，实际{found.Amount?.ToString() ?? "无金额"}";
        if (expected.ToReturn is { } back && back != found.ToReturn) yield return $"预期应退回{back}，实际{found.ToReturn?.ToString() ?? "无须退回"}";
        if (expected.ReadyOn is { } ready && ready != found.ReadyOn) yield return $"预期{Shown.Date(ready)}到期，实际{(found.ReadyOn is { } day ? Shown.Date(day) : "没有到期日")}";
        if (expected.Declared is { } declared && declared != found.RestsOnDeclaration) yield return declared ? "预期依据承诺认定，实际不是" : "实际依据承诺认定";
        if (Differ(expected.NotMet, found, Truth.NotMet) is { } notMet) yield return $"预期不满足{Listed(expected.NotMet!)}，实际不满足{notMet}";
        if (Differ(expected.Unknown, found, Truth.Unknown) is { } unknown) yield return $"预期待核实{Listed(expected.Unknown!)}，实际待核实{unknown}";
        var cited = found.Findings.Select(finding => finding.Clause).Append(found.Clause).ToHashSet();
        foreach (var clause in expected.Clauses.Where(clause => !cited.Contains(clause))) yield return $"没有引用{clause}";
    }

    private static string? Differ(IReadOnlyList<string>? expected, Assessment found, Truth truth)
    {
        if (expected is null) return null;
        var actual = found.Findings.Where(finding => finding.Truth == truth).Select(finding => finding.Says).ToList();
        var same = actual.Count == expected.Count && expected.All(says => actual.Any(one => one.StartsWith(says, StringComparison.Ordinal)));
        return same ? null : Listed(actual);
    }

    private static IEnumerable<string> Compare(Example written, Combination combination)
    {
        var granted = combination.Granted.Select(award => award.Period == "once" ? award.Measure : $"{award.Measure}/{award.Period}").Order(StringComparer.Ordinal).ToList();
        if (written.Chosen is { } chosen && !chosen.Order(StringComparer.Ordinal).SequenceEqual(granted)) yield return $"预期兑现{Listed(chosen)}，实际兑现{Listed(granted)}";
        foreach (var (measure, words) in written.Displaced)
        {
            var reasons = combination.Displaced.Where(lost => lost.Assessment.Measure == measure).Select(lost => lost.Reason).ToList();
            if (!reasons.Any(reason => reason.Contains(words, StringComparison.Ordinal))) yield return $"预期{measure}因“{words}”不兑现，实际{Listed(reasons)}";
        }
    }

    private static string Listed(IEnumerable<string> words) => string.Join("、", words.Select(word => $"“{word}”").DefaultIfEmpty("无"));
}

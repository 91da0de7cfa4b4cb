using System.Text;
using Benefits.Eligibility.Evaluation;

namespace Benefits.Eligibility;

/// <summary>A decision in Chinese prose (决定说明), as it is shown to the applicant and kept with the case.</summary>
public static class Explanation
{
    /// <summary>Remedies against a refusal: 行政复议法 第二十条, 行政诉讼法 第四十六条.</summary>
    public const string Remedies = "对本决定不服的，可以自收到决定之日起60日内申请行政复议，或者自收到决定之日起6个月内提起行政诉讼。";

    public static string Of(Assessment assessment)
    {
        StringBuilder text = new($"{assessment.Title}（{assessment.Clause}{Period(assessment.Period)}）：{Result(assessment)}");
        if (assessment.DecidedOn is { } day) text.Append($"以{Shown.Date(day)}的规定和事实认定。");
        Append(text, "不满足：", assessment.Findings.Where(finding => finding.Truth == Truth.NotMet));
        Append(text, "待核实：", assessment.Findings.Where(finding => finding.Truth == Truth.Unknown));
        Append(text, "已满足：", assessment.Findings.Where(finding => finding.Truth == Truth.Met));
        if (assessment.RestsOnDeclaration) text.Append("部分条件依据申请人承诺认定，须由经办人员核实。");
        if (assessment.Outcome == Outcome.Refused) text.Append(Remedies);
        return text.ToString();
    }

    private static string Period(string period) => period.StartsWith("once", StringComparison.Ordinal) ? "" : $"，{period[..7]}";

    private static string Result(Assessment assessment) => assessment.Outcome switch
    {
        Outcome.Granted => assessment.Amount is { } amount ? $"符合条件，可以兑现{amount}。" : "符合条件。",
        Outcome.Waits => $"目前尚未满足，随时间推移预计{Shown.Date(assessment.ReadyOn!.Value)}可以兑现{assessment.Amount}。",
        Outcome.Unknown => "尚有事实待核实，暂不作出决定。",
        Outcome.Refused => $"不符合条件，不予兑现{(assessment.ToReturn is { } back ? $"，并应退回{back}" : "")}。",
        _ => throw new InvalidOperationException($"No text for {assessment.Outcome}."),
    };

    private static void Append(StringBuilder text, string heading, IEnumerable<Finding> findings)
    {
        var number = 0;
        foreach (var finding in findings)
        {
            text.Append(number++ == 0 ? heading : "；").Append($"{number}. {finding.Says}（{finding.Clause}）");
            var facts = finding.Facts.Where(fact => fact.Value is not null && fact.Path != "today").Select(fact => $"{fact.Label}为{fact.Value}（{Source(fact)}）").ToList();
            if (facts.Count > 0) text.Append($"，{string.Join("，", facts)}");
            if (finding.Remedy is { } remedy) text.Append($"，{remedy}");
        }
        if (number > 0) text.Append('。');
    }

    private static string Source(FactSeen fact) =>
        fact.Declared ? "申请人承诺，尚未核实" : fact.AsOf is { } asOf ? $"{fact.Source}，截至{Shown.Date(asOf)}" : fact.Source;
}

using Benefits.Applications;
using Benefits.Parties;

namespace Benefits.Payouts;

/// <summary>What the payout says in more than one place.</summary>
internal static class PayoutTerms
{
    /// <summary>The procedure of the packs whose deadlines and limits the workflow keeps.</summary>
    public const string Procedure = FormCheck.BundleProcedure;

    /// <summary>Remedies against a refusal: 行政复议法 第二十条, 行政诉讼法 第四十六条.</summary>
    public const string Remedies = "如有异议，可自收到决定之日起60日内申请行政复议，或6个月内提起行政诉讼";

    public static string Provisional(Deadline due) => due.Provisional ? "（该年度放假安排尚未公布，日期为暂定）" : "";
}

using Benefits.Applications;
using Benefits.Reference;

namespace Benefits.Payouts;

/// <summary>What the payout says in more than one place.</summary>
internal static class PayoutTerms
{
    /// <summary>The procedure of the packs whose deadlines and limits the workflow keeps.</summary>
    public const string Procedure = FormCheck.BundleProcedure;

    public static string Provisional(Deadline due) => due.Provisional ? "（该年度放假安排尚未公布，日期为暂定）" : "";
}

using Benefits.Reference;

namespace Benefits.Cases;

/// <summary>What a case says in more than one place.</summary>
internal static class CaseTerms
{
    /// <summary>The procedure of the packs whose deadlines and limits the bundled payout (直补快办) keeps.</summary>
    public const string BundleProcedure = "bundle";

    public static string Provisional(Deadline due) => due.Provisional ? "（该年度放假安排尚未公布，日期为暂定）" : "";
}

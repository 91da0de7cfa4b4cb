using Benefits.Audit;
using Benefits.Funds;

namespace Benefits.Cases.Notices;

/// <summary>What the audit chain is told of notices and objections (审计事项：公示与异议).</summary>
internal static class NoticeFactKinds
{
    private const string Line = FundFactKinds.Line;

    public static readonly FactKind PagesWritten = new("notice-pages-written", "公示明细写入", CaseFactKinds.Case, Recorders.System);
    public static readonly FactKind Published = new("notice-published", "公示发布", CaseFactKinds.Case, Recorders.System);
    public static readonly FactKind LineInNotice = new("line-in-notice", "明细公示中", Line, Recorders.System);
    public static readonly FactKind LineCleared = new("line-cleared", "明细公示无异议", Line, Recorders.System);
    public static readonly FactKind ObjectionRaised = new("objection-raised", "提出异议", Line, Recorders.Anyone);
    public static readonly FactKind ObjectionDecided = new("objection-decided", "异议已处理", Line, Recorders.Deciders);
}

using Benefits.Eligibility;
using Benefits.Funds;

namespace Benefits.Cases;

/// <summary>The application's header (申请主表), written last at intake and never changed.</summary>
public sealed record CaseHeader
{
    public required CaseId Id { get; init; }

    public required string EnterpriseName { get; init; }

    public required DistrictCode District { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Subject of the sign-in that submitted it; the same person approves nothing of it.</summary>
    public required string SubmittedBy { get; init; }

    /// <summary>Keyed hash of the form: the same idempotency key with another form is refused.</summary>
    public required string Fingerprint { get; init; }

    public required IReadOnlyList<string> Measures { get; init; }

    public required int Workers { get; init; }

    /// <summary>Contact and account, sealed.</summary>
    public required string SealedContact { get; init; }

    public required string SealedAccount { get; init; }

    public required string MaskedAccount { get; init; }

    public DateOnly ReceivedOn => ReceivedAt.BusinessDate;
}

/// <summary>A worker on the form (申请人员); a row holds a page of them.</summary>
public sealed record WorkerRow
{
    public required PersonKey Person { get; init; }

    /// <summary>Name and resident id, sealed together.</summary>
    public required string SealedIdentity { get; init; }

    public required string MaskedName { get; init; }

    public required string MaskedId { get; init; }

    public DateOnly? HiredOn { get; init; }

    public DateOnly? ContractFrom { get; init; }

    public DateOnly? ContractTo { get; init; }
}

/// <summary>All that was decided for one worker (审核决定).</summary>
public sealed record DecisionRow
{
    public required int Worker { get; init; }

    public required string MaskedName { get; init; }

    public required DateOnly DecidedOn { get; init; }

    /// <summary>Hash of the policy packs that decided.</summary>
    public required string PackHash { get; init; }

    public required IReadOnlyList<Assessment> Assessments { get; init; }

    /// <summary>Measures the worker would get, but for another one that excludes them: measure, period and reason.</summary>
    public required IReadOnlyList<NotChosen> NotChosen { get; init; }

    public required int Lines { get; init; }

    public required Money Total { get; init; }
}

/// <param name="Reason">A Chinese sentence.</param>
public sealed record NotChosen(string Measure, string Period, string Reason);

public enum LineStage
{
    /// <summary>Decided (已认定).</summary>
    [Label("已认定")]
    Decided,

    /// <summary>On public notice (公示中).</summary>
    [Label("公示中")]
    InNotice,

    /// <summary>Held back by an objection (异议中止).</summary>
    [Label("异议中止")]
    Frozen,

    /// <summary>Notice over, no objection stands (公示无异议).</summary>
    [Label("公示无异议")]
    Cleared,

    /// <summary>Money set aside (已预留).</summary>
    [Label("已预留资金")]
    Reserved,

    /// <summary>Handed to the bank (已提交银行).</summary>
    [Label("已提交银行")]
    Submitted,

    /// <summary>Paid and booked (已发放).</summary>
    [Label("已发放")]
    Paid,

    /// <summary>Sent back by the bank (退票).</summary>
    [Label("退票")]
    Returned,

    /// <summary>Will not be paid: rejected, objection upheld, or given up (不予发放).</summary>
    [Label("不予发放")]
    Dropped,
}

/// <summary>One award on its way to money (发放明细).</summary>
public sealed record LineRow
{
    public required LineId Id { get; init; }

    public required PersonKey Person { get; init; }

    public required string MaskedName { get; init; }

    public required string Measure { get; init; }

    public required string Title { get; init; }

    public required string Clause { get; init; }

    public required string Period { get; init; }

    public required Money Amount { get; init; }

    /// <summary>The fund's budget that pays: fund, place and year.</summary>
    public required FundKey Fund { get; init; }

    public required IReadOnlyList<string> ClaimKeys { get; init; }

    public required LineStage State { get; init; }

    /// <summary>Payment attempt, from 1; 0 before the first.</summary>
    public int Attempt { get; init; }

    public DateOnly? PaidOn { get; init; }

    /// <summary>Why it was returned or dropped, in Chinese: a sentence of ours or of the bank's.</summary>
    public string? Reason { get; init; }

    /// <summary>Name of the sealed text that a person typed to the reason, see <see cref="SealedTexts"/>.</summary>
    public string? TextName { get; init; }
}

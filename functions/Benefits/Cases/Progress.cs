namespace Benefits.Cases;

/// <summary>Where an application stands (办理状态).</summary>
public enum Stage
{
    /// <summary>已受理</summary>
    Received,

    /// <summary>审核中</summary>
    InReview,

    /// <summary>公示中</summary>
    InNotice,

    /// <summary>异议处理中</summary>
    InObjection,

    /// <summary>待资金到位</summary>
    WaitingForFunds,

    /// <summary>发放中</summary>
    Paying,

    /// <summary>退票待更正账户</summary>
    WaitingForAccount,

    /// <summary>已办结</summary>
    Settled,

    /// <summary>不予兑现</summary>
    Refused,

    /// <summary>逾期终止，可重新申请</summary>
    Lapsed,
}

/// <summary>Every step of an application so far (办理进度), oldest first.</summary>
public sealed record Progress(Stage Stage, IReadOnlyList<CaseStep> Steps)
{
    public static readonly Progress Empty = new(Stage.Received, []);

    public bool Has(StepKey key) => Steps.Any(step => step.Key == key);

    public Progress With(CaseStep step) => new(step.Stage, [.. Steps, step]);
}

/// <param name="Text">What happened, in Chinese, without personal data.</param>
/// <param name="Due">Until when the next thing should have happened; provisional where the calendar of that year is not published.</param>
/// <param name="TextName">Name of the sealed text that a person typed to it, see <see cref="SealedTexts"/>.</param>
public sealed record CaseStep(StepKey Key, Stage Stage, DateTimeOffset At, string Text, DateOnly? Due = null, string? TextName = null);

namespace Benefits.Cases;

/// <summary>Where an application stands (办理状态).</summary>
public enum Stage
{
    /// <summary>已受理</summary>
    [Label("已受理")]
    Received,

    /// <summary>审核中</summary>
    [Label("审核中")]
    InReview,

    /// <summary>公示中</summary>
    [Label("公示中")]
    InNotice,

    /// <summary>异议处理中</summary>
    [Label("异议处理中")]
    InObjection,

    /// <summary>待资金到位</summary>
    [Label("待资金到位")]
    WaitingForFunds,

    /// <summary>发放中</summary>
    [Label("发放中")]
    Paying,

    /// <summary>退票待更正账户</summary>
    [Label("退票待更正账户")]
    WaitingForAccount,

    /// <summary>已办结</summary>
    [Label("已办结")]
    Settled,

    /// <summary>不予兑现</summary>
    [Label("不予兑现")]
    Refused,

    /// <summary>逾期终止，可重新申请</summary>
    [Label("逾期终止，可重新申请")]
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

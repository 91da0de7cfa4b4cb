namespace Benefits.Cases;

/// <summary>States in the words of the counter.</summary>
public static class CaseWords
{
    public static string Of(Stage stage) => stage switch
    {
        Stage.Received => "已受理",
        Stage.InReview => "审核中",
        Stage.InNotice => "公示中",
        Stage.InObjection => "异议处理中",
        Stage.WaitingForFunds => "待资金到位",
        Stage.Paying => "发放中",
        Stage.WaitingForAccount => "退票待更正账户",
        Stage.Settled => "已办结",
        Stage.Refused => "不予兑现",
        Stage.Lapsed => "逾期终止，可重新申请",
        _ => throw new ArgumentOutOfRangeException(nameof(stage), stage, "No such stage."),
    };

    public static string Of(LineStage state) => state switch
    {
        LineStage.Decided => "已认定",
        LineStage.InNotice => "公示中",
        LineStage.Frozen => "异议中止",
        LineStage.Cleared => "公示无异议",
        LineStage.Reserved => "已预留资金",
        LineStage.Submitted => "已提交银行",
        LineStage.Paid => "已发放",
        LineStage.Returned => "退票",
        LineStage.Dropped => "不予发放",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "No such state."),
    };
}

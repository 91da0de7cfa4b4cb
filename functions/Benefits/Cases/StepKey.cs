using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Serialization;
using Benefits.Audit;

namespace Benefits.Cases;

/// <summary>
/// Names a step of a case once and for all (办理步骤), so that a repeat is seen. Its text is made and read here alone; a text that was ever stored keeps its meaning.
/// </summary>
/// <remarks>A level is 0 at first and 1 once escalated; payment runs and attempts count from 1, and a wait for money names the run before it.</remarks>
[JsonConverter(typeof(TextJson<StepKey>))]
public abstract record StepKey : IText<StepKey>
{
    private StepKey(string text, FactKind fact)
    {
        Text = text;
        Fact = fact;
    }

    public string Text { get; }

    /// <summary>What the audit chain is told when the step is recorded.</summary>
    internal FactKind Fact { get; }

    public static bool TryParse(string? text, [NotNullWhen(true)] out StepKey? value, [NotNullWhen(false)] out string? fault)
    {
        value = Read((text ?? "").Split('-'));
        // Numbers have one way to be written, so that no step has two names.
        if (value?.Text != text) value = null;
        fault = value is null ? "办理步骤标识不正确" : null;
        return value is not null;
    }

    private static StepKey? Read(string[] parts) => parts switch
    {
        ["received"] => new Received(),
        ["decided"] => new Decided(),
        ["review", var signature, var level] => new ReviewOpened(Number(signature), Number(level)),
        ["signed", var signature] => new CaseSigned(Number(signature)),
        ["refused"] => new Refused(),
        ["notice", "published"] => new NoticePublished(),
        ["notice", "closed"] => new NoticeClosed(),
        ["objections", var level] => new ObjectionsAwaited(Number(level)),
        ["funds", var run, var level] => new FundsAwaited(Number(run), Number(level)),
        ["paying", var run, var attempt] => new PaymentBegun(Number(run), Number(attempt)),
        ["account", var run, var attempt, "corrected"] => new AccountCorrected(Number(run), Number(attempt)),
        ["account", var run, var attempt, "given", "up"] => new AccountGivenUp(Number(run), Number(attempt)),
        ["account", var run, var attempt, var level] => new AccountAsked(Number(run), Number(attempt), Number(level)),
        ["lapsed", "nobodysigned"] => new LapsedUnsigned(),
        ["lapsed", "nomoney"] => new LapsedUnfunded(),
        ["bank", "silent"] => new BankSilent(),
        ["settled"] => new Settled(),
        _ => null,
    };

    /// <summary>What is no number becomes one that is written otherwise, and so is refused.</summary>
    private static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    public sealed override string ToString() => Text;

    /// <summary>已受理</summary>
    public sealed record Received() : StepKey("received", CaseFactKinds.Received);

    /// <summary>已审核认定</summary>
    public sealed record Decided() : StepKey("decided", CaseFactKinds.Decided);

    /// <summary>等待签批</summary>
    public sealed record ReviewOpened(int Signature, int Level) : StepKey($"review-{Signature}-{Level}", CaseFactKinds.ReviewOpened);

    /// <summary>已签批</summary>
    public sealed record CaseSigned(int Signature) : StepKey($"signed-{Signature}", CaseFactKinds.Signed);

    /// <summary>不予兑现</summary>
    public sealed record Refused() : StepKey("refused", CaseFactKinds.Refused);

    /// <summary>已公示</summary>
    public sealed record NoticePublished() : StepKey("notice-published", CaseFactKinds.NoticePublished);

    /// <summary>公示期满</summary>
    public sealed record NoticeClosed() : StepKey("notice-closed", CaseFactKinds.NoticeClosed);

    /// <summary>异议核查</summary>
    public sealed record ObjectionsAwaited(int Level) : StepKey($"objections-{Level}", CaseFactKinds.ObjectionsAwaited);

    /// <summary>等待拨款</summary>
    public sealed record FundsAwaited(int Run, int Level) : StepKey($"funds-{Run}-{Level}", CaseFactKinds.FundsAwaited);

    /// <summary>开始发放</summary>
    public sealed record PaymentBegun(int Run, int Attempt) : StepKey($"paying-{Run}-{Attempt}", CaseFactKinds.PaymentBegun);

    /// <summary>退票，请更正账户</summary>
    public sealed record AccountAsked(int Run, int Attempt, int Level) : StepKey($"account-{Run}-{Attempt}-{Level}", CaseFactKinds.AccountAsked);

    /// <summary>账户已更正</summary>
    public sealed record AccountCorrected(int Run, int Attempt) : StepKey($"account-{Run}-{Attempt}-corrected", CaseFactKinds.AccountCorrected);

    /// <summary>退票后不再发放</summary>
    public sealed record AccountGivenUp(int Run, int Attempt) : StepKey($"account-{Run}-{Attempt}-given-up", CaseFactKinds.AccountGivenUp);

    /// <summary>逾期未签批，终止</summary>
    public sealed record LapsedUnsigned() : StepKey("lapsed-nobodysigned", CaseFactKinds.Lapsed);

    /// <summary>资金未到位，终止</summary>
    public sealed record LapsedUnfunded() : StepKey("lapsed-nomoney", CaseFactKinds.Lapsed);

    /// <summary>银行逾期未回复</summary>
    public sealed record BankSilent() : StepKey("bank-silent", CaseFactKinds.BankSilent);

    /// <summary>已办结</summary>
    public sealed record Settled() : StepKey("settled", CaseFactKinds.Settled);
}

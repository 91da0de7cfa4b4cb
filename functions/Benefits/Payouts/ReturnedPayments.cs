using System.Globalization;
using Benefits.Applications;
using Benefits.Cases;
using Benefits.Enterprises;
using Benefits.Policy;
using Benefits.Vault;
using Benefits.Workflows;

namespace Benefits.Payouts;

public abstract record CorrectionResult
{
    private CorrectionResult()
    {
    }

    public sealed record Corrected : CorrectionResult;

    /// <summary>No payment of the case was returned, or its account was corrected already, to another one or by someone else.</summary>
    public sealed record NotWaiting : CorrectionResult;

    /// <summary>Barred by what the same person did on the firm's cases (回避).</summary>
    public sealed record SamePerson(string Reason) : CorrectionResult;

    public sealed record Faulty(IReadOnlyList<Fault> Faults) : CorrectionResult;
}

/// <summary>Payments that the bank sent back (退票): the firm corrects its account, and the lines are paid again under a new attempt.</summary>
public sealed class ReturnedPayments(CaseStore cases, FourEyes eyes, PayeeAccounts accounts, EnterpriseStore enterprises, LineRelease release, PolicyLibrary library, IWorkflowClient workflows)
{
    private const string GivenUp = "退票后未能重新发放，可重新申请";

    /// <summary>Step.</summary>
    public async Task<ReturnedLines> CountAsync(RunRequest request, CancellationToken cancel)
    {
        var returned = 0;
        await foreach (var line in cases.LinesAsync(request.Id, cancel)) if (line.State == LineStage.Returned) returned++;
        return new ReturnedLines(returned, library.Procedure(CaseTerms.BundleProcedure).MaxPaymentAttempts);
    }

    /// <summary>Step: asks the firm for a corrected account.</summary>
    public async Task<WaitEnd> AwaitAsync(AccountWaitRequest request, CancellationToken cancel)
    {
        var due = library.Procedure(CaseTerms.BundleProcedure).AccountDue(request.On);
        var text = string.Create(CultureInfo.InvariantCulture, $"银行退票，请于{due.Date:yyyy-MM-dd}前更正收款账户{CaseTerms.Provisional(due)}{(request.Level == 0 ? "" : "（再次通知，已抄送经办机构）")}");
        // Where the signal of a correction was lost, the firm is not asked for what it has given.
        if ((await cases.ProgressAsync(request.Run.Id, cancel)).Has(Corrected(request.Run))) await RaiseAsync(request.Run, cancel);
        else await cases.RecordAsync(request.Run.Id, new NewStep(new StepKey.AccountAsked(request.Run.Run, request.Run.Attempt, request.Level), Stage.WaitingForAccount, text, due.Date), null, cancel);
        return new WaitEnd(due.Date.AddDays(1).StartsAt);
    }

    /// <summary>The firm's corrected account. The same again by the same person is the same answer; of several at once one is kept.</summary>
    public async Task<CorrectionResult> CorrectAsync(CaseHeader header, AccountForm account, string by, CancellationToken cancel)
    {
        List<Fault> faults = [];
        FormCheck.CheckAccount(account, await enterprises.FindAsync(header.Id.Enterprise, cancel), faults, "");
        if (faults.Count > 0) return new CorrectionResult.Faulty(faults);
        if (await eyes.ActForAsync(header.Id.Enterprise, by, cancel) is { } reason) return new CorrectionResult.SamePerson(reason);
        if (Awaited(header.Id, await cases.ProgressAsync(header.Id, cancel)) is not { } run) return await AsBeforeAsync();
        var isMine = await cases.RecordAsync(
            header.Id,
            new NewStep(Corrected(run), Stage.Paying, $"收款账户已更正为{Masks.Account(account.Number)}"),
            batch => accounts.Add(batch, header.Id, run, account, by),
            cancel);
        if (!isMine) return await AsBeforeAsync();
        await RaiseAsync(run, cancel);
        return new CorrectionResult.Corrected();

        async Task<CorrectionResult> AsBeforeAsync()
        {
            if (await accounts.LastAsync(header.Id, cancel) is not { } last || last.By != by || accounts.Open(header.Id, last) != account) return new CorrectionResult.NotWaiting();
            await RaiseAsync(new RunRequest(header.Id, last.Run, last.Attempt), cancel);
            return new CorrectionResult.Corrected();
        }
    }

    /// <summary>Tells the workflow of a corrected account; the sweep does so again where a crash swallowed it.</summary>
    public Task<bool> RaiseAsync(RunRequest run, CancellationToken cancel) =>
        workflows.RaiseAsync(run.Id.Instance, PayoutSteps.AccountCorrected, new AccountCorrected(run.Run, run.Attempt), cancel);

    /// <summary>Raises again the last correction that was written down.</summary>
    public async Task RaiseAgainAsync(CaseId id, Progress progress, CancellationToken cancel)
    {
        if (LastRun(id, progress) is { } run && progress.Has(Corrected(run))) await RaiseAsync(run, cancel);
    }

    /// <summary>Step: no account came in time, or it was returned too often.</summary>
    public async Task<Nothing> GiveUpAsync(RunRequest request, CancellationToken cancel)
    {
        await release.DropAsync(request.Id, line => line.State == LineStage.Returned || line.Reason == GivenUp, GivenUp, null, cancel);
        await cases.RecordAsync(request.Id, new NewStep(new StepKey.AccountGivenUp(request.Run, request.Attempt), Stage.Paying, GivenUp), null, cancel);
        return Nothing.AtAll;
    }

    /// <summary>Gives up what the bank returned after the workflow had ended. Repeatable.</summary>
    public async Task GiveUpLateAsync(CaseId id, CancellationToken cancel) =>
        await release.DropAsync(id, line => line.State == LineStage.Returned || line.Reason == GivenUp, GivenUp, null, cancel);

    /// <summary>The run and attempt whose returned payments wait for an account, or null.</summary>
    private static RunRequest? Awaited(CaseId id, Progress progress) => progress.Stage == Stage.WaitingForAccount ? LastRun(id, progress) : null;

    /// <summary>The run and attempt that the last step speaks of, where that is about an account.</summary>
    private static RunRequest? LastRun(CaseId id, Progress progress) => progress.Steps[^1].Key switch
    {
        StepKey.AccountAsked asked => new RunRequest(id, asked.Run, asked.Attempt),
        StepKey.AccountCorrected corrected => new RunRequest(id, corrected.Run, corrected.Attempt),
        _ => null,
    };

    private static StepKey.AccountCorrected Corrected(RunRequest run) => new(run.Run, run.Attempt);
}

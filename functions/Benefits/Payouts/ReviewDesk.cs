using System.Globalization;
using Benefits.Applications;
using Benefits.Eligibility;
using Benefits.Parties;
using Benefits.Policy;
using Benefits.Storage;
using Benefits.Workflows;

namespace Benefits.Payouts;

/// <summary>A signature (签批) as kept in the case file.</summary>
public sealed record SignatureRow
{
    public required int Signature { get; init; }

    /// <summary>Subject of the sign-in.</summary>
    public required string By { get; init; }

    public required bool Approved { get; init; }

    /// <summary>Lines that are not to be paid, though the rest is approved.</summary>
    public required IReadOnlyList<LineId> Without { get; init; }

    /// <summary>Why it was refused, or lines were left out; Chinese.</summary>
    public required string Reason { get; init; }
}

public enum SignResult
{
    Done,

    /// <summary>The case does not wait for a signature.</summary>
    NotWaiting,

    /// <summary>Who submitted it, or has signed it before, cannot sign (同一人不得重复签批).</summary>
    SamePerson,

    /// <summary>This signature is a reviewer's (复核).</summary>
    ReviewerNeeded,

    /// <summary>A line to be left out is not on the case.</summary>
    NoSuchLine,
}

/// <summary>Review and approval (审核、复核、审批): cases that did not go straight through wait here for people.</summary>
public sealed class ReviewDesk(ITable table, CaseStore cases, Worklist queue, LineRelease release, PolicyLibrary library, IWorkflowClient workflows)
{
    /// <summary>Step: puts the case on the county's queue, or, once it is overdue, on its supervisor's.</summary>
    public async Task<Waiting> OpenAsync(ReviewRequest request, CancellationToken cancel)
    {
        var header = await cases.GetAsync(request.Id, cancel);
        var due = library.Procedure(PayoutTerms.Procedure).ReviewDue(request.On, request.Level);
        var desk = request.Level == 0 ? header.District : header.District.Prefecture;
        await queue.PutAsync(desk, due.Date, header, request.Signature, cancel);
        var text = request.Level == 0
            ? string.Create(CultureInfo.InvariantCulture, $"等待第{request.Signature}次签批，应于{due.Date:yyyy-MM-dd}前办结{PayoutTerms.Provisional(due)}")
            : string.Create(CultureInfo.InvariantCulture, $"逾期未签批，已督办至{Districts.Name(desk)}，应于{due.Date:yyyy-MM-dd}前办结{PayoutTerms.Provisional(due)}");
        await cases.RecordAsync(request.Id, new NewStep($"review-{request.Signature}-{request.Level}", Stage.InReview, text, due.Date), null, cancel);
        return new Waiting(due.Date.AddDays(1).StartsAt);
    }

    /// <summary>What a person decides. The same decision again by the same person is the same answer.</summary>
    public async Task<SignResult> SignAsync(ApplicationRow header, string by, bool isReviewer, bool approved, IReadOnlyList<LineId> without, string reason, CancellationToken cancel)
    {
        var id = header.Id;
        var progress = await cases.ProgressAsync(id, cancel);
        var signed = await SignaturesAsync(id, cancel);
        if (signed.LastOrDefault() is { } last && last.By == by && last.Approved == approved && last.Reason == reason && last.Without.SequenceEqual(without))
        {
            await RaiseAsync(id, last.Signature, cancel);
            return SignResult.Done;
        }
        var signature = signed.Count + 1;
        if (progress.Stage != Stage.InReview || !progress.Has($"review-{signature}-0")) return SignResult.NotWaiting;
        if (by == header.SubmittedBy || signed.Any(row => row.By == by)) return SignResult.SamePerson;
        if (library.Procedure(PayoutTerms.Procedure).NeedsReviewer(signature) && !isReviewer) return SignResult.ReviewerNeeded;
        foreach (var line in without)
        {
            if (line.Application != id || await cases.FindLineAsync(line, cancel) is null) return SignResult.NoSuchLine;
        }

        SignatureRow row = new() { Signature = signature, By = by, Approved = approved, Without = without, Reason = reason };
        var text = (approved, without.Count) switch
        {
            (false, _) => $"第{signature}次签批：不予通过。{reason}",
            (true, 0) => $"第{signature}次签批：通过",
            _ => $"第{signature}次签批：通过，其中{without.Count}笔不予发放。{reason}",
        };
        if (!await cases.RecordAsync(id, new NewStep($"signed-{signature}", Stage.InReview, text), batch => batch.Insert(SignatureKey(id, signature).Row, row), cancel)) return SignResult.NotWaiting;
        await RaiseAsync(id, signature, cancel);
        return SignResult.Done;
    }

    /// <summary>Tells the workflow of a signature; the sweep does so again where a crash swallowed it.</summary>
    public Task<bool> RaiseAsync(CaseId id, int signature, CancellationToken cancel) =>
        workflows.RaiseAsync(id.Instance, PayoutWorkflow.SignatureGiven, new SignatureGiven(signature), cancel);

    /// <summary>Step: carries out the signature.</summary>
    public async Task<ReviewClosed> CloseAsync(ReviewRequest request, CancellationToken cancel)
    {
        var id = request.Id;
        var signature = (await table.FindAsync(SignatureKey(id, request.Signature), cancel))?.Read<SignatureRow>()
            ?? throw new InvalidOperationException($"{id} was signed without a signature row.");
        await queue.TakeAsync(await cases.GetAsync(id, cancel), await cases.ProgressAsync(id, cancel), cancel);
        var without = signature.Without.ToHashSet();
        await release.DropAsync(id, line => !signature.Approved || without.Contains(line.Id), $"审核不予通过：{signature.Reason}", cancel);
        var left = 0;
        await foreach (var line in cases.LinesAsync(id, cancel)) if (line.State != LineStage.Dropped) left++;
        if (left == 0) await cases.RecordAsync(id, new NewStep("refused", Stage.Refused, $"不予兑现：{signature.Reason}。{Explanation.Remedies}"), null, cancel);
        return new ReviewClosed(left > 0);
    }

    public async Task<List<SignatureRow>> SignaturesAsync(CaseId id, CancellationToken cancel)
    {
        List<SignatureRow> signatures = [];
        await foreach (var row in table.ReadAsync(id.Partition, $"{id.Row}-sign-", cancel)) signatures.Add(row.Read<SignatureRow>());
        return signatures;
    }

    private static TableKey SignatureKey(CaseId id, int signature) => new(id.Partition, $"{id.Row}-sign-{signature:00}");
}

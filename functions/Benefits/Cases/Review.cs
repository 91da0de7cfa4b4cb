using System.Globalization;
using Benefits.Eligibility;
using Benefits.Policy;
using Benefits.Reference;
using Benefits.Storage;
using Benefits.Workflows;

namespace Benefits.Cases;

/// <summary>A signature (签批) as kept in the case file.</summary>
public sealed record SignatureRow
{
    public required int Signature { get; init; }

    /// <summary>Subject of the sign-in.</summary>
    public required string By { get; init; }

    public required bool Approved { get; init; }

    /// <summary>Lines that are not to be paid, though the rest is approved.</summary>
    public required IReadOnlyList<LineId> Without { get; init; }

    /// <summary>Name of the sealed text that says why it was refused, or lines were left out; null where nothing was said.</summary>
    public string? TextName { get; init; }
}

public enum SignResult
{
    Done,

    /// <summary>The case does not wait for a signature.</summary>
    NotWaiting,

    /// <summary>Barred by what the same person did on the case or the firm (回避); <see cref="FourEyes"/> says why.</summary>
    SamePerson,

    /// <summary>This signature is a reviewer's (复核).</summary>
    ReviewerNeeded,

    /// <summary>A line to be left out is not on the case.</summary>
    NoSuchLine,
}

/// <summary>Review and approval (审核、复核、审批): cases that did not go straight through wait here for people.</summary>
public sealed class Review(ITable table, Optimistic optimistic, CaseStore cases, FourEyes eyes, SealedTexts texts, Worklist queue, LineRelease release, PolicyLibrary library, IWorkflowClient workflows)
{
    /// <summary>Step: puts the case on the county's queue, or, once it is overdue, on its supervisor's.</summary>
    public async Task<WaitEnd> OpenAsync(ReviewRequest request, CancellationToken cancel)
    {
        var header = await cases.GetAsync(request.Id, cancel);
        var due = library.Procedure(CaseTerms.BundleProcedure).ReviewDue(request.On, request.Level);
        var office = request.Level == 0 ? header.District : header.District.Prefecture;
        await queue.PutAsync(office, due.Date, header, request.Signature, cancel);
        var text = request.Level == 0
            ? string.Create(CultureInfo.InvariantCulture, $"等待第{request.Signature}次签批，应于{due.Date:yyyy-MM-dd}前办结{CaseTerms.Provisional(due)}")
            : string.Create(CultureInfo.InvariantCulture, $"逾期未签批，已督办至{Districts.Name(office)}，应于{due.Date:yyyy-MM-dd}前办结{CaseTerms.Provisional(due)}");
        await cases.RecordAsync(request.Id, new NewStep(new StepKey.ReviewOpened(request.Signature, request.Level), Stage.InReview, text, due.Date), null, cancel);
        return new WaitEnd(due.Date.AddDays(1).StartsAt);
    }

    /// <summary>What a person decides. The same decision again by the same person is the same answer; of several at once one is kept.</summary>
    public async Task<SignResult> SignAsync(CaseHeader header, string by, bool isReviewer, bool approved, IReadOnlyList<LineId> without, string reason, CancellationToken cancel)
    {
        var id = header.Id;
        var signed = await SignaturesAsync(id, cancel);
        if (signed.Find(row => row.By == by) is { } mine && await IsSameAsync(id, mine, approved, without, reason, cancel))
        {
            await RaiseAsync(id, mine.Signature, cancel);
            return SignResult.Done;
        }
        // Fixed here: who comes second to this signature has not given the next one.
        var signature = signed.Count + 1;
        Involvement act = new(Part.SignedCase, id);
        return await optimistic.ChangeAsync<SignResult>(async () =>
        {
            var person = await eyes.ReadAsync(id.Enterprise, by, cancel);
            if (person.WhyNot(act) is not null) return SignResult.SamePerson;
            var progress = await cases.ProgressAsync(id, cancel);
            if (progress.Stage != Stage.InReview || !progress.Has(new StepKey.ReviewOpened(signature, 0))) return SignResult.NotWaiting;
            if (library.Procedure(CaseTerms.BundleProcedure).NeedsReviewer(signature) && !isReviewer) return SignResult.ReviewerNeeded;
            foreach (var line in without)
            {
                if (line.Case != id || await cases.FindLineAsync(line, cancel) is null) return SignResult.NoSuchLine;
            }
            var text = (approved, without.Count) switch
            {
                (false, _) => $"第{signature}次签批：不予通过",
                (true, 0) => $"第{signature}次签批：通过",
                _ => $"第{signature}次签批：通过，其中{without.Count}笔不予发放",
            };
            var textName = string.IsNullOrWhiteSpace(reason) ? null : string.Create(CultureInfo.InvariantCulture, $"sign-{signature:00}");
            var outcome = await cases.TryRecordAsync(id, new NewStep(new StepKey.CaseSigned(signature), Stage.InReview, text, TextName: textName), Write, cancel);
            if (outcome is StepOutcome.OthersChanged) return Attempt.Again;
            if (outcome is StepOutcome.ThereAlready && !await IsMineAsync()) return SignResult.NotWaiting;
            await RaiseAsync(id, signature, cancel);
            return SignResult.Done;

            void Write(TableBatch batch)
            {
                batch.Insert(SignatureKey(id, signature).Row, new SignatureRow { Signature = signature, By = by, Approved = approved, Without = without, TextName = textName });
                if (textName is not null) texts.Add(batch, id, textName, reason);
                person.Note(batch, act);
            }
        }, cancel);

        async Task<bool> IsMineAsync() =>
            (await table.FindAsync(SignatureKey(id, signature), cancel))?.Read<SignatureRow>() is { } row && row.By == by && await IsSameAsync(id, row, approved, without, reason, cancel);
    }

    private async Task<bool> IsSameAsync(CaseId id, SignatureRow row, bool approved, IReadOnlyList<LineId> without, string reason, CancellationToken cancel) =>
        row.Approved == approved && row.Without.SequenceEqual(without)
        && (row.TextName is null ? string.IsNullOrWhiteSpace(reason) : await texts.FindAsync(id, row.TextName, cancel) == reason);

    /// <summary>Tells the workflow of a signature; the sweep does so again where a crash swallowed it.</summary>
    public Task<bool> RaiseAsync(CaseId id, int signature, CancellationToken cancel) =>
        workflows.RaiseAsync(id.Instance, CaseSignals.SignatureGiven, new SignatureGiven(signature), cancel);

    /// <summary>Step: carries out the signature.</summary>
    public async Task<ReviewClosed> CloseAsync(ReviewRequest request, CancellationToken cancel)
    {
        var id = request.Id;
        var signature = (await table.FindAsync(SignatureKey(id, request.Signature), cancel))?.Read<SignatureRow>()
            ?? throw new InvalidOperationException($"{id} was signed without a signature row.");
        await queue.TakeAsync(await cases.GetAsync(id, cancel), await cases.ProgressAsync(id, cancel), cancel);
        var without = signature.Without.ToHashSet();
        await release.DropAsync(id, line => !signature.Approved || without.Contains(line.Id), "审核不予通过", signature.TextName, cancel);
        var left = 0;
        await foreach (var line in cases.LinesAsync(id, cancel)) if (line.State != LineStage.Dropped) left++;
        if (left == 0) await cases.RecordAsync(id, new NewStep(new StepKey.Refused(), Stage.Refused, $"不予兑现。{Explanation.Remedies}", TextName: signature.TextName), null, cancel);
        return new ReviewClosed(left > 0);
    }

    public async Task<List<SignatureRow>> SignaturesAsync(CaseId id, CancellationToken cancel)
    {
        List<SignatureRow> signatures = [];
        await foreach (var row in table.ReadAsync(id.Partition, id.Keys.Signatures, cancel)) signatures.Add(row.Read<SignatureRow>());
        return signatures;
    }

    private static TableKey SignatureKey(CaseId id, int signature) => new(id.Partition, id.Keys.Signature(signature));
}

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json.Serialization;
using Benefits.Audit;
using Benefits.Policy;
using Benefits.Storage;
using Benefits.Vault;
using Benefits.Workflows;

namespace Benefits.Cases.Notices;

/// <summary>An objection (异议) to one line of a notice, as kept.</summary>
public sealed record ObjectionRow
{
    public required LineId Line { get; init; }

    public required int Number { get; init; }

    public required DateTimeOffset RaisedAt { get; init; }

    /// <summary>Keyed hash of the form, by which the same objection sent again is told. Who objects, how to reach them and what they say is a sealed text.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Null while it is open; true: the line is not paid; false: the objection does not stand.</summary>
    public bool? Upheld { get; init; }

    public DateTimeOffset? DecidedAt { get; init; }

    public string? DecidedBy { get; init; }

    /// <summary>Name of the sealed text that holds the form.</summary>
    [JsonIgnore]
    public string TextName => string.Create(CultureInfo.InvariantCulture, $"o-{Line.Worker:00000}-{Line.Number:00}-{Number:00}");

    /// <summary>Name of the sealed text that says why it was decided so.</summary>
    [JsonIgnore]
    public string ReasonName => $"{TextName}-decision";
}

/// <summary>Who objects after signing in (实名登录的异议人).</summary>
/// <param name="ForTheFirm">The sign-in is an agent's of the very firm.</param>
public sealed record Objector(string Subject, bool ForTheFirm);

/// <summary>An objection as it arrives.</summary>
public sealed record ObjectionForm
{
    [Description("异议人姓名")]
    [MaxLength(50)]
    public required string Name { get; init; }

    [Description("联系电话")]
    [MaxLength(20)]
    public required string Phone { get; init; }

    /// <summary>What is wrong with the line (异议理由).</summary>
    [Description("异议理由")]
    [MaxLength(2000)]
    [DataType(DataType.MultilineText)]
    public required string Grounds { get; init; }
}

public enum ObjectionResult
{
    Done,
    NoSuchLine,

    /// <summary>The line is not on notice, or the objection was decided otherwise.</summary>
    TooLate,

    /// <summary>Barred by what the same person did on the case or the firm (回避); <see cref="FourEyes"/> says why.</summary>
    SamePerson,

    /// <summary>Enough objections to this line are open already.</summary>
    TooMany,
}

/// <summary>Objections to notices: each freezes its own line, and nothing else of the bundle.</summary>
public sealed class Objections(ITable table, Journal journal, CaseStore cases, FourEyes eyes, SealedTexts texts, NoticeBoard notices, LineRelease release, PersonVault vault, PolicyLibrary library, IWorkflowClient workflows, TimeProvider clock)
{
    private const int MostOpenPerLine = 20;

    /// <summary>Takes in an objection. The same again, while it is open, is the same answer.</summary>
    /// <param name="by">Null where the objector has not signed in.</param>
    public async Task<ObjectionResult> RaiseAsync(LineId lineId, ObjectionForm form, Objector? by, CancellationToken cancel)
    {
        var id = lineId.Case;
        var said = StoredJson.Write(form);
        var fingerprint = vault.Fingerprint($"{lineId}\n{said}");
        return await journal.ChangeAsync<ObjectionResult>(async () =>
        {
            if (await table.FindAsync(new TableKey(id.Partition, lineId.Row), cancel) is not { } row) return ObjectionResult.NoSuchLine;
            var line = row.Read<LineRow>();
            var before = await ReadAsync(lineId, cancel);
            if (before.Exists(earlier => earlier.Value.Fingerprint == fingerprint && earlier.Value.Upheld is null)) return ObjectionResult.Done;
            if (line.State is not (LineStage.InNotice or LineStage.Frozen)) return ObjectionResult.TooLate;
            if (clock.BusinessDate > (await notices.HeadAsync(id, cancel))?.EndsOn) return ObjectionResult.TooLate;
            if (before.Count >= MostOpenPerLine) return ObjectionResult.TooMany;
            ObjectionRow objection = new() { Line = lineId, Number = before.Count + 1, RaisedAt = clock.GetUtcNow(), Fingerprint = fingerprint };
            var batch = new TableBatch(id.Partition).Insert(lineId.ObjectionRow(objection.Number), objection).Replace(row.Key.Row, line with { State = LineStage.Frozen }, row.ETag);
            texts.Add(batch, id, objection.TextName, said);
            if (by is not null)
            {
                var person = await eyes.ReadAsync(id.Enterprise, by.Subject, cancel);
                Involvement objected = new(Part.Objected, id);
                person.Note(batch, by.ForTheFirm ? [objected, new Involvement(Part.ActedForFirm, null)] : [objected]);
            }
            return await journal.CommitAsync(batch, [new BusinessFact(NoticeFactKinds.ObjectionRaised, lineId.Text, $"{objection.Number}")], cancel) is Commit.Done ? ObjectionResult.Done : Attempt.Again;
        }, cancel);
    }

    /// <summary>Decides an objection. The last one decided wakes the workflow. The same decision again by the same person is the same answer; of several at once one is kept.</summary>
    public async Task<ObjectionResult> DecideAsync(LineId lineId, int number, bool upheld, string reason, string by, CancellationToken cancel)
    {
        var id = lineId.Case;
        Involvement act = new(Part.DecidedObjection, id);
        var reasonName = "";
        var result = await journal.ChangeAsync<ObjectionResult>(async () =>
        {
            // The line first: its tag then tells of every objection decided since.
            var lineRow = await table.FindAsync(new TableKey(id.Partition, lineId.Row), cancel);
            var objections = await ReadAsync(lineId, cancel);
            if (lineRow is null || objections.Find(row => row.Value.Number == number) is not { } found) return ObjectionResult.NoSuchLine;
            var objection = found.Value;
            reasonName = objection.ReasonName;
            var person = await eyes.ReadAsync(id.Enterprise, by, cancel);
            if (person.WhyNot(act) is not null) return ObjectionResult.SamePerson;
            if (objection.Upheld is not null)
            {
                return objection.Upheld == upheld && objection.DecidedBy == by && await texts.FindAsync(id, reasonName, cancel) == reason ? ObjectionResult.Done : ObjectionResult.TooLate;
            }
            var line = lineRow.Read<LineRow>();
            if (line.State != LineStage.Frozen) return ObjectionResult.TooLate;
            var batch = new TableBatch(id.Partition).Replace(lineId.ObjectionRow(number), objection with { Upheld = upheld, DecidedAt = clock.GetUtcNow(), DecidedBy = by }, found.ETag);
            texts.Add(batch, id, reasonName, reason);
            person.Note(batch, act);
            var othersOpen = objections.Any(row => row.Value.Number != number && row.Value.Upheld is null);
            // Back on notice rather than cleared: closing the notice is what clears, whenever it comes.
            // The line is written in any case, so that of two objections dismissed at once one sees that it is the last.
            batch.Replace(lineRow.Key.Row, upheld || othersOpen ? line : line with { State = LineStage.InNotice }, lineRow.ETag);
            return await journal.CommitAsync(batch, [new BusinessFact(NoticeFactKinds.ObjectionDecided, lineId.Text, string.Create(CultureInfo.InvariantCulture, $"{number} {(upheld ? "upheld" : "dismissed")}"))], cancel) is Commit.Done ? ObjectionResult.Done : Attempt.Again;
        }, cancel);
        if (result != ObjectionResult.Done) return result;
        if (upheld) await release.DropAsync(id, line => line.Id == lineId, "异议成立", reasonName, cancel);
        await RaiseIfSettledAsync(id, cancel);
        return ObjectionResult.Done;
    }

    /// <summary>Wakes the workflow where no line is frozen any more. Repeatable.</summary>
    public async Task RaiseIfSettledAsync(CaseId id, CancellationToken cancel)
    {
        if (!(await cases.ProgressAsync(id, cancel)).Has(new StepKey.NoticeClosed())) return;
        await foreach (var line in cases.LinesAsync(id, cancel)) if (line.State == LineStage.Frozen) return;
        await workflows.RaiseAsync(id.Instance, CaseSignals.ObjectionsSettled, new ObjectionsSettled(0), cancel);
    }

    /// <summary>Step: whether objections must be waited for, and until when.</summary>
    public async Task<ObjectionWait> AwaitAsync(WaitRequest request, CancellationToken cancel)
    {
        await notices.ClearAsync(request.Id, cancel);
        var (cleared, frozen) = await CountAsync(request.Id, cancel);
        if (frozen == 0) return new ObjectionWait(false, cleared, default);
        var due = library.Procedure(CaseTerms.BundleProcedure).ObjectionsDue(request.On, request.Level);
        var text = string.Create(CultureInfo.InvariantCulture, $"{frozen}笔异议{(request.Level == 0 ? "核查中" : "逾期未决，已督办")}，应于{due.Date:yyyy-MM-dd}前处理{CaseTerms.Provisional(due)}");
        await cases.RecordAsync(request.Id, new NewStep(new StepKey.ObjectionsAwaited(request.Level), Stage.InObjection, text, due.Date), null, cancel);
        return new ObjectionWait(true, cleared, due.Date.AddDays(1).StartsAt);
    }

    /// <summary>Step: the last deadline has passed; what is still frozen is not paid in this case.</summary>
    public async Task<ObjectionWait> GiveUpAsync(DatedCase input, CancellationToken cancel)
    {
        await notices.ClearAsync(input.Id, cancel);
        await release.DropAsync(input.Id, line => line.State is LineStage.Frozen || line.Reason == Undecided, Undecided, null, cancel);
        var (cleared, _) = await CountAsync(input.Id, cancel);
        return new ObjectionWait(false, cleared, default);
    }

    public async Task<List<StoredObjection>> ReadAsync(LineId line, CancellationToken cancel)
    {
        List<StoredObjection> objections = [];
        await foreach (var row in table.ReadAsync(line.Case.Partition, line.Case.Keys.Objections(line.Worker, line.Number), cancel)) objections.Add(new StoredObjection(row.Read<ObjectionRow>(), row.ETag));
        return objections;
    }

    private const string Undecided = "异议逾期未决，本次不予发放，可重新申请";

    private async Task<(int Cleared, int Frozen)> CountAsync(CaseId id, CancellationToken cancel)
    {
        int cleared = 0, frozen = 0;
        await foreach (var line in cases.LinesAsync(id, cancel))
        {
            if (line.State == LineStage.Cleared) cleared++;
            if (line.State == LineStage.Frozen) frozen++;
        }
        return (cleared, frozen);
    }

}

public sealed record StoredObjection(ObjectionRow Value, string ETag);

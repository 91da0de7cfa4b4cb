using System.Globalization;
using Benefits.Audit;
using Benefits.Cases;
using Benefits.Storage;
using Benefits.Vault;
using Benefits.Workflows;

namespace Benefits.Applications;

/// <summary>What became of a submitted form.</summary>
public abstract record IntakeResult
{
    private IntakeResult()
    {
    }

    /// <summary>Received, now or by an earlier request with the same key and form: the same receipt either way.</summary>
    public sealed record Received(Receipt Receipt) : IntakeResult;

    /// <summary>The idempotency key belongs to another form.</summary>
    public sealed record KeyReused : IntakeResult;

    public sealed record Faulty(IReadOnlyList<Fault> Faults) : IntakeResult;

    /// <summary>Barred by what the same person did on the firm's cases (回避).</summary>
    public sealed record SamePerson(string Reason) : IntakeResult;
}

/// <summary>Receipt (受理回执).</summary>
public sealed record Receipt
{
    public required CaseId Id { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    public required string EnterpriseName { get; init; }

    public required int Workers { get; init; }

    public required IReadOnlyList<string> Measures { get; init; }
}

/// <summary>Takes in applications (受理). Every write can be repeated, and the header, written last, is the receipt.</summary>
public sealed class Intake(ITable table, Journal journal, CaseStore cases, FourEyes eyes, Docket docket, FormCheck check, PersonVault vault, IWorkflowClient workflows, Workflow<CaseId> payout, TimeProvider clock)
{
    private const int WorkersAPage = 200;

    /// <summary>A form of up to 2,000 workers is written whole in one commit, well below the 4 MiB of a batch.</summary>
    private const int PagesWithHeader = 10;

    public async Task<IntakeResult> SubmitAsync(ApplicationForm form, string idempotencyKey, string submittedBy, CancellationToken cancel)
    {
        var id = CaseId.Derive(form.Enterprise, idempotencyKey);
        var fingerprint = vault.Fingerprint(StoredJson.Write(form));
        if (await cases.FindAsync(id, cancel) is { } earlier) return await AnswerAsync(earlier, fingerprint, submittedBy, cancel);

        var checkedForm = await check.CheckAsync(form, cancel);
        if (checkedForm.Faults.Count > 0) return new IntakeResult.Faulty(checkedForm.Faults);

        // Before the first write: whoever may not act for the firm leaves nothing behind.
        if (await eyes.ActForAsync(form.Enterprise, submittedBy, cancel) is { } reason) return new IntakeResult.SamePerson(reason);
        var now = clock.GetUtcNow();
        var header = Header(checkedForm, id, fingerprint, submittedBy, now);
        await docket.EnterAsync(id, now, cancel);
        if (!await WriteAsync(header, checkedForm, cancel))
        {
            earlier = await cases.FindAsync(id, cancel);
            return earlier is null ? new IntakeResult.KeyReused() : await AnswerAsync(earlier, fingerprint, submittedBy, cancel);
        }
        return await AnswerAsync(header, fingerprint, submittedBy, cancel);
    }

    /// <summary>Starts what a crash between header and workflow left unstarted. Repeatable.</summary>
    public Task<StartOutcome> StartAsync(CaseId id, CancellationToken cancel) => workflows.StartAsync(payout, id.Instance, id, cancel);

    private async Task<IntakeResult> AnswerAsync(CaseHeader header, string fingerprint, string submittedBy, CancellationToken cancel)
    {
        if (header.Fingerprint != fingerprint) return new IntakeResult.KeyReused();
        // Someone else who sends the firm's form again acts for it too.
        if (submittedBy != header.SubmittedBy && await eyes.ActForAsync(header.Id.Enterprise, submittedBy, cancel) is { } reason) return new IntakeResult.SamePerson(reason);
        await StartAsync(header.Id, cancel);
        return new IntakeResult.Received(new Receipt
        {
            Id = header.Id,
            ReceivedAt = header.ReceivedAt,
            EnterpriseName = header.EnterpriseName,
            Workers = header.Workers,
            Measures = header.Measures,
        });
    }

    private CaseHeader Header(CheckedForm form, CaseId id, string fingerprint, string submittedBy, DateTimeOffset now) => new()
    {
        Id = id,
        EnterpriseName = form.Enterprise!.Name,
        District = form.Form.District,
        ReceivedAt = now,
        SubmittedBy = submittedBy,
        Fingerprint = fingerprint,
        Measures = [.. form.Measures.Select(measure => measure.Id)],
        Workers = form.People.Count,
        SealedContact = vault.Seal(StoredJson.Write(form.Form.Contact), id.Text),
        SealedAccount = vault.Seal(StoredJson.Write(form.Form.Account), id.Text),
        MaskedAccount = Masks.Account(form.Form.Account.Number),
    };

    /// <summary>False where another form, or another request with this one, came first.</summary>
    private async Task<bool> WriteAsync(CaseHeader header, CheckedForm form, CancellationToken cancel)
    {
        var id = header.Id;
        var pages = form.People.Chunk(WorkersAPage).Select(page => page.Select(person => Worker(person, id)).ToList()).ToList();
        var last = new TableBatch(id.Partition);
        if (pages.Count > PagesWithHeader)
        {
            // Two different forms under one key must not mix their workers: the first to write its mark goes on.
            var mark = new TableBatch(id.Partition).Insert(id.Keys.Intake, header.Fingerprint);
            if (await journal.CommitAsync(mark, [new BusinessFact(ApplicationFactKinds.Begun, id.Text, $"{pages.Count}")], cancel) is Commit.Conflict
                && (await table.FindAsync(new TableKey(id.Partition, id.Keys.Intake), cancel))?.Read<string>() != header.Fingerprint) return false;
            foreach (var (place, page) in pages.Index()) await journal.CommitAsync(new TableBatch(id.Partition).Upsert(id.Keys.WorkerPage(place + 1), page), [new BusinessFact(ApplicationFactKinds.WorkersKept, id.Text, $"{place + 1} {page.Count}")], cancel);
        }
        else
        {
            foreach (var (place, page) in pages.Index()) last.Insert(id.Keys.WorkerPage(place + 1), page);
        }
        var text = string.Create(CultureInfo.InvariantCulture, $"已受理：{header.Workers}人，{header.Measures.Count}项政策");
        StepKey.Received received = new();
        last.Insert(id.Keys.Progress, Progress.Empty.With(new CaseStep(received, Stage.Received, header.ReceivedAt, text)));
        last.Insert(id.Keys.Header, header);
        return await journal.CommitAsync(last, [new BusinessFact(received.Fact, id.Text, string.Create(CultureInfo.InvariantCulture, $"{header.Workers} {header.Measures.Count}"))], cancel) is Commit.Done;
    }

    private WorkerRow Worker(CheckedPerson person, CaseId id) => new()
    {
        Person = person.Key,
        SealedIdentity = vault.Seal($"{person.Id.Text} {person.Form.Name}", id.Text),
        MaskedName = Masks.Name(person.Form.Name),
        MaskedId = person.Id.ToString(),
        HiredOn = person.Form.HiredOn,
        ContractFrom = person.Form.ContractFrom,
        ContractTo = person.Form.ContractTo,
    };
}

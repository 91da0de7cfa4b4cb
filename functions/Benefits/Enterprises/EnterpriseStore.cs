using Benefits.Audit;
using Benefits.Storage;
using Benefits.Vault;

namespace Benefits.Enterprises;

/// <summary>Finds and keeps firms (企业名录). Every change of a profile is journalled in the firm's own partition.</summary>
public sealed class EnterpriseStore(ITable table, Journal journal, PersonVault vault)
{
    /// <summary>What the firm's account is sealed for.</summary>
    public static string AccountContext(CreditCode code) => $"{Partitions.Firm(code)}/account";

    public async Task<Enterprise?> FindAsync(CreditCode code, CancellationToken cancel) =>
        (await table.FindAsync(new TableKey(Partitions.Firm(code), Rows.Profile), cancel))?.Read<Enterprise>();

    /// <summary>Firms of a district and all that lies in it, in order of their codes; without a district, all of them.</summary>
    public async IAsyncEnumerable<EnterpriseBrief> ListAsync(DistrictCode? within, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var row in table.ReadAsync(Partitions.Firms, "", cancel))
        {
            var brief = row.Read<EnterpriseBrief>();
            if (within is not { } area || (brief.District is { } district && area.Contains(district))) yield return brief;
        }
    }

    /// <summary>What the firm was told, in order of the notes' row keys.</summary>
    public Task<Page<EnterpriseNote>> NotesAsync(CreditCode code, PageAsked page, CancellationToken cancel) => page.RowsAsync<EnterpriseNote>(table, Partitions.Firm(code), Rows.NotePrefix, cancel);

    /// <summary>Changes a firm, or adds it. <paramref name="change"/> gets the firm as it is, and may be asked again where someone else was faster.</summary>
    /// <returns>The firm as it is now.</returns>
    /// <remarks>The index row follows in a commit of its own, written also where nothing changed, so that a repeat heals what a crash left between the two.</remarks>
    public async Task<Enterprise?> ChangeAsync(CreditCode code, Func<Enterprise?, EnterpriseChange?> change, CancellationToken cancel)
    {
        var after = await journal.ChangeAsync<Enterprise?>(async () =>
        {
            var row = await table.FindAsync(new TableKey(Partitions.Firm(code), Rows.Profile), cancel);
            var before = row?.Read<Enterprise>();
            if (change(before) is not { } made) return before;

            TableBatch batch = new(Partitions.Firm(code));
            if (row is null) batch.Insert(Rows.Profile, made.After);
            else batch.Replace(Rows.Profile, made.After, row.ETag);
            return await journal.CommitAsync(batch, made.Facts, cancel) is Commit.Done ? made.After : Attempt.Again;
        }, cancel);
        return await IndexedAsync(after, cancel);
    }

    /// <summary>Tells the firm something, once: the same key again is not told again.</summary>
    /// <returns>False where it had been told.</returns>
    public async Task<bool> TellAsync(CreditCode code, string key, EnterpriseNote note, CancellationToken cancel)
    {
        var at = new TableKey(Partitions.Firm(code), Rows.Note(key));
        if (await table.FindAsync(at, cancel) is not null) return false;
        var batch = new TableBatch(at.Partition).Insert(at.Row, note);
        return await journal.CommitAsync(batch, [new BusinessFact(EnterpriseFactKinds.Told, $"ent-{code}", key)], cancel) is Commit.Done;
    }

    /// <summary>Keeps the account that pays the firm's social insurance, sealed.</summary>
    public Task<Enterprise?> SetAccountAsync(CreditCode code, PayeeAccount account, CancellationToken cancel) =>
        ChangeAsync(
            code,
            before => before is null || (before.SealedAccount is { } kept && Opened(code, kept) == account)
                ? null
                : new EnterpriseChange(
                    before with { SealedAccount = vault.Seal(StoredJson.Write(account), AccountContext(code)) },
                    [new BusinessFact(EnterpriseFactKinds.AccountSet, $"ent-{code}", $"{account}")]),
            cancel);

    /// <summary>The firm's account, or null where none is kept. In memory only.</summary>
    public PayeeAccount? AccountOf(Enterprise enterprise) => enterprise.SealedAccount is { } kept ? Opened(enterprise.Code, kept) : null;

    private PayeeAccount Opened(CreditCode code, string kept) => StoredJson.Read<PayeeAccount>(vault.Open(kept, AccountContext(code)));

    private async Task<Enterprise?> IndexedAsync(Enterprise? enterprise, CancellationToken cancel)
    {
        if (enterprise is null) return null;
        var brief = EnterpriseBrief.Of(enterprise);
        var at = new TableKey(Partitions.Firms, enterprise.Code.Text);
        if ((await table.FindAsync(at, cancel))?.Body != StoredJson.Write(brief)) await table.CommitAsync(new TableBatch(Partitions.Firms).Upsert(at.Row, brief), cancel);
        return enterprise;
    }
}

/// <param name="Facts">What the audit chain says of it; nothing personal.</param>
public sealed record EnterpriseChange(Enterprise After, IReadOnlyList<BusinessFact> Facts);

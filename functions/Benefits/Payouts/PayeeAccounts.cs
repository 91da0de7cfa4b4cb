using Benefits.Applications;
using Benefits.Cases;
using Benefits.Storage;
using Benefits.Vault;

namespace Benefits.Payouts;

/// <summary>Where an application's money goes: the account on the form, or the last corrected one (更正账户). Opened only at the moment of payment.</summary>
public sealed class PayeeAccounts(ITable table, CaseStore cases, PersonVault vault)
{
    public async Task<PayeeAccount> CurrentAsync(CaseId id, CancellationToken cancel)
    {
        var corrected = await LastAsync(id, cancel);
        var account = corrected is not null ? Open(id, corrected) : Open(id, (await cases.GetAsync(id, cancel)).SealedAccount);
        return new PayeeAccount(account.Name, account.BankCode, account.Number);
    }

    public AccountForm Open(CaseId id, CorrectedAccountRow corrected) => Open(id, corrected.SealedAccount);

    public async Task<CorrectedAccountRow?> LastAsync(CaseId id, CancellationToken cancel)
    {
        CorrectedAccountRow? last = null;
        await foreach (var row in table.ReadAsync(id.Partition, id.Keys.Accounts, cancel)) last = row.Read<CorrectedAccountRow>();
        return last;
    }

    /// <summary>Adds the corrected account to the commit of the step that says so.</summary>
    public void Add(TableBatch batch, CaseId id, RunRequest run, AccountForm account, string by) =>
        batch.Insert(id.Keys.Account(run.Run, run.Attempt), new CorrectedAccountRow
        {
            Run = run.Run,
            Attempt = run.Attempt,
            SealedAccount = vault.Seal(StoredJson.Write(account), id.Text),
            MaskedAccount = Masks.Account(account.Number),
            By = by,
        });

    private AccountForm Open(CaseId id, string sealedAccount) => StoredJson.Read<AccountForm>(vault.Open(sealedAccount, id.Text));
}

/// <summary>A corrected account, given after the attempt that was returned.</summary>
public sealed record CorrectedAccountRow
{
    public required int Run { get; init; }

    public required int Attempt { get; init; }

    public required string SealedAccount { get; init; }

    public required string MaskedAccount { get; init; }

    public required string By { get; init; }
}

using System.Globalization;
using Benefits.Audit;
using Benefits.Storage;

namespace Benefits.Ledger;

/// <summary>The register of claims (资格占用登记), by person. The insert of the row is the lock against paying twice.</summary>
public sealed class Claims(ITable table, Journal journal)
{
    /// <summary>Takes all keys of one award, or none.</summary>
    /// <param name="on">The date, decided by the caller.</param>
    public async Task<TakeOutcome> TakeAsync(PersonKey person, IReadOnlyList<ClaimKey> keys, ClaimHolder holder, Money amount, DateOnly on, CancellationToken cancel)
    {
        if (keys.Count == 0) throw new ArgumentException("There is nothing to claim.", nameof(keys));
        var partition = Partitions.Person(person);
        // Nearly always the claims are free: the first try does not look, the insert itself finds out.
        var look = false;
        return await journal.ChangeAsync<TakeOutcome>(async () =>
        {
            TableBatch batch = new(partition);
            List<BusinessFact> facts = [];
            foreach (var key in keys)
            {
                if (look && (await table.FindAsync(new TableKey(partition, key.Row), cancel))?.Read<Claim>() is { } there)
                {
                    if (there.Holder.LineId != holder.LineId) return new TakeOutcome.HeldBy(there);
                    continue;
                }
                batch.Insert(key.Row, new Claim { Key = key, Holder = holder, Amount = amount, TakenOn = on });
                facts.Add(FactOf(LedgerFactKinds.ClaimTaken, key, holder.LineId, string.Create(CultureInfo.InvariantCulture, $"{holder.Firm} {amount.Fen} {on:yyyy-MM-dd}")));
            }
            if (facts.Count == 0) return new TakeOutcome.AlreadyMine();
            look = true;
            return await journal.CommitAsync(batch, facts, cancel) is Commit.Done ? new TakeOutcome.Taken() : Attempt.Again;
        }, cancel);
    }

    /// <summary>Notes on all claims of the line that its money has arrived.</summary>
    /// <returns>How many claims the line holds.</returns>
    public Task<int> MarkPaidAsync(PersonKey person, string lineId, DateOnly on, CancellationToken cancel) =>
        journal.ChangeAsync<int>(async () =>
        {
            TableBatch batch = new(Partitions.Person(person));
            List<BusinessFact> facts = [];
            var held = await HeldAsync(person, lineId, cancel);
            foreach (var (claim, tag) in held.Where(pair => pair.Claim.PaidOn is null))
            {
                batch.Replace(claim.Key.Row, claim with { PaidOn = on }, tag);
                facts.Add(FactOf(LedgerFactKinds.ClaimPaid, claim.Key, lineId, string.Create(CultureInfo.InvariantCulture, $"{on:yyyy-MM-dd}")));
            }
            return facts.Count == 0 || await journal.CommitAsync(batch, facts, cancel) is Commit.Done ? held.Count : Attempt.Again;
        }, cancel);

    /// <summary>Gives up all claims of the line; only the line that holds them can.</summary>
    /// <param name="reason">A code or short words, nothing personal; told to the audit chain.</param>
    /// <param name="recoveryEntryId">The ledger's reversal by which paid money came back (追回); without it a paid claim stays.</param>
    public Task<ReleaseOutcome> ReleaseAsync(PersonKey person, string lineId, string reason, string? recoveryEntryId, CancellationToken cancel) =>
        journal.ChangeAsync<ReleaseOutcome>(async () =>
        {
            TableBatch batch = new(Partitions.Person(person));
            List<BusinessFact> facts = [];
            foreach (var (claim, tag) in await HeldAsync(person, lineId, cancel))
            {
                if (claim.PaidOn is not null && recoveryEntryId is null) return new ReleaseOutcome.IsPaid(claim);
                batch.Delete(claim.Key.Row, tag);
                facts.Add(FactOf(LedgerFactKinds.ClaimReleased, claim.Key, lineId, claim.PaidOn is null ? reason : $"{reason} {recoveryEntryId}"));
            }
            if (facts.Count == 0) return new ReleaseOutcome.NothingHeld();
            return await journal.CommitAsync(batch, facts, cancel) is Commit.Done ? new ReleaseOutcome.Released(facts.Count) : Attempt.Again;
        }, cancel);

    /// <summary>All claims on the person, of every firm.</summary>
    public async Task<IReadOnlyList<Claim>> ListAsync(PersonKey person, CancellationToken cancel) =>
        [.. (await ReadAsync(person, cancel)).Select(pair => pair.Claim)];

    private async Task<List<(Claim Claim, string ETag)>> HeldAsync(PersonKey person, string lineId, CancellationToken cancel) =>
        [.. (await ReadAsync(person, cancel)).Where(pair => pair.Claim.Holder.LineId == lineId)];

    private async Task<List<(Claim Claim, string ETag)>> ReadAsync(PersonKey person, CancellationToken cancel)
    {
        List<(Claim, string)> claims = [];
        await foreach (var row in table.ReadAsync(Partitions.Person(person), Rows.ClaimPrefix, cancel)) claims.Add((row.Read<Claim>(), row.ETag));
        return claims;
    }

    private static BusinessFact FactOf(FactKind kind, ClaimKey key, string lineId, string detail) => new(kind, key.Row, $"{lineId} {detail}");
}

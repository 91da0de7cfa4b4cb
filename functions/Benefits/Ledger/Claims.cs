using System.Globalization;
using Benefits.Audit;
using Benefits.Storage;

namespace Benefits.Ledger;

/// <summary>The register of claims (资格占用登记), by person. The insert of the row is the lock against paying twice.</summary>
public sealed class Claims(ITable table, Journal journal)
{
    public static string PartitionOf(PersonKey person) => $"per-{person}";

    /// <summary>Takes all keys of one award, or none.</summary>
    /// <param name="on">The date, decided by the caller.</param>
    public async Task<TakeOutcome> TakeAsync(PersonKey person, IReadOnlyList<ClaimKey> keys, ClaimHolder holder, Money amount, DateOnly on, CancellationToken cancel)
    {
        if (keys.Count == 0) throw new ArgumentException("There is nothing to claim.", nameof(keys));
        var partition = PartitionOf(person);
        // Nearly always the claims are free: the first try does not look, the insert itself finds out.
        for (var look = false; ; look = true)
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
            if (await journal.CommitAsync(batch, facts, cancel) is Commit.Done) return new TakeOutcome.Taken();
        }
    }

    /// <summary>Notes on all claims of the line that its money has arrived.</summary>
    /// <returns>How many claims the line holds.</returns>
    public async Task<int> MarkPaidAsync(PersonKey person, string lineId, DateOnly on, CancellationToken cancel)
    {
        for (; ; )
        {
            TableBatch batch = new(PartitionOf(person));
            List<BusinessFact> facts = [];
            var held = await HeldAsync(person, lineId, cancel);
            foreach (var (claim, tag) in held.Where(pair => pair.Claim.PaidOn is null))
            {
                batch.Replace(claim.Key.Row, claim with { PaidOn = on }, tag);
                facts.Add(FactOf(LedgerFactKinds.ClaimPaid, claim.Key, lineId, string.Create(CultureInfo.InvariantCulture, $"{on:yyyy-MM-dd}")));
            }
            if (facts.Count == 0 || await journal.CommitAsync(batch, facts, cancel) is Commit.Done) return held.Count;
        }
    }

    /// <summary>Gives up all claims of the line; only the line that holds them can.</summary>
    /// <param name="reason">A code or short words, nothing personal; told to the audit chain.</param>
    /// <param name="recoveryEntryId">The ledger's reversal by which paid money came back (追回); without it a paid claim stays.</param>
    public async Task<ReleaseOutcome> ReleaseAsync(PersonKey person, string lineId, string reason, string? recoveryEntryId, CancellationToken cancel)
    {
        for (; ; )
        {
            TableBatch batch = new(PartitionOf(person));
            List<BusinessFact> facts = [];
            foreach (var (claim, tag) in await HeldAsync(person, lineId, cancel))
            {
                if (claim.PaidOn is not null && recoveryEntryId is null) return new ReleaseOutcome.IsPaid(claim);
                batch.Delete(claim.Key.Row, tag);
                facts.Add(FactOf(LedgerFactKinds.ClaimReleased, claim.Key, lineId, claim.PaidOn is null ? reason : $"{reason} {recoveryEntryId}"));
            }
            if (facts.Count == 0) return new ReleaseOutcome.NothingHeld();
            if (await journal.CommitAsync(batch, facts, cancel) is Commit.Done) return new ReleaseOutcome.Released(facts.Count);
        }
    }

    /// <summary>All claims on the person, of every firm.</summary>
    public async Task<IReadOnlyList<Claim>> ListAsync(PersonKey person, CancellationToken cancel) =>
        [.. (await ReadAsync(person, cancel)).Select(pair => pair.Claim)];

    private async Task<List<(Claim Claim, string ETag)>> HeldAsync(PersonKey person, string lineId, CancellationToken cancel) =>
        [.. (await ReadAsync(person, cancel)).Where(pair => pair.Claim.Holder.LineId == lineId)];

    private async Task<List<(Claim Claim, string ETag)>> ReadAsync(PersonKey person, CancellationToken cancel)
    {
        List<(Claim, string)> claims = [];
        await foreach (var row in table.ReadAsync(PartitionOf(person), ClaimKey.RowPrefix, cancel)) claims.Add((row.Read<Claim>(), row.ETag));
        return claims;
    }

    private static BusinessFact FactOf(FactKind kind, ClaimKey key, string lineId, string detail) => new(kind, key.Row, $"{lineId} {detail}");
}

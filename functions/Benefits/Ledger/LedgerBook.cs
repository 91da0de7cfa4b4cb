using System.Globalization;
using System.Runtime.CompilerServices;
using Benefits.Audit;
using Benefits.Storage;

namespace Benefits.Ledger;

/// <summary>The double-entry ledger (复式账). Entries lie in the payee's partition, written together with the lines and the audit facts they belong to.</summary>
public sealed class LedgerBook(ITable table, Journal journal)
{
    /// <summary>Posts all entries that are not there yet, in one commit with the caller's writes.</summary>
    /// <param name="partition">Where the lines live: <c>ent-{creditCode}</c>.</param>
    /// <param name="along">The caller's line updates. They went with the entries at the first time: where all entries exist, they are not written again.</param>
    /// <param name="facts">The caller's facts, told after the bookings.</param>
    public async Task<PostOutcome> PostAsync(string partition, IReadOnlyList<LedgerEntry> entries, TableBatch? along, IReadOnlyList<BusinessFact> facts, CancellationToken cancel)
    {
        if (entries.Count == 0) throw new ArgumentException("There is nothing to post.", nameof(entries));
        if (entries.Select(entry => entry.Fault).FirstOrDefault(fault => fault is not null) is { } fault) throw new ArgumentException(fault, nameof(entries));
        if (along is not null && along.Partition != partition) throw new ArgumentException($"The lines are in {along.Partition}, the entries in {partition}.", nameof(along));
        // A reversal is weighed against what is reversed already, which only ReverseAsync does.
        if (entries.Any(entry => entry.Reverses is not null)) throw new ArgumentException($"Reversals are made by {nameof(ReverseAsync)}.", nameof(entries));
        return await WriteAsync(partition, entries, along, facts, cancel);
    }

    /// <summary>Corrects by adding (冲正、追回): books the amount the other way round. Several reversals of one entry never exceed it; the same reference again is the same reversal.</summary>
    public Task<ReverseOutcome> ReverseAsync(string partition, string entryId, Money amount, DateOnly on, ReversalGround ground, TableBatch? along, CancellationToken cancel) =>
        journal.ChangeAsync<ReverseOutcome>(async () =>
        {
            LedgerEntry? original = null;
            List<LedgerEntry> before = [];
            await foreach (var row in table.ReadAsync(partition, entryId, cancel))
            {
                var entry = row.Read<LedgerEntry>();
                if (entry.Id == entryId) original = entry;
                else if (entry.Reverses == entryId) before.Add(entry);
            }
            if (original is null or { Reverses: not null }) return new ReverseOutcome.NotFound();
            if (before.Find(entry => entry.Ground!.Reference == ground.Reference) is { } same)
            {
                return new ReverseOutcome.Done(same, same.Amount == amount && same.On == on && same.Ground == ground ? EntryOutcome.Exists : EntryOutcome.ExistsDifferent);
            }
            var left = original.Amount - before.Sum(entry => entry.Amount);
            if (amount > left) return new ReverseOutcome.TooMuch(left);
            LedgerEntry reversal = new()
            {
                Id = Rows.Reversal(entryId, before.Count + 1),
                LineId = original.LineId,
                Debit = original.Credit,
                Credit = original.Debit,
                Amount = amount,
                On = on,
                Code = original.Code,
                Reverses = entryId,
                Ground = ground,
            };
            if (reversal.Fault is { } fault) throw new ArgumentException(fault, nameof(amount));
            return await WriteAsync(partition, [reversal], along, [], cancel) switch
            {
                PostOutcome.Posted { Entries: [EntryOutcome.Created] } => new ReverseOutcome.Done(reversal, EntryOutcome.Created),
                PostOutcome.LinesChanged changed => new ReverseOutcome.LinesChanged(changed.Key),
                _ => Attempt.Again,
            };
        }, cancel);

    public async Task<LedgerEntry?> FindAsync(string partition, string entryId, CancellationToken cancel) =>
        (await table.FindAsync(new TableKey(partition, entryId), cancel))?.Read<LedgerEntry>();

    /// <summary>A page of a partition's entries, by id.</summary>
    public Task<Page<LedgerEntry>> PageAsync(string partition, PageAsked page, CancellationToken cancel) => page.RowsAsync<LedgerEntry>(table, partition, Rows.LedgerPrefix, cancel);

    /// <summary>Every entry of a partition, by id.</summary>
    public async IAsyncEnumerable<LedgerEntry> ReadAsync(string partition, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var row in table.ReadAsync(partition, Rows.LedgerPrefix, cancel)) yield return row.Read<LedgerEntry>();
    }

    private async Task<PostOutcome> WriteAsync(string partition, IReadOnlyList<LedgerEntry> entries, TableBatch? along, IReadOnlyList<BusinessFact> facts, CancellationToken cancel)
    {
        // Nearly always nothing is there yet: the first try does not look, the insert itself finds out.
        var looks = 0;
        return await journal.ChangeAsync<PostOutcome>(async () =>
        {
            var look = looks++ > 0;
            var outcomes = new EntryOutcome[entries.Count];
            var batch = along is null ? new TableBatch(partition) : new TableBatch(along);
            for (var place = 0; place < entries.Count; place++)
            {
                var entry = entries[place];
                var there = look ? await FindAsync(partition, entry.Id, cancel) : null;
                outcomes[place] = there is null ? EntryOutcome.Created : there == entry ? EntryOutcome.Exists : EntryOutcome.ExistsDifferent;
                if (there is null) batch.Insert(entry.Id, entry);
            }
            if (outcomes.Contains(EntryOutcome.ExistsDifferent)) return new PostOutcome.Refused(outcomes);
            if (!outcomes.Contains(EntryOutcome.Created)) return new PostOutcome.Posted(outcomes);
            var booked = entries.Where((_, place) => outcomes[place] is EntryOutcome.Created).Select(FactOf);
            return await journal.CommitAsync(batch, [.. booked, .. facts], cancel) switch
            {
                Commit.Done => new PostOutcome.Posted(outcomes),
                Commit.Conflict conflict when look && !conflict.Key.Row.StartsWith(Rows.LedgerPrefix, StringComparison.Ordinal) => new PostOutcome.LinesChanged(conflict.Key),
                // At least one of them is there: posted before, or by someone else in between.
                _ => Attempt.Again,
            };
        }, cancel);
    }

    private static BusinessFact FactOf(LedgerEntry entry) =>
        new(
            entry.Ground is null ? LedgerFactKinds.EntryPosted : LedgerFactKinds.EntryReversed,
            entry.Id,
            string.Create(CultureInfo.InvariantCulture, $"{entry.Debit} < {entry.Credit} {entry.Amount.Fen} {entry.On:yyyy-MM-dd} {entry.Code}") + (entry.Ground is { } ground ? $" {ground.Kind} {ground.Reference}" : ""));
}

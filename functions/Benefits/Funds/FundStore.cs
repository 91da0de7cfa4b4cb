using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Benefits.Audit;
using Benefits.Storage;

namespace Benefits.Funds;

/// <summary>Budgets and reservations (资金预算与预留). Each call can be repeated: what it has done before, it does not do again.</summary>
public sealed class FundStore(ITable table, Journal journal)
{
    private readonly ConcurrentDictionary<FundKey, FundTurn> _turns = new();

    // A fund that is in the list stays in it: nothing takes one out.
    private readonly ConcurrentDictionary<FundKey, bool> _listed = new();

    /// <summary>Sets the budget's total (预算下达).</summary>
    /// <param name="reference">An id of the document that sets it; it counts once, and what says something else under it is refused.</param>
    public async Task<BudgetOutcome> SetBudgetAsync(FundKey fund, Money total, string reference, CancellationToken cancel)
    {
        if (total < Money.Zero) throw new ArgumentException($"A budget is not below zero: {total.Fen}.", nameof(total));
        return await ChangeBudgetAsync(fund, FundFactKinds.BudgetSet, reference, total, _ => total, cancel);
    }

    /// <summary>Raises the budget's total (追加预算), from nothing where none was set; those who wait ask again.</summary>
    public async Task<BudgetOutcome> RaiseAsync(FundKey fund, Money by, string reference, CancellationToken cancel)
    {
        if (by <= Money.Zero) throw new ArgumentException($"A raise is more than nothing: {by.Fen}.", nameof(by));
        return await ChangeBudgetAsync(fund, FundFactKinds.BudgetRaised, reference, by, total => total + by, cancel);
    }

    public async Task<FundBalance?> FindAsync(FundKey fund, CancellationToken cancel) =>
        (await table.FindAsync(new TableKey(fund.Partition, Rows.Budget), cancel))?.Read<FundBalance>();

    /// <summary>All funds that have or had a budget.</summary>
    public async IAsyncEnumerable<FundKey> ListAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var row in table.ReadAsync(Partitions.Funds, "", cancel)) yield return row.Read<FundKey>();
    }

    /// <summary>Who waits for money, first come first.</summary>
    public async Task<IReadOnlyList<Waiting>> QueueAsync(FundKey fund, CancellationToken cancel) => (await FundState.ReadAsync(table, fund, cancel)).Queue;

    /// <summary>The fund's lines, by line id.</summary>
    public async IAsyncEnumerable<Reservation> ReservationsAsync(FundKey fund, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var row in table.ReadAsync(fund.Partition, Rows.ReservationPrefix, cancel)) yield return row.Read<Reservation>();
    }

    /// <summary>Reserves the money of all lines of an application, or none of it. Where it does not reach, the application waits, and nobody who comes later overtakes it.</summary>
    public async Task<ReserveOutcome> ReserveAsync(FundKey fund, string applicationId, IReadOnlyList<FundLine> lines, CancellationToken cancel)
    {
        if (lines.Count == 0 || lines.Any(line => line.Amount <= Money.Zero)) throw new ArgumentException("A reservation is for lines of more than nothing.", nameof(lines));
        if (lines.DistinctBy(line => line.LineId).Count() != lines.Count) throw new ArgumentException("A line is named twice.", nameof(lines));
        await ListAsync(fund, cancel);
        FundReservation asked = new(fund, applicationId, lines);
        var turn = TurnOf(fund);
        var outcome = await turn.RunAsync(asked.GrantAsync, cancel);
        // The money is the application's from here on; rows that did not fit in that commit, or that a crash kept away, follow.
        if (outcome is ReserveOutcome.Reserved) await asked.CompleteAsync(turn, cancel);
        return outcome;
    }

    /// <summary>Takes a waiting application out of the queue. False where it does not wait.</summary>
    public async Task<bool> WithdrawAsync(FundKey fund, string applicationId, string reason, CancellationToken cancel) =>
        await TurnOf(fund).RunAsync(view => FundReservation.WithdrawAsync(view, applicationId, reason), cancel);

    /// <summary>The lines' money has arrived at the payees: reserved becomes spent.</summary>
    public Task<FundMove> SpendAsync(FundKey fund, IReadOnlyList<string> lineIds, DateOnly on, CancellationToken cancel) =>
        MoveAsync(
            fund,
            lineIds,
            ReservationState.Spent,
            line => line with { State = ReservationState.Spent, SpentOn = on },
            line => new BusinessFact(FundFactKinds.MoneySpent, line.LineId, string.Create(CultureInfo.InvariantCulture, $"{line.Amount.Fen} {on:yyyy-MM-dd}")),
            cancel);

    /// <summary>The lines will not be paid: their reserved money is free again.</summary>
    /// <param name="reason">A code or short words, nothing personal; told to the audit chain.</param>
    public Task<FundMove> ReleaseAsync(FundKey fund, IReadOnlyList<string> lineIds, string reason, CancellationToken cancel) =>
        MoveAsync(
            fund,
            lineIds,
            ReservationState.Released,
            line => line with { State = ReservationState.Released },
            line => new BusinessFact(FundFactKinds.MoneyReleased, line.LineId, string.Create(CultureInfo.InvariantCulture, $"{line.Amount.Fen} {reason}")),
            cancel);

    /// <summary>Spent money has come back (追回): it is free again.</summary>
    /// <param name="reversalEntryId">The ledger's reversal; each counts once.</param>
    public async Task<FundMove> RecoverAsync(FundKey fund, string lineId, Money amount, string reversalEntryId, CancellationToken cancel) =>
        await TurnOf(fund).RunAsync(
            async view =>
            {
                var row = await view.FindAsync(Rows.Reservation(lineId));
                var line = row?.Read<Reservation>();
                if (line is not { State: ReservationState.Spent }) return new FundChange<FundMove>(new FundMove.Refused(lineId, line?.State));
                if (line.Recoveries.Contains(reversalEntryId)) return new FundChange<FundMove>(new FundMove.Moved(Money.Zero));
                if (amount <= Money.Zero || amount > line.NetSpent) throw new ArgumentException($"{lineId} can give back 1 to {line.NetSpent.Fen} fen, not {amount.Fen}.", nameof(amount));
                return new FundChange<FundMove>(new FundMove.Moved(amount))
                {
                    Balance = view.Balance! with { Spent = view.Balance.Spent - amount },
                    Writes = view.Batch().Replace(row!.Key.Row, line with { Recovered = line.Recovered + amount, Recoveries = [.. line.Recoveries, reversalEntryId] }, row.ETag),
                    Facts = [new BusinessFact(FundFactKinds.MoneyRecovered, lineId, string.Create(CultureInfo.InvariantCulture, $"{amount.Fen} {reversalEntryId}"))],
                };
            },
            cancel);

    /// <summary>Listed before its first row, so that no fund is ever unknown to the reconciliation.</summary>
    private async Task ListAsync(FundKey fund, CancellationToken cancel)
    {
        if (_listed.ContainsKey(fund)) return;
        await table.CommitAsync(new TableBatch(Partitions.Funds).Insert(fund.ToString(), fund), cancel);
        _listed[fund] = true;
    }

    private async Task<BudgetOutcome> ChangeBudgetAsync(FundKey fund, FactKind kind, string reference, Money amount, Func<Money, Money> total, CancellationToken cancel)
    {
        BudgetPaper paper = new(kind.Code, reference, amount);
        await ListAsync(fund, cancel);
        return await TurnOf(fund).RunAsync(
            async view =>
            {
                var balance = view.Balance ?? FundBalance.Empty(fund);
                if ((await view.FindAsync(Rows.BudgetPaper(paper.Reference)))?.Read<BudgetPaper>() is { } stands) return new FundChange<BudgetOutcome>(stands == paper ? new BudgetOutcome.Same(balance) : new BudgetOutcome.Differs(stands));
                var next = total(balance.Total);
                if (next < balance.Reserved + balance.Spent) return new FundChange<BudgetOutcome>(new BudgetOutcome.TooLow(balance.Reserved + balance.Spent));
                var changed = balance with { Total = next };
                BusinessFact fact = new(kind, fund.ToString(), string.Create(CultureInfo.InvariantCulture, $"{next.Fen} {paper.Reference}"));
                return new FundChange<BudgetOutcome>(new BudgetOutcome.Done(changed)) { Balance = changed, Writes = view.Batch().Insert(Rows.BudgetPaper(paper.Reference), paper), Facts = [fact] };
            },
            cancel);
    }

    /// <summary>Moves reserved lines on. Where one of them cannot be moved, none is; more lines than a commit holds are moved page by page, and a repeat goes on where a crash cut off.</summary>
    private async Task<FundMove> MoveAsync(FundKey fund, IReadOnlyList<string> lineIds, ReservationState target, Func<Reservation, Reservation> move, Func<Reservation, BusinessFact> fact, CancellationToken cancel)
    {
        var turn = TurnOf(fund);
        var pages = lineIds.Distinct(StringComparer.Ordinal).Chunk(FundTurn.MostWrites).ToList();
        if (pages.Count > 1)
        {
            foreach (var lineId in lineIds)
            {
                var state = (await table.FindAsync(new TableKey(fund.Partition, Rows.Reservation(lineId)), cancel))?.Read<Reservation>().State;
                if (state != ReservationState.Reserved && state != target) return new FundMove.Refused(lineId, state);
            }
        }
        var moved = Money.Zero;
        foreach (var page in pages)
        {
            switch (await turn.RunAsync(view => MovePageAsync(view, page, target, move, fact), cancel))
            {
                case FundMove.Moved step:
                    moved += step.Amount;
                    break;
                case FundMove.Refused refused:
                    return refused;
                default:
                    throw new UnreachableException();
            }
        }
        return new FundMove.Moved(moved);
    }

    private static async Task<FundChange<FundMove>> MovePageAsync(FundState view, string[] page, ReservationState target, Func<Reservation, Reservation> move, Func<Reservation, BusinessFact> fact)
    {
        var batch = view.Batch();
        List<BusinessFact> facts = [];
        var amount = Money.Zero;
        foreach (var lineId in page)
        {
            var row = await view.FindAsync(Rows.Reservation(lineId));
            var line = row?.Read<Reservation>();
            if (line?.State == target) continue;
            if (line is not { State: ReservationState.Reserved }) return new FundChange<FundMove>(new FundMove.Refused(lineId, line?.State));
            var next = move(line);
            batch.Replace(row!.Key.Row, next, row.ETag);
            facts.Add(fact(next));
            amount += line.Amount;
        }
        if (facts.Count == 0) return new FundChange<FundMove>(new FundMove.Moved(Money.Zero));
        var balance = view.Balance!;
        return new FundChange<FundMove>(new FundMove.Moved(amount))
        {
            Balance = balance with { Reserved = balance.Reserved - amount, Spent = target is ReservationState.Spent ? balance.Spent + amount : balance.Spent },
            Writes = batch,
            Facts = facts,
        };
    }

    private FundTurn TurnOf(FundKey fund) => _turns.GetOrAdd(fund, key => new FundTurn(table, journal, key, new SemaphoreSlim(1, 1)));
}

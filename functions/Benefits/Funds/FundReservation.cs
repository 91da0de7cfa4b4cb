using System.Globalization;
using Benefits.Audit;
using Benefits.Storage;

namespace Benefits.Funds;

/// <summary>One application's request to a fund. A single row and the budget decide for all its lines at once; the rows of lines that do not fit in that commit follow, and a repeat finishes what a crash cut off.</summary>
internal sealed class FundReservation(FundKey fund, string applicationId, IReadOnlyList<FundLine> lines)
{
    /// <summary>In the first commit: the application's row and its place in the queue beside the lines.</summary>
    private const int MostLinesAtOnce = FundTurn.MostWrites - 2;

    private readonly Money _amount = lines.Sum(line => line.Amount);
    private readonly string _hash = FundHold.HashOf(lines);

    public async Task<FundChange<ReserveOutcome>> GrantAsync(FundState view)
    {
        var row = await view.FindAsync(Rows.Hold(applicationId));
        var hold = row?.Read<FundHold>();
        if (hold is { State: not HoldState.Withdrawn } && hold.Lines != _hash) return Say(new ReserveOutcome.AskedDifferently());
        if (hold is { State: HoldState.Granted or HoldState.Complete }) return Say(new ReserveOutcome.Reserved());
        // A budget that nobody has set yet is empty: who asks early has an early place in its queue.
        var balance = view.Balance ?? FundBalance.Empty(fund);
        var ticket = hold is { State: HoldState.Waiting } ? hold.Ticket : null;
        if (await FindTakenAsync(view) is { } taken)
        {
            // Whoever can never be served does not stand in the way of those behind.
            return ticket is null ? Say(taken) : (await WithdrawAsync(view, applicationId, "line-taken")).Answering<ReserveOutcome>(taken);
        }
        var ahead = view.Queue.Where(other => ticket is null || other.Ticket < ticket).ToList();
        var needed = ahead.Sum(other => other.Amount) + _amount;
        if (ahead.Count > 0 || needed > balance.Free)
        {
            Money missing = new(Math.Max(0, (needed - balance.Free).Fen));
            ReserveOutcome.Waits answer = new(missing, ahead.Count + 1);
            return ticket is not null ? Say(answer) : Queue(view, balance, row, answer);
        }
        return await TakeAsync(view, balance, row, ticket);
    }

    /// <summary>Writes the rows of lines that are missing, and closes the application's row.</summary>
    public async Task CompleteAsync(FundTurn turn, CancellationToken cancel)
    {
        if (lines.Count <= MostLinesAtOnce) return;
        var pages = lines.Chunk(MostLinesAtOnce).ToList();
        foreach (var (index, page) in pages.Index())
        {
            var last = index == pages.Count - 1;
            if (await turn.RunAsync(view => CompletePageAsync(view, page, last), cancel)) return;
        }
    }

    public static async Task<FundChange<bool>> WithdrawAsync(FundState view, string applicationId, string reason)
    {
        var row = await view.FindAsync(Rows.Hold(applicationId));
        if (row?.Read<FundHold>() is not { State: HoldState.Waiting, Ticket: { } ticket } hold) return new FundChange<bool>(false);
        var place = await view.FindAsync(Rows.Wait(ticket));
        return new FundChange<bool>(true)
        {
            Queue = [.. view.Queue.Where(other => other.Ticket != ticket)],
            Writes = view.Batch().Replace(row.Key.Row, hold with { State = HoldState.Withdrawn, Ticket = null }, row.ETag).Delete(place!.Key.Row, place.ETag),
            Facts = [new BusinessFact(FundFactKinds.QueueLeft, applicationId, reason)],
        };
    }

    private FundChange<ReserveOutcome> Queue(FundState view, FundBalance balance, TableRow? row, ReserveOutcome.Waits answer)
    {
        var ticket = balance.LastTicket + 1;
        Waiting waiting = new(applicationId, _amount, ticket);
        return new FundChange<ReserveOutcome>(answer)
        {
            Balance = balance with { LastTicket = ticket },
            Queue = [.. view.Queue, waiting],
            Writes = Put(view.Batch(), Rows.Hold(applicationId), Hold(HoldState.Waiting, ticket), row).Insert(Rows.Wait(ticket), waiting),
            Facts = [new BusinessFact(FundFactKinds.QueueJoined, applicationId, string.Create(CultureInfo.InvariantCulture, $"{_amount.Fen} {answer.Position}"))],
        };
    }

    private async Task<FundChange<ReserveOutcome>> TakeAsync(FundState view, FundBalance balance, TableRow? row, long? ticket)
    {
        var atOnce = lines.Count <= MostLinesAtOnce;
        var batch = Put(view.Batch(), Rows.Hold(applicationId), Hold(atOnce ? HoldState.Complete : HoldState.Granted, null), row);
        if (ticket is { } drawn && await view.FindAsync(Rows.Wait(drawn)) is { } place) batch.Delete(place.Key.Row, place.ETag);
        List<BusinessFact> facts = [new BusinessFact(FundFactKinds.MoneyReserved, applicationId, string.Create(CultureInfo.InvariantCulture, $"{_amount.Fen} {lines.Count}"))];
        foreach (var line in lines)
        {
            if (atOnce) Put(batch, Rows.Reservation(line.LineId), Reserve(line), await view.FindAsync(Rows.Reservation(line.LineId)));
        }
        return new FundChange<ReserveOutcome>(new ReserveOutcome.Reserved())
        {
            Balance = balance with { Reserved = balance.Reserved + _amount },
            Queue = [.. view.Queue.Where(other => other.Ticket != ticket)],
            Writes = batch,
            Facts = facts,
        };
    }

    /// <summary>True where there is nothing left to do for the application.</summary>
    private async Task<FundChange<bool>> CompletePageAsync(FundState view, FundLine[] page, bool last)
    {
        var row = await view.FindAsync(Rows.Hold(applicationId));
        if (row?.Read<FundHold>() is not { State: HoldState.Granted } hold) return new FundChange<bool>(true);
        var batch = view.Batch();
        foreach (var line in page)
        {
            var there = await view.FindAsync(Rows.Reservation(line.LineId));
            var found = there?.Read<Reservation>();
            if (found?.ApplicationId == applicationId) continue;
            if (found is { State: not ReservationState.Released }) throw new InvalidOperationException($"{fund} has money of {found.ApplicationId} under {line.LineId}, which {applicationId} was granted.");
            Put(batch, Rows.Reservation(line.LineId), Reserve(line), there);
        }
        if (last) batch.Replace(row.Key.Row, hold with { State = HoldState.Complete }, row.ETag);
        return new FundChange<bool>(last)
        {
            Writes = batch,
            Facts = batch.Writes.Count == 0 ? [] : [new BusinessFact(FundFactKinds.LinesReserved, applicationId, string.Create(CultureInfo.InvariantCulture, $"{page.Sum(line => line.Amount).Fen} {page.Length}"))],
        };
    }

    private async Task<ReserveOutcome.LineTaken?> FindTakenAsync(FundState view)
    {
        foreach (var line in lines)
        {
            var there = (await view.FindAsync(Rows.Reservation(line.LineId)))?.Read<Reservation>();
            if (there is { State: not ReservationState.Released }) return new ReserveOutcome.LineTaken(line.LineId, there.ApplicationId);
        }
        return null;
    }

    private FundHold Hold(HoldState state, long? ticket) => new() { ApplicationId = applicationId, Amount = _amount, Lines = _hash, State = state, Ticket = ticket };

    private Reservation Reserve(FundLine line) => new() { LineId = line.LineId, ApplicationId = applicationId, Amount = line.Amount, State = ReservationState.Reserved };

    private static TableBatch Put<T>(TableBatch batch, string key, T value, TableRow? there) => there is null ? batch.Insert(key, value) : batch.Replace(key, value, there.ETag);

    private static FundChange<ReserveOutcome> Say(ReserveOutcome outcome) => new(outcome);
}

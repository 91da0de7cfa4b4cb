using Benefits.Banking;
using Benefits.Ledger;

namespace Benefits.Reconciliation;

/// <summary>What each side says of one line, laid side by side.</summary>
internal sealed class LineBook(string lineId)
{
    public string LineId { get; } = lineId;

    public LineState? Line { get; set; }

    public List<LedgerEntry> Entries { get; } = [];

    public List<BankRecord> Bank { get; } = [];

    /// <summary>Bookings to the payee that no correction and no return of the bank has taken back.</summary>
    public Money Booked => Payments.Sum(entry => entry.Amount) - Entries.Where(entry => entry.Ground is { Kind: not ReversalKind.Recovery } && Accounts.IsPayee(entry.Credit)).Sum(entry => entry.Amount);

    public Money Recovered => Entries.Where(entry => entry.Ground is { Kind: ReversalKind.Recovery }).Sum(entry => entry.Amount);

    public IEnumerable<LedgerEntry> Payments => Entries.Where(entry => entry.Reverses is null && Accounts.IsPayee(entry.Debit));

    public IEnumerable<BankRecord> BankPaid => Bank.Where(record => record.State is PaymentState.Paid);

    /// <summary>What has left each fund for good: its credits less what came back, and less what is still on its way to the bank.</summary>
    public IEnumerable<(string Account, Money Amount)> ByFund()
    {
        Dictionary<string, Money> funds = [];
        var inTransit = Money.Zero;
        foreach (var entry in Entries)
        {
            Add(entry.Credit, entry.Amount);
            Add(entry.Debit, -entry.Amount);
        }
        foreach (var (account, amount) in funds) yield return (account, amount - inTransit);

        void Add(string account, Money amount)
        {
            if (account == Accounts.InTransit) inTransit -= amount;
            else if (!Accounts.IsPayee(account)) funds[account] = funds.GetValueOrDefault(account) + amount;
        }
    }

    /// <summary>Every difference of the line. What lies after <paramref name="on"/> on one side is outstanding, not different.</summary>
    public void Compare(DateOnly on, List<Difference> differences, List<Difference> outstanding)
    {
        var bankPaid = BankPaid.ToList();
        var bankAmount = bankPaid.Sum(record => record.Amount);
        var booked = Booked;
        if (booked == Money.Zero)
        {
            if (Line is { IsPaid: true }) differences.Add(new(DifferenceKind.LineWithoutEntry, LineId, $"明细已标记发放{Line.Amount}，账上没有分录"));
            var late = Line is { IsAwaited: true } || bankPaid.All(record => ((PaymentState.Paid)record.State).On > on);
            if (bankPaid.Count > 0) (late ? outstanding : differences).Add(new(DifferenceKind.PaidNotBooked, LineId, $"银行已付{bankAmount}（{Ids(bankPaid)}），账上没有记账"));
        }
        else
        {
            var late = Payments.All(entry => entry.On > on);
            if (Line is null) differences.Add(new(DifferenceKind.EntryWithoutLine, LineId, $"账上已记{booked}（{string.Join('、', Payments.Select(entry => entry.Id))}），没有对应的发放明细"));
            else if (!Line.IsPaid) (late ? outstanding : differences).Add(new(DifferenceKind.BookedLineNotPaid, LineId, $"账上已记{booked}，明细状态却是“{Line.State}”"));
            if (bankPaid.Count == 0) (late ? outstanding : differences).Add(new(DifferenceKind.BookedNotPaid, LineId, $"账上已记{booked}，银行没有付款"));
            if (Payments.Count() > 1 && booked != Payments.First().Amount) differences.Add(new(DifferenceKind.PaidTwice, LineId, $"账上记账{Payments.Count()}次，共{booked}"));
            else if (Line is not null && Line.Amount != booked) differences.Add(new(DifferenceKind.AmountsDiffer, LineId, $"明细为{Line.Amount}，账上为{booked}"));
            if (bankPaid.Count == 1 && bankAmount != booked) differences.Add(new(DifferenceKind.AmountsDiffer, LineId, $"账上为{booked}，银行付出{bankAmount}"));
        }
        for (var attempt = 1; attempt <= Line?.Attempts; attempt++)
        {
            var id = PaymentIds.Of(LineId, attempt);
            if (!Bank.Exists(record => record.InstructionId == id)) differences.Add(new(DifferenceKind.InstructionMissing, LineId, $"第{attempt}次付款已交银行，银行却没有指令{id}"));
        }
        if (bankPaid.Count > 1) differences.Add(new(DifferenceKind.PaidTwice, LineId, $"银行支付了{bankPaid.Count}次，共{bankAmount}（{Ids(bankPaid)}）"));
        if (booked == Money.Zero && bankPaid.Count == 1 && Line is not null && Line.Amount != bankAmount) differences.Add(new(DifferenceKind.AmountsDiffer, LineId, $"明细为{Line.Amount}，银行付出{bankAmount}"));
    }

    private static string Ids(List<BankRecord> records) => string.Join('、', records.Select(record => record.InstructionId));
}

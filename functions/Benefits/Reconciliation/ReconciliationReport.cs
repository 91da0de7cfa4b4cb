using System.Text.Json.Serialization;

namespace Benefits.Reconciliation;

/// <summary>A reconciliation (对账报告): what lines, ledger, funds and bank say of the same money, and every place where they differ.</summary>
public sealed record ReconciliationReport
{
    /// <summary>The business date up to which all sides must agree.</summary>
    public required DateOnly On { get; init; }

    public required DateTimeOffset RanAt { get; init; }

    /// <summary>False where only what has moved since the last one was compared: then lines, entries, instructions and sums are those of what was compared.</summary>
    public required bool IsFull { get; init; }

    public required int Lines { get; init; }

    public required int Entries { get; init; }

    public required int Instructions { get; init; }

    /// <summary>What the lines say is paid.</summary>
    public required Money LinesPaid { get; init; }

    /// <summary>What the ledger has booked to payees, less corrections and returns; recoveries come afterwards and are not taken off.</summary>
    public required Money Booked { get; init; }

    /// <summary>What the bank has paid.</summary>
    public required Money BankPaid { get; init; }

    /// <summary>What came back from payees by recovery (追回).</summary>
    public required Money Recovered { get; init; }

    public required IReadOnlyList<FundTotals> Funds { get; init; }

    public required IReadOnlyList<Difference> Differences { get; init; }

    /// <summary>What happened after <see cref="On"/> on one side only (未达账项): no difference yet.</summary>
    public required IReadOnlyList<Difference> Outstanding { get; init; }

    /// <summary>The full report's file in the folder <c>reconciliations</c>; null in the file itself.</summary>
    public string? File { get; init; }

    /// <summary>How many differences there are, where <see cref="Differences"/> lists only the first in the stored row.</summary>
    public required int DifferenceCount { get; init; }

    public bool Agrees => DifferenceCount == 0;
}

/// <summary>One fund's money as the four sides have it.</summary>
public sealed record FundTotals
{
    public required string Account { get; init; }

    public required Money Total { get; init; }

    public required Money Reserved { get; init; }

    /// <summary>What the fund's rows have as spent, less what came back.</summary>
    public required Money Spent { get; init; }

    /// <summary>What the ledger has taken out of the fund, less what came back.</summary>
    public required Money Booked { get; init; }

    /// <summary>What the bank has paid for lines of the fund.</summary>
    public required Money BankPaid { get; init; }

    /// <summary>True where any side knows of money reserved, spent, booked or paid.</summary>
    [JsonIgnore]
    public bool Moved => Reserved != Money.Zero || Spent != Money.Zero || Booked != Money.Zero || BankPaid != Money.Zero;
}

/// <summary>One difference, by name.</summary>
/// <param name="Subject">The line, entry, instruction or fund.</param>
/// <param name="Says">For people: who says what.</param>
public sealed record Difference(DifferenceKind Kind, string Subject, string Says);

public enum DifferenceKind
{
    /// <summary>有明细无分录: the line is paid, and the ledger has no booking of it.</summary>
    [Label("有明细无分录")]
    LineWithoutEntry,

    /// <summary>有分录无明细: the ledger has booked a line that no application has.</summary>
    [Label("有分录无明细")]
    EntryWithoutLine,

    /// <summary>已记账而明细未标记发放: the ledger has booked a line whose application does not hold it as paid.</summary>
    [Label("已记账未标记发放")]
    BookedLineNotPaid,

    /// <summary>银行已付未记账.</summary>
    [Label("银行已付未记账")]
    PaidNotBooked,

    /// <summary>已记账银行未付.</summary>
    [Label("已记账银行未付")]
    BookedNotPaid,

    /// <summary>金额不符.</summary>
    [Label("金额不符")]
    AmountsDiffer,

    /// <summary>重复支付: the bank has paid a line more than once, or the ledger has booked it more than once.</summary>
    [Label("重复支付")]
    PaidTwice,

    /// <summary>银行有付款而无对应明细: no line of ours has this instruction.</summary>
    [Label("银行指令无对应明细")]
    UnknownInstruction,

    /// <summary>银行没有已提交的指令: the line was handed over, and the bank's statement does not have it.</summary>
    [Label("银行没有已提交的指令")]
    InstructionMissing,

    /// <summary>资金池不平: budget row, reservations and ledger do not give the same sums.</summary>
    [Label("资金池不平")]
    FundTotalsOff,

    /// <summary>同一明细重复: two applications name the same line.</summary>
    [Label("明细重复")]
    LineTwice,
}

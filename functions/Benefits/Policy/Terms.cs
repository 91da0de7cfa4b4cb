namespace Benefits.Policy;

/// <summary>Where a figure or a rule comes from (依据). What could not be checked against the text says so, with the question that is open.</summary>
public sealed record SourceNote(string Text, bool Verified, string? Question)
{
    /// <summary>As shown to people.</summary>
    public override string ToString() => Verified ? Text : $"{Text}（待核实）";
}

/// <summary>What a document leaves open, and the answer taken (口径).</summary>
public sealed record OpenQuestion(string Question, string Answer);

/// <summary>A fund that pays (资金渠道).</summary>
/// <param name="Code">ASCII, as it stands in keys: <c>employment</c>.</param>
public sealed record FundTerms(string Code, string Title, PoolLevel PoolLevel);

/// <summary>The level at which a fund's money is kept together (统筹层次).</summary>
public enum PoolLevel
{
    Province,
    Prefecture,
    County,
}

/// <summary>How a case is carried through (办理程序): days, limits and signatures, all of them data.</summary>
public sealed record ProcedureTerms
{
    public required string Name { get; init; }

    public required string Title { get; init; }

    /// <summary>Length of the public notice (公示).</summary>
    public required int NoticeWorkingDays { get; init; }

    public required bool NoticeCountsFirstDay { get; init; }

    /// <summary>Up to this sum a clean case needs no signature (免申即享).</summary>
    public required Money AutoLimit { get; init; }

    /// <summary>How many signatures a sum needs, ascending; the last band is open.</summary>
    public required IReadOnlyList<ReviewBand> ReviewBands { get; init; }

    /// <summary>From this signature on it is a reviewer's (复核); before it a caseworker (经办) signs too.</summary>
    public required int ReviewerFromSignature { get; init; }

    public required int ReviewWorkingDays { get; init; }

    public required int EscalationWorkingDays { get; init; }

    public required int ObjectionWorkingDays { get; init; }

    public required int AccountCorrectionWorkingDays { get; init; }

    /// <summary>How long a case waits for money, in calendar days.</summary>
    public required int FundWaitDays { get; init; }

    public required int MaxPaymentAttempts { get; init; }

    /// <summary>After so many days at the latest everything is reconciled again (全面对账); in between, what has moved.</summary>
    public required int FullReconciliationDays { get; init; }

    /// <summary>Signatures that a case of this sum needs; none where it is within the limit and leaves nothing to a person.</summary>
    /// <param name="needsPerson">Something of it is unknown, or rests on a declaration alone.</param>
    public int Signatures(Money sum, bool needsPerson) =>
        needsPerson || sum > AutoLimit ? ReviewBands.First(band => band.UpTo is not { } limit || sum <= limit).Signatures : 0;

    public bool NeedsReviewer(int signature) => signature >= ReviewerFromSignature;
}

/// <param name="UpTo">The largest sum of the band; null for the last.</param>
public sealed record ReviewBand(Money? UpTo, int Signatures);

/// <summary>An official text (政策文件).</summary>
public sealed record PolicyDocument
{
    /// <summary>The folder's name.</summary>
    public required string Id { get; init; }

    /// <summary>The number it is cited by: 湘人社规〔2022〕22号.</summary>
    public required string Number { get; init; }

    public required string Title { get; init; }

    public required IReadOnlyList<string> Issuers { get; init; }

    /// <summary>Division code of the place it holds in; empty for the whole country.</summary>
    public required string Region { get; init; }

    /// <summary>Null where it could not be checked.</summary>
    public DateOnly? IssuedOn { get; init; }

    public required DateOnly From { get; init; }

    /// <summary>The last day it is in force; null where it names none.</summary>
    public DateOnly? To { get; init; }

    public Supersession? Superseded { get; init; }

    public required IReadOnlyList<SourceNote> Sources { get; init; }

    /// <summary>Further measures that the text announces and no pack carries yet.</summary>
    public required IReadOnlyList<AnnouncedMeasure> Announces { get; init; }
}

/// <summary>A later norm that takes the place of this one.</summary>
/// <param name="On">The first day on which the later norm counts.</param>
public sealed record Supersession(string By, DateOnly On);

public sealed record AnnouncedMeasure(string Clause, string Title, MeasureKind Kind);

using System.Globalization;
using Benefits.Reference;

namespace Benefits.Cases.Notices;

/// <summary>Public notice (公示) of what a firm is about to be paid. Names are masked; nothing else of a person is in it.</summary>
public sealed record Notice
{
    public required CaseId Id { get; init; }

    public required string Title { get; init; }

    public required string EnterpriseName { get; init; }

    public required DistrictCode District { get; init; }

    public required DateOnly StartsOn { get; init; }

    /// <summary>Last day on which an objection (异议) can be raised.</summary>
    public required DateOnly EndsOn { get; init; }

    /// <summary>True where the end may move, since the year's holidays are not published yet.</summary>
    public required bool Provisional { get; init; }

    public required IReadOnlyList<NoticeTotal> Totals { get; init; }

    public required Money Total { get; init; }

    /// <summary>A notice that adds up, three ways: lines to measures, measures to the whole, and the whole to what was decided.</summary>
    /// <exception cref="NoticeDoesNotAddUpException">It does not, and is not published.</exception>
    public static Notice Draft(CaseHeader header, IReadOnlyList<NoticeLine> lines, Money granted, DateOnly starts, Deadline ends)
    {
        NoticeTotal[] totals =
        [
            .. lines.GroupBy(line => (line.Measure, line.Title, line.Clause))
                .OrderBy(group => group.Key.Measure, StringComparer.Ordinal)
                .Select(group => new NoticeTotal(group.Key.Title, group.Key.Clause, group.Count(), group.Sum(line => line.Amount))),
        ];
        var total = totals.Sum(measure => measure.Amount);
        if (total != granted) throw new NoticeDoesNotAddUpException($"The notice of {header.Id} lists {total.Fen} fen, but {granted.Fen} fen were decided.");
        return new Notice
        {
            Id = header.Id,
            Title = string.Create(CultureInfo.InvariantCulture, $"关于{header.EnterpriseName}申领就业创业扶持资金的公示"),
            EnterpriseName = header.EnterpriseName,
            District = header.District,
            StartsOn = starts,
            EndsOn = ends.Date,
            Provisional = ends.Provisional,
            Totals = totals,
            Total = total,
        };
    }
}

/// <summary>One line of the notice; its number is what an objection names.</summary>
public sealed record NoticeLine(LineId Id, string MaskedName, string Measure, string Title, string Clause, string Period, Money Amount);

public sealed record NoticeTotal(string Title, string Clause, int Lines, Money Amount);

public sealed class NoticeDoesNotAddUpException(string message) : Exception(message);

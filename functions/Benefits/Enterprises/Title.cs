using System.Globalization;
using Benefits.Reference;

namespace Benefits.Enterprises;

/// <summary>Steps of the ladder (梯度) of good smaller firms, from the lowest.</summary>
public enum Tier
{
    /// <summary>创新型中小企业.</summary>
    [Label("创新型中小企业")]
    Innovative = 1,

    /// <summary>专精特新中小企业.</summary>
    [Label("专精特新中小企业")]
    Specialised = 2,

    /// <summary>专精特新“小巨人”企业, the national title. The province's own title of the same words, before 2023, is <see cref="Specialised"/>.</summary>
    [Label("专精特新“小巨人”企业")]
    LittleGiant = 3,
}

/// <summary>How a title (称号) stands.</summary>
public enum TitleState
{
    /// <summary>有效.</summary>
    [Label("有效")]
    Valid,

    /// <summary>Past its end while its re-check is pending (到期待复核): neither held nor lost.</summary>
    [Label("到期待复核")]
    ExpiredReviewPending,

    /// <summary>已到期.</summary>
    [Label("已到期")]
    Expired,

    /// <summary>Taken back (撤销) on <see cref="Title.WithdrawnOn"/>.</summary>
    [Label("已撤销")]
    Withdrawn,
}

/// <summary>A title (称号) that a list gave a firm for a stretch of days.</summary>
public sealed record Title
{
    public required Tier Tier { get; init; }

    public required DateOnly From { get; init; }

    /// <summary>The last day on which it holds.</summary>
    public required DateOnly To { get; init; }

    public required TitleState State { get; init; }

    /// <summary>The first day on which it holds no longer, where it was taken back.</summary>
    public DateOnly? WithdrawnOn { get; init; }

    /// <summary>The list it comes from, as shown to people.</summary>
    public required string Source { get; init; }

    /// <summary>The day the list was published, or read.</summary>
    public required DateOnly Published { get; init; }

    /// <summary>The last day on which it certainly held.</summary>
    public DateOnly HeldTo => WithdrawnOn is { } on && on <= To ? on.AddDays(-1) : To;

    public bool Holds(DateOnly day) => From <= day && day <= HeldTo;

    /// <summary>True on a day after the end on which a re-check may still extend it.</summary>
    public bool IsPending(DateOnly day) => State is TitleState.Valid or TitleState.ExpiredReviewPending && To < day && day <= ReviewEnds;

    /// <summary>The last day on which its re-check counts as pending.</summary>
    public DateOnly ReviewEnds => To.AddMonths(TitleTerms.ReviewMonths);
}

/// <summary>Terms that the list files do not hold (Data/titles.txt).</summary>
public static class TitleTerms
{
    private static readonly Dictionary<string, int[]> Terms = ReferenceData.Lines("titles.txt")
        .Select(line => line.Split(' '))
        .ToDictionary(words => words[0], words => words.Skip(1).Select(word => int.Parse(word, CultureInfo.InvariantCulture)).ToArray());

    public static int Years { get; } = Terms["term-years"][0];

    public static int ReviewMonths { get; } = Terms["review-months"][0];

    /// <summary>How many days before a title's end the firm is told.</summary>
    public static IReadOnlyList<int> AnnounceDays { get; } = Terms["announce-days"];

    /// <summary>The last day of a title for which the list names no end.</summary>
    public static DateOnly EndOf(DateOnly from) => from.AddYears(Years).AddDays(-1);

    extension(Tier tier)
    {
        /// <summary>As facts and rules name it: <c>little-giant</c>.</summary>
        public string Word => tier switch
        {
            Tier.Innovative => "innovative",
            Tier.Specialised => "specialised",
            Tier.LittleGiant => "little-giant",
            _ => throw new ArgumentOutOfRangeException(nameof(tier), tier, "No such tier."),
        };
    }
}

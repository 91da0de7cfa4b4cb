namespace Benefits.Enterprises;

/// <summary>A firm (企业) with its dated titles: row <c>profile</c> of partition <c>ent-{creditCode}</c>.</summary>
public sealed record Enterprise
{
    public required CreditCode Code { get; init; }

    public required string Name { get; init; }

    /// <summary>Where its applications are decided and paid (参保地); null where no list has said so.</summary>
    public DistrictCode? District { get; init; }

    /// <summary>In order of their first day.</summary>
    public required IReadOnlyList<Title> Titles { get; init; }

    /// <summary>Names it had before (曾用名), the latest last.</summary>
    public IReadOnlyList<string> FormerNames { get; init; } = [];

    /// <summary>The account that pays its social insurance (社保缴费账户), sealed for <see cref="EnterpriseBook.AccountContext"/>.</summary>
    public string? SealedAccount { get; init; }

    /// <summary>The highest title certainly held on that day, or null.</summary>
    public Tier? Tier(DateOnly day) => Titles.Where(title => title.Holds(day)).Select(title => (Tier?)title.Tier).Max();

    /// <summary>True where it held no title on that day, but one was past its end with its re-check pending (到期待复核).</summary>
    public bool IsReviewPending(DateOnly day) => Tier(day) is null && Titles.Any(title => title.IsPending(day));
}

/// <summary>What lists show of a firm: a row of partition <c>enterprises</c>.</summary>
public sealed record EnterpriseBrief(CreditCode Code, string Name, DistrictCode? District, IReadOnlyList<TitleBrief> Titles)
{
    public static EnterpriseBrief Of(Enterprise firm) =>
        new(firm.Code, firm.Name, firm.District, [.. firm.Titles.Select(title => new TitleBrief(title.Tier, title.From, title.To, title.State))]);
}

public sealed record TitleBrief(Tier Tier, DateOnly From, DateOnly To, TitleState State);

/// <summary>Something a firm is told (告知): a row <c>note-…</c> of its partition.</summary>
/// <param name="Kind">What it is about, such as <c>title-ending</c>.</param>
public sealed record EnterpriseNote(string Kind, DateOnly On, string Text);

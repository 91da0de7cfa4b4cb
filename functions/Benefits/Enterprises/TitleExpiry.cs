using System.Globalization;
using Benefits.Audit;
using Benefits.Timers;

namespace Benefits.Enterprises;

/// <summary>Daily job: moves titles past their end on (称号到期), first to pending re-check, then to expired, and tells firms beforehand. All of it is journalled with the firm.</summary>
public sealed class TitleExpiry(EnterpriseStore book)
{
    public DailyJob Job => new("expire-titles", RunAsync);

    public async Task<string> RunAsync(DateOnly date, CancellationToken cancel)
    {
        int moved = 0, told = 0;
        List<EnterpriseBrief> concerned = [];
        await foreach (var firm in book.ListAsync(null, cancel))
        {
            if (firm.Titles.Any(title => IsOver(title, date) || DaysLeft(title, date) is not null)) concerned.Add(firm);
        }
        foreach (var firm in concerned)
        {
            if (firm.Titles.Any(title => IsOver(title, date)))
            {
                await book.ChangeAsync(firm.Code, before => Moved(before, date), cancel);
                moved++;
            }
            foreach (var title in firm.Titles)
            {
                if (DaysLeft(title, date) is not { } days) continue;
                EnterpriseNote note = new("title-ending", date, string.Create(CultureInfo.InvariantCulture, $"贵企业的{title.Tier.Label}称号将于{title.To:yyyy-MM-dd}到期，还有{days}天，请及时申请复核；尚未提交的申报请在到期前办理。"));
                if (await book.TellAsync(firm.Code, string.Create(CultureInfo.InvariantCulture, $"title-{title.Tier.Word}-{title.To:yyyyMMdd}-{days:00}"), note, cancel)) told++;
            }
        }
        return string.Create(CultureInfo.InvariantCulture, $"{moved}家企业的称号状态已更新，提醒{told}次");
    }

    private static bool IsOver(TitleBrief title, DateOnly date) => NextState(title.State, title.To, date) != title.State;

    private static int? DaysLeft(TitleBrief title, DateOnly date)
    {
        var days = title.To.DayNumber - date.DayNumber;
        return title.State == TitleState.Valid && TitleTerms.AnnounceDays.Contains(days) ? days : null;
    }

    private static TitleState NextState(TitleState state, DateOnly to, DateOnly date) => state switch
    {
        TitleState.Valid or TitleState.ExpiredReviewPending when date > to.AddMonths(TitleTerms.ReviewMonths) => TitleState.Expired,
        TitleState.Valid when date > to => TitleState.ExpiredReviewPending,
        _ => state,
    };

    private static EnterpriseChange? Moved(Enterprise? firm, DateOnly date)
    {
        if (firm is null) return null;
        List<BusinessFact> facts = [];
        List<Title> titles = [];
        foreach (var title in firm.Titles)
        {
            var next = NextState(title.State, title.To, date);
            if (next != title.State)
            {
                facts.Add(new BusinessFact(
                    next == TitleState.Expired ? EnterpriseFactKinds.TitleExpired : EnterpriseFactKinds.TitleReviewPending,
                    $"ent-{firm.Code}",
                    string.Create(CultureInfo.InvariantCulture, $"{title.Tier.Word} {title.To:yyyy-MM-dd}")));
            }
            titles.Add(title with { State = next });
        }
        return facts.Count == 0 ? null : new EnterpriseChange(firm with { Titles = titles }, facts);
    }
}

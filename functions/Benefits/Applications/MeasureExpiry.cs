using System.Globalization;
using Benefits.Audit;
using Benefits.Cases;
using Benefits.Enterprises;
using Benefits.Policy;
using Benefits.Storage;
using Benefits.Timers;

namespace Benefits.Applications;

/// <summary>
/// Expires time-limited measures (政策到期): what closed yesterday is put on record as closed, and firms that were shown entitlements they have not applied for
/// are told on the same days before the end as of a title (30, 7 and 1). That a closed measure is refused does not depend on this job: its dates alone decide.
/// </summary>
public sealed class MeasureExpiry(ITable table, Journal journal, EnterpriseStore enterprises, CaseStore cases, PolicyLibrary library)
{

    public DailyJob Job => new("expire-measures", RunAsync);

    public async Task<string> RunAsync(DateOnly date, CancellationToken cancel)
    {
        int closed = 0, told = 0;
        foreach (var measure in library.Measures)
        {
            if (measure.ClosesOn is not { } end) continue;
            if (end < date && await CloseAsync(measure, end, cancel)) closed++;
            var left = end.DayNumber - date.DayNumber;
            if (TitleTerms.AnnounceDays.Contains(left)) told += await TellAsync(measure, end, left, cancel);
        }
        return $"新到期政策{closed}项，到期提醒{told}条";
    }

    private async Task<bool> CloseAsync(Measure measure, DateOnly end, CancellationToken cancel)
    {
        if (await table.FindAsync(new TableKey(Partitions.MeasureExpiries, measure.Id), cancel) is not null) return false;
        var fact = new BusinessFact(ApplicationFactKinds.MeasureClosed, measure.Id, end.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        return await journal.CommitAsync(new TableBatch(Partitions.MeasureExpiries).Insert(measure.Id, end), [fact], cancel) is Commit.Done;
    }

    private async Task<int> TellAsync(Measure measure, DateOnly end, int left, CancellationToken cancel)
    {
        var told = 0;
        await foreach (var row in table.ReadAsync(Partitions.Previews, "", cancel))
        {
            var open = row.Read<OpenEntitlements>();
            if (open.Measures.FirstOrDefault(entitlement => entitlement.Measure == measure.Id) is not { } entitlement) continue;
            // What was shown before the firm applied says nothing of what is left.
            if (await cases.ListAsync(open.Enterprise, cancel).AnyAsync(header => header.Measures.Contains(measure.Id) && header.ReceivedOn >= open.On, cancel)) continue;
            var waiting = entitlement.Waiting > 0 ? $"，另有{entitlement.Waiting}人待条件到期" : "";
            var text = string.Create(CultureInfo.InvariantCulture, $"“{measure.Title}”将于{end:yyyy-MM-dd}截止，还有{left}天；贵企业有{entitlement.Ready}人可申领而未申请{waiting}（{measure.Clause}）");
            if (await enterprises.TellAsync(open.Enterprise, $"{measure.Id}-{left}", new EnterpriseNote("measure-ends", end.AddDays(-left), text), cancel)) told++;
        }
        return told;
    }
}

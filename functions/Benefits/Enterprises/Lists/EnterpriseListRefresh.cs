using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Benefits.Jobs;
using Benefits.Sheets;
using Benefits.Storage;
using Benefits.Telemetry;
using Benefits.Timers;
using Microsoft.Extensions.Logging;

namespace Benefits.Enterprises.Lists;

/// <summary>Daily job: takes in new enterprise lists (企业名单更新) from the folder where bureaus drop them, each once by its content; a broken one is set aside with its report.</summary>
public sealed partial class EnterpriseListRefresh(IFiles files, EnterpriseListImport import, JobStarter jobs, ILogger<EnterpriseListRefresh> log)
{
    public const string Folder = "enterprise-lists";
    public const string SetAsideFolder = "enterprise-lists-set-aside";

    public DailyJob Job => new("enterprise-list-refresh", RunAsync);

    public async Task<string> RunAsync(DateOnly date, CancellationToken cancel)
    {
        var summary = await TakeInAsync(date, cancel);
        if (await import.AsOfAsync(cancel) is not { } asOf) return summary;
        var days = date.DayNumber - asOf.DayNumber;
        Instruments.ListAge.Record(days);
        return string.Create(CultureInfo.InvariantCulture, $"{summary}，现行名单已用{days}天");
    }

    private async Task<string> TakeInAsync(DateOnly date, CancellationToken cancel)
    {
        int applied = 0, begun = 0, broken = 0, known = 0, waiting = 0;
        List<StoredFile> found = [];
        await foreach (var file in files.ListAsync(Folder, cancel)) found.Add(file);
        foreach (var file in found)
        {
            var hash = await HashAsync(file, cancel);
            if (hash is null || await import.IsKnownAsync(hash, cancel))
            {
                known++;
                continue;
            }
            await using var content = await files.OpenAsync(Folder, file.Name, cancel);
            if (content is null) continue;
            var (outcome, job) = await import.SubmitAsync(content, cancel);
            switch (outcome)
            {
                case ListImport.Applied:
                    applied++;
                    break;
                case ListImport.Begun:
                    begun++;
                    if (job is not null) await jobs.StartAsync(job, cancel);
                    break;
                case ListImport.AppliedBefore:
                    known++;
                    break;
                case ListImport.Busy:
                    waiting++;
                    break;
                case ListImport.Refused refused:
                    broken++;
                    await SetAsideAsync(hash, refused.Report.Faults, date, cancel);
                    break;
            }
        }
        return string.Create(CultureInfo.InvariantCulture, $"导入{applied}份名单，退回{broken}份，已处理过{known}份{(begun > 0 ? $"，另有{begun}份正在导入" : "")}{(waiting > 0 ? $"，{waiting}份待另一份导完" : "")}");
    }

    private async Task SetAsideAsync(string hash, IReadOnlyList<ImportFault> faults, DateOnly date, CancellationToken cancel)
    {
        StringBuilder text = new();
        // Not by its file name, which could name anyone.
        text.AppendLine(CultureInfo.InvariantCulture, $"企业名单（SHA-256 {hash}）于{date:yyyy-MM-dd}未导入，共{faults.Count}处问题：");
        foreach (var fault in faults) text.AppendLine(fault.ToString());
        using MemoryStream report = new(Encoding.UTF8.GetBytes(text.ToString()));
        var stored = await files.PutAsync(SetAsideFolder, report, cancel);
        await import.SetAsideAsync(hash, faults.Count, stored.Name, cancel);
        ListSetAside(log, hash, faults.Count);
    }

    private async Task<string?> HashAsync(StoredFile file, CancellationToken cancel)
    {
        await using var content = await files.OpenAsync(Folder, file.Name, cancel);
        return content is null ? null : Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancel));
    }

    [LoggerMessage(EventId = 6011, Level = LogLevel.Warning, Message = "Enterprise list {Hash} was set aside with {Faults} faults")]
    private static partial void ListSetAside(ILogger log, string hash, int faults);
}

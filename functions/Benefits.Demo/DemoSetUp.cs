using System.Globalization;
using Benefits.Applications;
using Benefits.Http.Access;
using Benefits.Jobs;
using Benefits.Storage;
using Benefits.Vault;
using Microsoft.Extensions.DependencyInjection;

namespace Benefits.Demo;

/// <summary>Fills an empty data folder with the demo's province once, and remembers who can sign in.</summary>
public static class DemoSetUp
{
    private static readonly TableKey Key = new(Partitions.Demo, Rows.DemoLoaded);
    private static readonly TableKey Day = new(Partitions.Demo, Rows.DemoDay);

    /// <summary>What a later start needs of the demo, without making the 20,000 people again.</summary>
    public sealed record Loaded(DateOnly Today, IReadOnlyList<DemoIdentity> Staff, string Sample);

    /// <summary>The demo of this folder, or null where it was never loaded.</summary>
    public static async Task<Loaded?> FindAsync(ITable table) => (await table.FindAsync(Key, CancellationToken.None))?.Read<Loaded>();

    /// <summary>The day that the demo's province stands on: the first that was asked for. It is remembered before anything is loaded, so that a second try goes on with the same province instead of laying another over it.</summary>
    public static async Task<DateOnly> RememberAsync(ITable table, DateOnly today, CancellationToken cancel)
    {
        if (await StoreIdentity.FindAsync(table, cancel) is { Mode: not StoreMode.Demo }) throw new StoreRefusedException("演示数据不得进入正式库。");
        await table.CommitAsync(new TableBatch(Day.Partition).Insert(Day.Row, today), cancel);
        return (await table.FindAsync(Day, cancel))!.Read<DateOnly>();
    }

    /// <summary>Loads firms, people, registers and budgets here and now. What a crash cut off goes on at the next start.</summary>
    public static Task<Loaded> LoadAsync(IServiceProvider services, DateOnly today) => Actor.System("demo").RunAsync(async () =>
    {
        var table = services.GetRequiredService<ITable>();
        var jobs = services.GetRequiredService<JobStore>();
        var job = await OpenAsync(table, jobs, today, CancellationToken.None);
        job = await jobs.RunAsync(job.Number, CancellationToken.None);
        return await FindAsync(table) ?? throw new InvalidOperationException($"The demo is not loaded: job {job.Number} is {job.State}.");
    });

    /// <summary>The job that loads the demo; repeatable.</summary>
    public static async Task<Job> OpenAsync(ITable table, JobStore jobs, DateOnly today, CancellationToken cancel) =>
        await jobs.OpenAsync(DemoLoad.Kind, DemoLoad.SubjectOf(await RememberAsync(table, today, cancel)), cancel);

    /// <summary>The last thing: who can sign in, and a form to hand in.</summary>
    internal static Task KeepAsync(ITable table, DemoData data, DateOnly today, CancellationToken cancel)
    {
        Loaded loaded = new(today, [.. data.Staff.Select(Identity)], StoredJson.Write(Form(data.VisitorFirm, data.VisitorWorkers)));
        return table.CommitAsync(new TableBatch(Key.Partition).Upsert(Key.Row, loaded), cancel);
    }

    /// <summary>One form for all measures and all the workers.</summary>
    public static ApplicationForm Form(DemoFirm firm, IEnumerable<DemoWorker> workers) => new()
    {
        Enterprise = firm.Code,
        District = firm.District,
        Contact = new ContactForm { Name = "李文静", Phone = "0731-80000000" },
        Account = new AccountForm { Name = firm.Name, BankCode = firm.BankCode, Number = firm.Account },
        Measures = [],
        Workers = [.. workers.Select(worker => new WorkerForm { ResidentId = worker.Id.Text, Name = worker.Name, HiredOn = worker.HiredOn, ContractFrom = worker.ContractFrom, ContractTo = worker.ContractTo })],
        Declaration = true,
    };

    private static DemoIdentity Identity(DemoStaff staff) => new()
    {
        Subject = staff.Subject,
        Name = staff.Name,
        Role = Enum.Parse<Role>(staff.Role, ignoreCase: true),
        CreditCode = staff.Firm,
        District = staff.District,
    };

    /// <summary>What to try next, as commands that work when pasted.</summary>
    public static string WhatNext(Loaded demo, string address, string formPath)
    {
        var agent = demo.Staff.First(staff => staff.Role == Role.Agent && demo.Sample.Contains(staff.CreditCode!.Value.Text, StringComparison.Ordinal));
        var district = StoredJson.Read<ApplicationForm>(demo.Sample).District;
        var caseworker = demo.Staff.First(staff => staff.Role == Role.Caseworker && staff.District!.Value.Contains(district));
        var reviewer = demo.Staff.First(staff => staff.Role == Role.Reviewer && staff.District!.Value.Contains(district));
        return string.Create(CultureInfo.InvariantCulture, $$"""

            演示数据已就绪（{{demo.Today:yyyy-MM-dd}}）：300家企业、20000人、登记数据、预算和工作人员，全部虚构。
            试一试（另开一个终端，在同一目录）：

              B={{address}}/api
              token() { curl -s $B/demo/sign-in -H 'Content-Type: application/json' -d "{\"subject\":\"$1\"}" | sed 's/.*"token":"\([^"]*\)".*/\1/'; }
              T=$(token {{agent.Subject}})
              curl -s $B/policies | head -c 1000                                        # 政策目录
              curl -s $B/applications/preview -H "Authorization: Bearer $T" -H 'Content-Type: application/json' -d @{{formPath}} | head -c 2000
              ID=$(curl -s $B/applications -H "Authorization: Bearer $T" -H 'Content-Type: application/json' -H 'Idempotency-Key: demo-1' -d @{{formPath}} | sed 's/.*"id":"\([^"]*\)".*/\1/'); echo "受理编号：$ID"
              curl -s $B/applications/$ID -H "Authorization: Bearer $T" | head -c 2000   # 每一步、每一项认定
              for WHO in {{caseworker.Subject}} {{reviewer.Subject}}; do curl -s $B/applications/$ID/signatures -H "Authorization: Bearer $(token $WHO)" -H 'Content-Type: application/json' -d '{"approved":true,"without":[],"reason":""}'; sleep 1; done
              curl -s "$B/notices?district={{district}}"   # 公示；5个工作日后自动发放
            公示期不想等？停下后加 --speed 100000 再启动，时钟快十万倍。

            """);
    }
}

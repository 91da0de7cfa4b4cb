using Benefits.Applications;
using Benefits.Audit;
using Benefits.Cases;
using Benefits.Demo;
using Benefits.Payouts;
using Benefits.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Benefits.Tests.Payouts;

/// <summary>The trial: a store with every kind of row, and everything that can be done to each.</summary>
public sealed class TamperingTests
{
    /// <summary>Kinds that the trial's store must hold, so that it does not grow easy unseen.</summary>
    private static readonly string[] MustHold =
    [
        "audit-roots/#-#-#", "bank/ins-pay-#-#-#-#-#", "chains/ent-#", "docket-#/#-#", "dockets/#", "open-cases/#-#", "grown-#/ent-#", "long-jobs/job-register-load-#", "ent-#/app-#-account-#-#", "ent-#/app-#-ask-#", "ent-#/app-#-d-#", "ent-#/app-#-decided", "ent-#/app-#-l-#-#",
        "ent-#/app-#-o-#-#-#", "ent-#/app-#-progress", "ent-#/app-#-run-#-#", "ent-#/app-#-run-#-#-#", "ent-#/app-#-sign-#", "ent-#/app-#-w-#", "ent-#/aud-#", "ent-#/aud-head", "ent-#/case-#", "ent-#/profile",
        "enterprises/#", "funds/employment-#-#", "imports/coverage-insurance", "jobs/last-reconcile", "notices/#-#-#-#", "notice-#-#/head", "notice-#-#/p-#", "queue-#/#-#-#", "reconciliations/#-#-#", "registers-#/reg-#-identity", "registers-#/reg-#-insurance-#-#", "store/identity",
    ];

    [Fact]
    public async Task Every_edit_deletion_exchange_and_truncation_of_every_kind_of_row_is_found_and_an_untouched_store_holds()
    {
        using var world = await WorldAsync();
        var rows = await world.Remains.Table.ScanAsync(default).ToListAsync();
        var bank = await world.Remains.Bank.ScanAsync(default).ToListAsync();
        var (code, said) = await VerifyAsync(world, rows, bank, new Tampering("", "", []));
        Assert.True(code == 0, said);
        Assert.Empty(MustHold.Except(rows.Concat(bank).Select(row => Tampering.KindOf(row.Key))));

        List<string> missed = [];
        var tried = 0;
        foreach (var tampering in Tampering.All([.. rows, .. bank]))
        {
            tried++;
            (code, said) = await VerifyAsync(world, rows, bank, tampering);
            // A link of a chain is missed at its neighbour.
            var places = tampering.Writes.Select(write => write.Key.Row.StartsWith(Rows.AuditPrefix, StringComparison.Ordinal) ? $"{write.Key.Partition}/{Rows.AuditPrefix}" : write.Key.ToString());
            if (code == 0) missed.Add($"{tampering.Kind}: {tampering.What}");
            else if (!places.Any(place => said.Contains(place, StringComparison.Ordinal)) && tampering.Kind is not "bank/ins-pay-#-#-#-#-#") missed.Add($"{tampering.Kind}: {tampering.What} is found elsewhere only:\n{said}");
        }

        Assert.True(missed.Count == 0, $"{missed.Count} of {tried} are missed:\n{string.Join('\n', missed.Take(60))}");
        Assert.InRange(tried, 500, 5_000);
    }

    [Fact]
    public async Task No_record_of_a_whole_case_says_that_nobody_did_it()
    {
        using var world = await WorldAsync();
        List<string> nobodys = [];
        HashSet<string> people = [];
        await foreach (var row in world.Remains.Table.ScanAsync(default))
        {
            if (!row.Key.Row.StartsWith(Rows.AuditPrefix, StringComparison.Ordinal) || row.Key.Row == Rows.AuditHead) continue;
            foreach (var fact in row.Read<AuditRecord>().Facts)
            {
                if (fact.By is null || fact.By == Actor.Nobody) nobodys.Add($"{row.Key} {fact}");
                else if (fact.By.Role != "system") people.Add($"{fact.By.Role} {fact.Kind}");
            }
        }
        Assert.Empty(nobodys);
        Assert.Contains("caseworker application.signed", people);
    }

    /// <summary>A case with signatures, an objection, a returned payment and a corrected account that is settled; one that waits for a signature; one that waits for money.</summary>
    private static Task<PayoutWorld> WorldAsync() => PayoutWorld.Operator.RunAsync(async () =>
    {
        var settled = Hire.Graduates(8);
        var waiting = Hire.Graduates(8, firm: 2, first: 100);
        var poor = Hire.Graduates(2, firm: 3, first: 200);
        var world = await PayoutWorld.StartAsync(null, new Seams { Mood = BankMood.Calm with { ClosedAccountSuffixes = ["0000"], LosesAfterPerMille = 100 } });
        await world.LoadAsync([.. settled, .. waiting, .. poor]);
        await world.SetBudgetsAsync(12_500, 12_500);
        var id = await world.ApplyAsync(settled, account: PayoutWorld.ClosedAccount);
        LineId line = new(id, 8, 1);
        Assert.Equal(Stage.Settled, await new Counter { ObjectsTo = line }.CarryAsync(world, id));
        await world.ApplyAsync(poor, key: "k-3");
        await world.PassAsync(world.Remains.Clock.BusinessDate.AddDays(14).StartsAt);
        await world.ApplyAsync(waiting, key: "k-2");
        await world.Engine.IdleAsync(default);
        await world.Get<Preview>().RunAsync(PayoutWorld.Form(waiting), default);
        return world;
    });

    /// <summary>Verifies a copy of the store with the tampering done to it, as the command does.</summary>
    private static async Task<(int Code, string Said)> VerifyAsync(PayoutWorld world, IReadOnlyList<TableRow> rows, IReadOnlyList<TableRow> bank, Tampering tampering)
    {
        Remains remains = new(await CopyAsync(rows, tampering), await CopyAsync(bank, tampering), world.Remains);
        ServiceCollection services = new();
        PayoutWorld.Register(services, remains, new Seams());
        await using var provider = services.BuildServiceProvider();
        StringWriter output = new();
        var code = await provider.GetRequiredService<BooksCheck>().PrintAsync(remains.Clock.BusinessDate, output, default);
        return (code, output.ToString());
    }

    private static async Task<MemoryTable> CopyAsync(IReadOnlyList<TableRow> rows, Tampering tampering)
    {
        var writes = tampering.Writes.Where(write => rows.Any(row => row.Key.Partition == write.Key.Partition)).ToDictionary(write => write.Key, write => write.Body);
        MemoryTable copy = new();
        foreach (var row in rows)
        {
            if (writes.Remove(row.Key, out var body) ? body is not null : (body = row.Body) is not null) await PutAsync(copy, row.Key, body!);
        }
        foreach (var (key, body) in writes) await PutAsync(copy, key, body!);
        return copy;
    }

    private static Task<Commit> PutAsync(MemoryTable table, TableKey key, string body)
    {
        TableBatch batch = new(key.Partition);
        batch.Add(new TableWrite.Upsert(key, body));
        return table.CommitAsync(batch, default);
    }
}

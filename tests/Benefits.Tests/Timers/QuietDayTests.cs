using System.Globalization;
using Benefits.Audit;
using Benefits.Audit.Verification;
using Benefits.Cases;
using Benefits.Enterprises;
using Benefits.Funds;
using Benefits.Ledger;
using Benefits.Payouts;
using Benefits.Storage;
using Benefits.Tests.Payouts;
using Benefits.Tests.Registers;
using Benefits.Timers;

namespace Benefits.Tests.Timers;

/// <summary>What the daily jobs read and write where nothing is open and nothing has moved, and that they still see what has.</summary>
public sealed class QuietDayTests
{
    private const int MostCalls = 20;
    private static readonly Hire[] Hires = [.. Enumerable.Range(1, 6).Select(firm => new Hire(firm, firm))];

    [Theory]
    [InlineData(3, 10)]
    [InlineData(400, 5_000)]
    public async Task A_quiet_day_costs_a_handful_of_calls_whatever_the_number_of_funds_and_settled_applications(int funds, int applications)
    {
        CountingTable counting = null!;
        using var world = await SettledAsync(Remains.InMemory(), table => counting = new CountingTable(table));
        for (var fund = 0; fund < funds; fund++) await world.Get<FundStore>().SetBudgetAsync(new FundKey($"fund{fund}", PayoutWorld.County, 2022), Money.FromYuan(1_000), "budget", default);
        var model = (await world.Get<CaseStore>().FindAsync(CaseId.Derive(Hires[0].Code, "k-1"), default))!;
        for (var number = 0; number < applications; number++) await FabricateAsync(world, model, number);
        var keeper = world.Get<Timekeeper>();
        // The first days look at all of it once, and take what has ended off the list.
        for (var day = 0; day < 2; day++)
        {
            await world.PassAsync(world.Remains.Clock.BusinessDate.AddDays(1).StartsAt);
        }

        // The weekly look at everything is no quiet day.
        await world.Get<BooksCheck>().ReconcileAsync(world.Remains.Clock.BusinessDate, default);

        List<string> calls = [];
        for (var day = 0; day < 3; day++)
        {
            world.Remains.Clock.AdvanceTo(world.Remains.Clock.BusinessDate.AddDays(1).StartsAt);
            foreach (var job in keeper.Jobs)
            {
                counting.Calls = 0;
                Assert.IsType<JobOutcome.Ran>(await keeper.RunAsync(job, world.Remains.Clock.BusinessDate, default));
                calls.Add($"{job}: {counting.Calls}");
                Assert.True(counting.Calls <= MostCalls, string.Join(Environment.NewLine, calls));
            }
        }
        Console.WriteLine($"{funds} funds, {applications} settled applications, calls a quiet day: {string.Join(", ", calls.TakeLast(keeper.Jobs.Count))}");
    }

    [Fact]
    public async Task A_fund_that_moved_alone_since_its_last_reconciliation_is_compared_and_the_difference_stays_until_it_is_gone()
    {
        using var world = await SettledAsync(Remains.InMemory(), table => table);
        LineId nobodys = new(CaseId.Derive(Office.Code(9), "never-applied"), 1, 1);
        await NextDayAsync(world);
        Assert.StartsWith("对账（当日变动）一致", await NextDayAsync(world), StringComparison.Ordinal);
        await world.Get<FundStore>().ReserveAsync(PayoutWorld.Employment, $"{nobodys.Case}-01", [new FundLine(nobodys.Text, Money.FromYuan(10))], default);
        await world.Get<FundStore>().SpendAsync(PayoutWorld.Employment, [nobodys.Text], world.Remains.Clock.BusinessDate, default);

        Assert.StartsWith("对账发现1处差异", await NextDayAsync(world), StringComparison.Ordinal);
        Assert.StartsWith("对账发现1处差异", await NextDayAsync(world), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_booking_of_a_firm_without_any_open_case_is_compared()
    {
        using var world = await SettledAsync(Remains.InMemory(), table => table);
        await NextDayAsync(world);
        LedgerEntry stray = new() { Id = "led-stray", LineId = "stray", Debit = "payee-stray", Credit = PayoutWorld.Employment.Account, Amount = Money.FromYuan(5), On = world.Remains.Clock.BusinessDate, Code = "stray" };
        await world.Get<LedgerBook>().PostAsync(Partitions.Firm(Hires[3].Code), [stray], null, [], default);
        Assert.StartsWith("对账发现", await NextDayAsync(world), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_is_compared_again_on_the_seventh_day_and_not_before()
    {
        using var world = await SettledAsync(Remains.InMemory(), table => table);
        // By hand: all of it, today.
        var report = await world.Get<BooksCheck>().ReconcileAsync(world.Remains.Clock.BusinessDate, default);
        Assert.True(report.Agrees && report.IsFull);
        // A fund's reservation that is changed behind the books grows no chain.
        var line = (await world.Get<FundStore>().ReservationsAsync(PayoutWorld.Unemployment, default).FirstAsync());
        await world.Remains.Table.CommitAsync(new TableBatch(PayoutWorld.Unemployment.Partition).Upsert($"res-{line.LineId}", line with { Amount = line.Amount + Money.FromYuan(1) }), default);
        for (var day = 1; day <= 6; day++) Assert.StartsWith("对账（当日变动）一致", await NextDayAsync(world), StringComparison.Ordinal);
        Assert.StartsWith("对账发现", await NextDayAsync(world), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_seal_of_what_has_grown_is_the_seal_of_everything()
    {
        using var world = await SettledAsync(Remains.InMemory(), table => table);
        for (var day = 0; day < 3; day++) await NextDayAsync(world);
        await world.Get<FundStore>().RaiseAsync(PayoutWorld.Employment, Money.FromYuan(1), "raise", default);
        await NextDayAsync(world);
        await NextDayAsync(world);
        var seal = (await world.Get<AuditSeal>().FindAsync(world.Remains.Clock.BusinessDate, default))!;
        Assert.Equal(await new ChainRegistry(world.Remains.Table).ListAsync("", default).CountAsync(), seal.Chains);
        Assert.True((await world.Get<AuditVerification>().VerifyAsync(default)).Holds);
    }

    /// <summary>Six firms, a case each, all settled, on a day without anything open.</summary>
    private static async Task<PayoutWorld> SettledAsync(Remains remains, Func<ITable, ITable> table)
    {
        var world = await PayoutWorld.StartAsync(remains, new Seams { Table = table });
        await world.LoadAsync(Hires);
        await world.SetBudgetsAsync(1_000_000, 1_000_000);
        foreach (var hire in Hires) Assert.Equal(Stage.Settled, await new Counter().CarryAsync(world, await world.ApplyAsync([hire])));
        for (var day = 0; day < 3; day++) await NextDayAsync(world);
        Assert.Empty(await world.Get<Docket>().ReadOpenAsync(default));
        return world;
    }

    /// <summary>Lets a day pass with its jobs; answers what the reconciliation said.</summary>
    private static async Task<string> NextDayAsync(PayoutWorld world)
    {
        await world.PassAsync(world.Remains.Clock.BusinessDate.AddDays(1).StartsAt);
        return (await world.Get<Timekeeper>().RecentAsync(1, default)).Single(run => run.Job == "reconcile").Summary!;
    }

    /// <summary>The rows by which the platform knows an application that ended long ago: docket, header, progress and its firm's chain.</summary>
    private static async Task FabricateAsync(PayoutWorld world, CaseHeader model, int number)
    {
        var table = world.Remains.Table;
        var id = CaseId.Derive(Office.Code(10_000 + number), "old");
        var at = world.Remains.Clock.GetUtcNow().AddDays(-(number % 300));
        Progress progress = Progress.Empty.With(new CaseStep(new StepKey.Settled(), Stage.Settled, at, "已办结"));
        var month = at.BusinessDate.ToString("yyyyMM", CultureInfo.InvariantCulture);
        await table.CommitAsync(new TableBatch("dockets").Upsert(month, month), default);
        await table.CommitAsync(new TableBatch($"docket-{month}").Upsert(id.Text, new DocketRow(id, at)), default);
        await table.CommitAsync(new TableBatch(id.Partition).Insert(id.Keys.Header, model with { Id = id, ReceivedAt = at }).Insert($"{id.Keys.All}-progress", progress), default);
        await new ChainRegistry(table).AddAsync(id.Partition, default);
    }

    private sealed class CountingTable(ITable inner) : ITable
    {
        private int _calls;

        public int Calls
        {
            get => _calls;
            set => _calls = value;
        }

        public Task<TableRow?> FindAsync(TableKey key, CancellationToken cancel)
        {
            Interlocked.Increment(ref _calls);
            return inner.FindAsync(key, cancel);
        }

        public IAsyncEnumerable<TableRow> ReadAsync(RowRange range, CancellationToken cancel)
        {
            Interlocked.Increment(ref _calls);
            return inner.ReadAsync(range, cancel);
        }

        public IAsyncEnumerable<TableRow> ScanAsync(CancellationToken cancel)
        {
            Interlocked.Increment(ref _calls);
            return inner.ScanAsync(cancel);
        }

        public Task<Commit> CommitAsync(TableBatch batch, CancellationToken cancel)
        {
            Interlocked.Increment(ref _calls);
            return inner.CommitAsync(batch, cancel);
        }
    }
}

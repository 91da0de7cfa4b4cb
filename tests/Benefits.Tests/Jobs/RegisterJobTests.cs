using System.Globalization;
using System.Text;
using Benefits.Demo;
using Benefits.Enterprises.Lists;
using Benefits.Jobs;
using Benefits.Registers;
using Benefits.Storage;
using Benefits.Tests.Registers;
using Benefits.Timers;

namespace Benefits.Tests.Jobs;

/// <summary>What ships as a job, cut off and taken up by others.</summary>
public sealed class RegisterJobTests
{
    private static readonly RegisterLoad Load = new() { Register = "insurance", AsOf = Office.Today };

    [Theory]
    [InlineData(1_000, true)]
    [InlineData(1_001, false)]
    public async Task A_register_of_up_to_a_thousand_people_is_loaded_at_once_and_a_larger_one_left_to_its_job(int people, bool atOnce)
    {
        using Office office = new();
        var (report, job) = await office.Registers.SubmitAsync(new RegisterLoad { Register = "poverty", AsOf = Office.Today }, Poor(people), default);
        Assert.Equal((people, atOnce), (report.Lines, job is null));
        if (job is null) return;
        Assert.Equal(job.Number, report.Job);
        Assert.Equal(0, report.RowsWritten);
        var done = await office.Jobs.RunAsync(job.Number, default);
        Assert.Equal((JobState.Done, 3), (done.State, done.Pieces));
        Assert.True((await office.Registers.LoadAsync(new RegisterLoad { Register = "poverty", AsOf = Office.Today }, Poor(people), default)).LoadedBefore);
    }

    [Fact]
    public async Task A_load_that_is_still_running_is_left_alone_and_a_paused_one_that_comes_back_applies_nothing_twice()
    {
        var csv = Insured(4);
        string whole;
        using (Office undisturbed = new())
        {
            await undisturbed.Registers.LoadAsync(Load, Office.Csv(csv), default);
            whole = await BodiesAsync(undisturbed, tags: false);
        }
        MemoryTable table = new();
        MemoryFiles files = new();
        PausingTable pausing = new(table);
        // The first process stops as a whole in the middle of its writes, its clock with it.
        using Office first = new(pausing, files, Runner.Create(isAlone: false));
        using Office second = new(table, files, Runner.Create(isAlone: false));
        var loading = first.Registers.LoadAsync(Load, Office.Csv(csv), default);
        await pausing.Paused;

        var job = Assert.Single(await second.Jobs.OpenJobsAsync(default));
        Assert.Equal(JobState.Running, (await second.Jobs.RunAsync(job.Number, default)).State);
        Assert.Equal(job.Number, (await second.Registers.LoadAsync(Load, Office.Csv(csv), default)).Job);
        Assert.NotEqual(whole, await BodiesAsync(second, tags: false));

        second.Clock.Advance(JobStore.Term);
        Assert.Equal(JobState.Done, (await second.Jobs.RunAsync(job.Number, default)).State);
        Assert.Equal(whole, await BodiesAsync(second, tags: false));
        var before = await BodiesAsync(second, tags: true);

        pausing.GoOn();
        await loading;
        Assert.Equal(before, await BodiesAsync(second, tags: true));
        var journal = await second.DumpAsync("imports");
        Assert.Equal(1, journal.Split("register-loaded").Length - 1);
        Assert.Equal(1, journal.Split("register-load-begun").Length - 1);
    }

    [Fact]
    public async Task A_long_list_dies_at_any_write_and_ends_the_same()
    {
        StringBuilder csv = new("code,name,title,from,to,district\n");
        for (var firm = 1; firm <= 260; firm++) csv.Append(CultureInfo.InvariantCulture, $"{Office.Code(firm)},湘江示例{firm}有限公司,specialised,2021-10-01,,430104\n");
        DyingTable counting = new(new MemoryTable());
        string whole;
        using (Office office = new(counting))
        {
            var (outcome, job) = await office.Lists.SubmitAsync(Office.Csv(csv.ToString()), default);
            Assert.Equal(job!.Number, Assert.IsType<ListImport.Begun>(outcome).Job);
            Assert.Equal(3, (await office.Jobs.RunAsync(job.Number, default)).Pieces);
            whole = await FirmsAsync(office);
        }
        for (var diesAt = 1; diesAt <= counting.Commits; diesAt += 23)
        {
            MemoryTable memory = new();
            MemoryFiles files = new();
            using (Office dying = new(new DyingTable(memory) { DiesAt = diesAt, AfterWriting = diesAt % 2 == 0 }, files))
            {
                await Assert.ThrowsAsync<StorageUnavailableException>(() => dying.Lists.ApplyAsync(Office.Csv(csv.ToString()), default));
            }
            using Office again = new(memory, files);
            await again.TakeUpAsync();
            await again.Lists.ApplyAsync(Office.Csv(csv.ToString()), default);
            Assert.Equal(whole, await FirmsAsync(again));
        }
    }

    [Fact]
    public async Task A_second_try_at_the_demo_on_a_later_day_goes_on_with_the_province_of_the_first()
    {
        MemoryTable memory = new();
        MemoryFiles files = new();
        using (Office dying = new(new DyingTable(memory) { DiesAt = 1_000 }, files))
        {
            await Assert.ThrowsAsync<StorageUnavailableException>(() => dying.LoadDemoAsync(Office.Today));
        }
        Assert.Null(await DemoSetUp.FindAsync(memory));

        using Office again = new(memory, files);
        again.Clock.Advance(TimeSpan.FromDays(3));
        await again.LoadDemoAsync(again.Clock.BusinessDate);

        Assert.Equal(Office.Today, (await DemoSetUp.FindAsync(memory))!.Today);
        Assert.Equal(300, await again.Book.ListAsync(null, default).CountAsync());
        Assert.Single(await memory.ReadAsync("long-jobs", "job-demo-load-", default).ToListAsync());
    }

    private static MemoryStream Poor(int people)
    {
        StringBuilder csv = new("residentId,listedOn\n");
        for (var person = 0; person < people; person++) csv.Append(CultureInfo.InvariantCulture, $"{Office.Person(person % 900 + 1, 1980 + person / 900).Text},2020-03-01\n");
        return Office.Csv(csv.ToString());
    }

    private static string Insured(int people)
    {
        StringBuilder csv = new("residentId,creditCode,kind,month,paidOn,employerYuan,backPayment\n");
        for (var person = 1; person <= people; person++)
        {
            for (var month = 1; month <= 3; month++) csv.Append(CultureInfo.InvariantCulture, $"{Office.Person(person).Text},{Office.Code(1)},失业保险,2022-{month:00},2022-03-18,40.00,否\n");
        }
        return csv.ToString();
    }

    private static async Task<string> BodiesAsync(Office office, bool tags)
    {
        StringBuilder text = new();
        for (var person = 1; person <= 4; person++)
        {
            await foreach (var row in office.Table.ReadAsync(office.PlaceOf(person).Partition, office.PlaceOf(person).Prefix + "insurance", default)) text.Append(tags ? row.ETag : "").AppendLine(row.Body);
        }
        return text.ToString();
    }

    private static async Task<string> FirmsAsync(Office office)
    {
        StringBuilder text = new();
        await foreach (var firm in office.Book.ListAsync(null, default)) text.AppendLine(StoredJson.Write(await office.Book.FindAsync(firm.Code, default)));
        return text.ToString();
    }

    /// <summary>Lets one shard's rows through and stops before the next, until it is told to go on.</summary>
    private sealed class PausingTable(ITable inner) : ITable
    {
        private readonly TaskCompletionSource _paused = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _shards;

        public Task Paused => _paused.Task;

        public void GoOn() => _goOn.SetResult();

        public Task<TableRow?> FindAsync(TableKey key, CancellationToken cancel) => inner.FindAsync(key, cancel);

        public IAsyncEnumerable<TableRow> ReadAsync(RowRange range, CancellationToken cancel) => inner.ReadAsync(range, cancel);

        public IAsyncEnumerable<TableRow> ScanAsync(CancellationToken cancel) => inner.ScanAsync(cancel);

        public async Task<Commit> CommitAsync(TableBatch batch, CancellationToken cancel)
        {
            if (batch.Partition.StartsWith("registers-", StringComparison.Ordinal) && Interlocked.Increment(ref _shards) > 1)
            {
                _paused.TrySetResult();
                await _goOn.Task;
            }
            return await inner.CommitAsync(batch, cancel);
        }
    }
}

using Benefits.Local.Workflows;
using Benefits.Storage;
using Benefits.Workflows;
using FsCheck;
using FsCheck.Fluent;

namespace Benefits.Tests.Workflows;

/// <summary>The process killed at every write: what is written before it dies, and what it dies before writing.</summary>
public sealed class CrashTests
{
    public static TheoryData<string, bool> Deaths => new()
    {
        { "chain", false },
        { "chain", true },
        { "round", false },
        { "round", true },
        { "waiting", false },
        { "waiting", true },
    };

    [Theory]
    [MemberData(nameof(Deaths))]
    public async Task An_instance_that_is_killed_at_any_write_ends_and_uses_each_answer_once(string workflow, bool written)
    {
        var deaths = 0;
        for (var fatal = 1; ; fatal++)
        {
            MemoryHistory history = new();
            MemoryTable table = new();
            Mortality life = new(fatal, written);
            using Bench dying = new(new MortalHistory(history, life), new MortalTable(table, life));
            await dying.Engine.ResumeAsync(default);
            var started = await TellAsync(dying, workflow);
            await dying.RunOutUntilAsync(() => life.IsOver);
            if (!life.IsOver) break;
            deaths++;

            using Bench again = new(history, table, dying.Clock);
            await again.Engine.ResumeAsync(default);
            // Who got no answer asks again, as the docket sweep does.
            await TellAsync(again, workflow);
            await again.RunOutAsync();

            Assert.Equal((WorkflowState.Completed, null), ((await again.StatusAsync("i-1")).State, (await again.StatusAsync("i-1")).Fault));
            var books = await again.BooksAsync();
            Assert.Equal(workflow == "chain" ? 3 : 1, books.Count);
            if (started && workflow != "chain") Assert.DoesNotContain("nobody", books[0], StringComparison.Ordinal);
        }
        Assert.InRange(deaths, 4, 100);
    }

    [Fact]
    public void Any_workflow_killed_anywhere_again_and_again_comes_to_the_same_as_one_that_was_left_alone()
    {
        // An action is a fan-out of 1 to 3 steps, a sleep or a wait; a life ends after so many writes.
        var plans = Gen.Choose(0, 4).ListOf().Where(plan => plan.Count is > 0 and < 12);
        var lives = Gen.Choose(1, 14).ListOf().Where(deaths => deaths.Count < 8);
        Prop.ForAll(plans.Zip(lives).ToArbitrary(), drawn =>
        {
            var undisturbed = RunAsync([.. drawn.Item1], []).GetAwaiter().GetResult();
            var killed = RunAsync([.. drawn.Item1], [.. drawn.Item2]).GetAwaiter().GetResult();
            return undisturbed.SequenceEqual(killed);
        }).QuickCheckThrowOnFailure();
    }

    /// <summary>Runs a plan through lives that end after so many writes, then one without end; gives what was booked.</summary>
    private static async Task<List<string>> RunAsync(int[] plan, int[] lives)
    {
        Workflow<string> planned = new("planned", [Errands.Book], async (context, name) =>
        {
            var before = "none";
            for (var index = 0; index < plan.Length; index++)
            {
                var at = index;
                var carried = before;
                before = plan[index] switch
                {
                    0 => await SleepAsync(context, at),
                    1 => (await context.WaitForAsync(Errands.Delivered, context.UtcNow.AddDays(1)))?.From ?? "nobody",
                    var wide => string.Join('+', await Task.WhenAll(Enumerable.Range(0, wide - 1).Select(number => context.CallAsync(Errands.Book, $"{name}-{at}-{number}:{carried}")))),
                };
            }
        });
        MemoryHistory history = new();
        MemoryTable table = new();
        var clock = new Benefits.Demo.ManualClock(Bench.Start);
        foreach (var writes in lives.Append(int.MaxValue))
        {
            Mortality life = new(writes, writes % 2 == 0);
            using Bench bench = new(new MortalHistory(history, life), new MortalTable(table, life), clock, [planned]);
            await bench.Engine.ResumeAsync(default);
            try
            {
                await bench.Engine.StartAsync(planned, "i-1", "plan", default);
            }
            catch (KilledException)
            {
                continue;
            }
            await bench.RunOutUntilAsync(() => life.IsOver);
            if (!life.IsOver) break;
        }
        return await table.ReadAsync("books", "", default).Select(row => row.Read<Errands.Entry>().Text).ToListAsync();

        static async Task<string> SleepAsync(IWorkflowContext context, int at)
        {
            await context.SleepUntilAsync(context.UtcNow.AddHours(1));
            return $"slept{at}";
        }
    }

    /// <summary>Starts the instance and raises its signals. False where the process died over it.</summary>
    private static async Task<bool> TellAsync(Bench bench, string workflow)
    {
        try
        {
            await bench.Engine.StartAsync(Errands.All.Single(each => each.Name == workflow), "i-1", "one", default);
            for (var number = 0; number < (workflow == "chain" ? 0 : 2); number++) await bench.Engine.RaiseAsync("i-1", Errands.Delivered, new Errands.Parcel($"p{number}"), default);
            return true;
        }
        catch (KilledException)
        {
            return false;
        }
    }

    /// <summary>Counts writes until the process is killed.</summary>
    internal sealed class Mortality(int fatal, bool written)
    {
        private int _writes;

        public bool IsOver => Volatile.Read(ref _writes) >= fatal;

        public async Task<T> WriteAsync<T>(Func<Task<T>> write)
        {
            var number = Interlocked.Increment(ref _writes);
            if (number > fatal || number == fatal && !written) throw new KilledException();
            var answer = await write();
            return number == fatal ? throw new KilledException() : answer;
        }
    }

    internal sealed class MortalHistory(IHistory inner, Mortality life) : IHistory
    {
        public Task<long?> StartAsync(string id, string workflow, byte[] input, DateTimeOffset at) => life.WriteAsync(() => inner.StartAsync(id, workflow, input, at));

        public Task AppendAsync(long instance, IReadOnlyList<HistoryEntry> entries, StateChange? change) => life.WriteAsync(async () =>
        {
            await inner.AppendAsync(instance, entries, change);
            return true;
        });

        public void ReadUnfinished(Action<InstanceRow> instance, Action<long, HistoryEntry> entry) => inner.ReadUnfinished(instance, entry);

        public InstanceRow? Find(string id) => inner.Find(id);

        public StoredInstance? Read(string id) => inner.Read(id);

        public IReadOnlyList<InstanceRow> ReadFailed() => inner.ReadFailed();
    }

    internal sealed class MortalTable(ITable inner, Mortality life) : ITable
    {
        public Task<TableRow?> FindAsync(TableKey key, CancellationToken cancel) => life.IsOver ? throw new KilledException() : inner.FindAsync(key, cancel);

        public IAsyncEnumerable<TableRow> ReadAsync(RowRange range, CancellationToken cancel) => inner.ReadAsync(range, cancel);

        public IAsyncEnumerable<TableRow> ScanAsync(CancellationToken cancel) => inner.ScanAsync(cancel);

        public Task<Commit> CommitAsync(TableBatch batch, CancellationToken cancel) => life.WriteAsync(() => inner.CommitAsync(batch, cancel));
    }
}

internal sealed class KilledException : Exception;

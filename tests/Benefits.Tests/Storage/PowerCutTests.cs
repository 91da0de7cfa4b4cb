using Benefits.Local.Storage;
using Benefits.Local.Workflows;
using Benefits.Storage;
using Benefits.Tests.Workflows;
using Benefits.Workflows;

namespace Benefits.Tests.Storage;

/// <summary>A power cut keeps of each file what was synced, and of the rest whatever chance left. A killed process does not show this: the system still writes what it was given.</summary>
public sealed class PowerCutTests
{
    private const int Callers = 8;
    private const int CommitsEach = 40;
    private const int Cuts = 150;

    [Fact]
    public async Task After_a_power_cut_every_acknowledged_commit_is_there()
    {
        var (lost, broken, checkpoints) = await CutManyTimesAsync("full");

        Assert.Equal((0, 0), (lost, broken));
        Assert.True(checkpoints, "No checkpoint came in the way: the test does not test enough.");
    }

    [Fact]
    public async Task The_same_test_finds_what_synchronous_normal_loses()
    {
        var (lost, broken, _) = await CutManyTimesAsync("normal");

        Assert.True(lost > 0, "Nothing was lost without a sync per commit: the power-cut test tests nothing.");
        Assert.Equal(0, broken);
    }

    [Fact]
    public async Task After_a_power_cut_every_acknowledged_instance_ends_and_books_each_step_once()
    {
        using TempFolder folder = new();
        var recording = RecordingVfs.Record(folder.Path);
        SqliteStore store = SqliteStore.Open(Settings(folder, "full"));
        using Bench bench = new(new SqliteHistory(store), new SqliteTable(store));
        await bench.Engine.ResumeAsync(default);
        await Task.WhenAll(Enumerable.Range(0, 30).Select(number => Task.Run(async () =>
        {
            await bench.Engine.StartAsync(Errands.Chain, $"c-{number}", $"n{number}", default);
            recording.Acknowledge($"c-{number}");
        })));
        await bench.Engine.IdleAsync(default);
        var length = recording.Count;

        for (var cut = 0; cut < 40; cut++)
        {
            using TempFolder after = new();
            var acknowledged = recording.CutAfter((cut + 1) * length / 40, new Random(cut), after.Path);
            using var found = SqliteStore.Open(after.File("benefits.db"));
            using Bench again = new(new SqliteHistory(found), new SqliteTable(found));
            await again.Engine.ResumeAsync(default);
            await again.RunOutAsync();

            foreach (var id in acknowledged) Assert.Equal(WorkflowState.Completed, (await again.Engine.FindAsync(id, default))?.State);
            Assert.Empty(again.Engine.ReadFailed());
        }
        store.Dispose();
    }

    private static SqliteSettings Settings(TempFolder folder, string synchronous) =>
        new(folder.File("benefits.db")) { Vfs = RecordingVfs.Name, Synchronous = synchronous, MustBeSafe = synchronous == "full", CheckpointPages = 30 };

    private static async Task<(int Lost, int Broken, bool Checkpoints)> CutManyTimesAsync(string synchronous)
    {
        using TempFolder folder = new();
        var recording = RecordingVfs.Record(folder.Path);
        using var store = SqliteStore.Open(Settings(folder, synchronous));
        var opened = recording.Count;
        SqliteTable table = new(store);
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            for (var number = 0; number < CommitsEach; number++)
            {
                await table.CommitAsync(new TableBatch($"ent-{caller}").Insert($"a-{number:D3}", new string('a', 700)).Insert($"b-{number:D3}", new string('b', 700)), default);
                recording.Acknowledge($"ent-{caller}/{number:D3}");
            }
        })));

        var (lost, broken) = (0, 0);
        var count = recording.Count;
        for (var cut = 0; cut < Cuts; cut++)
        {
            Random chance = new(cut);
            using TempFolder after = new();
            var acknowledged = recording.CutAfter(chance.Next(opened, count + 1), chance, after.Path);
            var (found, sound) = await LookAsync(after, acknowledged);
            if (!sound) broken++;
            lost += acknowledged.Count - found;
        }
        return (lost, broken, recording.WasWritten(folder.File("benefits.db"), opened));
    }

    /// <summary>How many of the acknowledged commits are there, and whether the file is whole and holds no half of a commit.</summary>
    private static async Task<(int Found, bool Sound)> LookAsync(TempFolder folder, IReadOnlyList<string> acknowledged)
    {
        using var store = SqliteStore.Open(folder.File("benefits.db"));
        var sound = store.Read(0, static (reader, _) => reader.Ask("PRAGMA integrity_check")) == "ok";
        SqliteTable table = new(store);
        var found = 0;
        for (var caller = 0; caller < Callers; caller++)
        {
            var first = await table.ReadAsync($"ent-{caller}", "a-", default).Select(row => row.Key.Row[2..]).ToListAsync();
            var second = await table.ReadAsync($"ent-{caller}", "b-", default).Select(row => row.Key.Row[2..]).ToListAsync();
            sound &= first.SequenceEqual(second);
            found += first.Count(number => acknowledged.Contains($"ent-{caller}/{number}"));
        }
        return (found, sound);
    }
}

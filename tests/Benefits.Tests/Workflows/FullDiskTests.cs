using Benefits.Local.Storage;
using Benefits.Local.Workflows;
using Benefits.Storage;
using Benefits.Tests.Storage;
using Benefits.Workflows;
using static Benefits.Tests.Workflows.Errands;

namespace Benefits.Tests.Workflows;

/// <summary>The engine on a disk that is full for a while.</summary>
public sealed class FullDiskTests
{
    [Fact]
    public async Task An_engine_on_a_full_disk_acknowledges_nothing_and_goes_on_when_there_is_room()
    {
        using TempFolder folder = new();
        var recording = RecordingVfs.Record(folder.Path);
        using var store = SqliteStore.Open(new SqliteSettings(folder.File("benefits.db")) { Vfs = RecordingVfs.Name });
        using Bench bench = new(new SqliteHistory(store));
        await bench.Engine.ResumeAsync(default);
        TaskCompletionSource gate = new();
        bench.Errands.Before = (_, _) => gate.Task;
        await bench.Engine.StartAsync(Chain, "c-1", "one", default);
        await bench.Engine.StartAsync(Waiting, "w-1", "two", default);
        recording.Capacity = 0;

        // The step runs, but its answer finds no room.
        gate.SetResult();
        await Assert.ThrowsAsync<StorageUnavailableException>(() => bench.Engine.StartAsync(Chain, "c-2", "three", default));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => bench.Engine.RaiseAsync("w-1", Delivered, new Parcel("lost"), default));
        await bench.Engine.IdleAsync(default);
        var status = await bench.StatusAsync("c-1");
        Assert.Equal((WorkflowState.Running, 1), (status.State, bench.Errands.Runs));
        Assert.Contains("SQLite answered 13", status.Fault, StringComparison.Ordinal);
        Assert.Null(await bench.Engine.FindAsync("c-2", default));

        recording.Capacity = long.MaxValue;
        Assert.Equal(StartOutcome.Started, await bench.Engine.StartAsync(Chain, "c-2", "three", default));
        Assert.True(await bench.Engine.RaiseAsync("w-1", Delivered, new Parcel("kept"), default));
        await bench.RunOutAsync();

        foreach (var id in (string[])["c-1", "c-2", "w-1"]) Assert.Equal(WorkflowState.Completed, (await bench.StatusAsync(id)).State);
        // Five steps of each chain, run once, and the one of the wait: what was answered is not run again for want of room.
        Assert.Equal(11, bench.Errands.Runs);
        Assert.Contains("two:kept,nobody", await bench.BooksAsync());
    }
}

using System.Text.Json;
using Benefits.Storage;
using Benefits.Workflows;

namespace Benefits.Local.Workflows;

/// <summary>A call that a workflow has made and that is not answered yet.</summary>
internal abstract class Pending(int position, string name)
{
    /// <summary>Number of the call, in the order in which the code makes them.</summary>
    public int Position { get; } = position;

    /// <summary>Of the step or signal; empty for a sleep.</summary>
    public string Name { get; } = name;

    /// <summary>In words, for the fault that says a history does not fit the code.</summary>
    public abstract string Says { get; }

    /// <summary>True where this kind of entry can answer it.</summary>
    public abstract bool Takes(EntryKind kind);

    /// <summary>Hands over what happened; the workflow's code goes on inside this call.</summary>
    public abstract void Answer(HistoryEntry entry);
}

/// <summary>A step that is to be run until it answers.</summary>
internal abstract class PendingCall(int position, string name) : Pending(position, name)
{
    public override string Says => $"calls step '{Name}'";

    public override bool Takes(EntryKind kind) => kind is EntryKind.Answered or EntryKind.Faulted;

    /// <summary>Runs the step once and gives its answer as JSON.</summary>
    public abstract Task<byte[]> RunAsync(IServiceProvider services, CancellationToken cancel);
}

/// <inheritdoc />
internal sealed class PendingCall<TIn, TOut>(int position, Step<TIn, TOut> step, TIn input) : PendingCall(position, step.Name)
{
    private readonly TaskCompletionSource<TOut> _answer = new();

    public Task<TOut> Task => _answer.Task;

    public override async Task<byte[]> RunAsync(IServiceProvider services, CancellationToken cancel) =>
        JsonSerializer.SerializeToUtf8Bytes(await step.RunAsync(services, input, cancel), StoredJson.Options);

    /// <remarks>The workflow gets what is written, not what the step gave: the same object on the first run as on every replay.</remarks>
    public override void Answer(HistoryEntry entry)
    {
        if (entry.Kind == EntryKind.Faulted) _answer.SetException(new WorkflowFaultException(JsonSerializer.Deserialize<string>(entry.Body, StoredJson.Options)!));
        else _answer.SetResult(JsonSerializer.Deserialize<TOut>(entry.Body, StoredJson.Options)!);
    }
}

/// <summary>Something that time answers, where nothing else does before.</summary>
internal abstract class PendingTimer(int position, string name, DateTimeOffset due) : Pending(position, name)
{
    public DateTimeOffset Due { get; } = due;

    /// <summary>Set by the engine while the time is still to come.</summary>
    public Alarm? Alarm { get; set; }
}

internal sealed class PendingSleep(int position, DateTimeOffset due) : PendingTimer(position, "", due)
{
    private readonly TaskCompletionSource _over = new();

    public Task Task => _over.Task;

    public override string Says => "sleeps";

    public override bool Takes(EntryKind kind) => kind == EntryKind.Due;

    public override void Answer(HistoryEntry entry) => _over.SetResult();
}

internal abstract class PendingWait(int position, string name, DateTimeOffset deadline) : PendingTimer(position, name, deadline)
{
    public override string Says => $"waits for signal '{Name}'";

    public override bool Takes(EntryKind kind) => kind is EntryKind.Due or EntryKind.Signalled;
}

/// <inheritdoc />
internal sealed class PendingWait<T>(int position, string name, DateTimeOffset deadline) : PendingWait(position, name, deadline)
    where T : class
{
    private readonly TaskCompletionSource<T?> _came = new();

    public Task<T?> Task => _came.Task;

    public override void Answer(HistoryEntry entry) => _came.SetResult(entry.Kind == EntryKind.Due ? null : Payload(entry));

    public static T Payload(HistoryEntry entry) => JsonSerializer.Deserialize<T>(entry.Body, StoredJson.Options) ?? throw new JsonException($"Signal '{entry.Name}' has no payload.");
}

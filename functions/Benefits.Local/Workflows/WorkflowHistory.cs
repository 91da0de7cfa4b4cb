using System.Text.Json;
using System.Text.Json.Serialization;
using Benefits.Storage;
using Benefits.Workflows;

namespace Benefits.Local.Workflows;

/// <summary>An instance's history as a file: kept when a workflow changes, so that a test can show that the old one still fits.</summary>
internal sealed record WorkflowHistory
{
    private static readonly JsonSerializerOptions Indented = new(StoredJson.Options) { WriteIndented = true };

    public required string Id { get; init; }

    public required string Workflow { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required JsonElement Input { get; init; }

    public required IReadOnlyList<WorkflowHistoryEntry> Entries { get; init; }

    public static WorkflowHistory Of(StoredInstance stored) => new()
    {
        Id = stored.Row.Id,
        Workflow = stored.Row.Workflow,
        StartedAt = stored.Row.StartedAt,
        Input = JsonSerializer.Deserialize<JsonElement>(stored.Row.Input),
        Entries = [.. HistoryEntry.Counting(stored.Entries).Select(WorkflowHistoryEntry.Of)],
    };

    public static WorkflowHistory Parse(string json) => JsonSerializer.Deserialize<WorkflowHistory>(json, Indented) ?? throw new JsonException("The history is null.");

    public string Print() => JsonSerializer.Serialize(this, Indented);

    /// <summary>Runs the catalog's code over the history, without any step, and says where it has come to.</summary>
    /// <exception cref="HistoryMismatchException">The code goes another way than the history.</exception>
    public ReplayResult Replay(WorkflowCatalog catalog)
    {
        var workflow = catalog.Find(Workflow) ?? throw new HistoryMismatchException($"{Id}: workflow '{Workflow}' is unknown to this program.");
        LocalContext context = new(workflow, Id, StartedAt);
        context.Begin(JsonSerializer.SerializeToUtf8Bytes(Input));
        foreach (var entry in Entries) context.Apply(entry.Entry);
        var state = !context.HasEnded ? WorkflowState.Running : context.Failure is null ? WorkflowState.Completed : WorkflowState.Failed;
        return new ReplayResult(state, context.Failure is { } failure ? LocalWorkflows.Say(failure) : null, [.. context.Waiting.Select(call => call.Says)]);
    }
}

/// <param name="Waits">What the code asks for now, in words.</param>
internal sealed record ReplayResult(WorkflowState State, string? Fault, IReadOnlyList<string> Waits);

internal sealed record WorkflowHistoryEntry(EntryKind Kind, int Position, string Name, DateTimeOffset At, JsonElement? Body)
{
    [JsonIgnore]
    public HistoryEntry Entry => new(Kind, Position, Name, At, Body is { } body ? JsonSerializer.SerializeToUtf8Bytes(body) : Kind == EntryKind.Due ? [] : "null"u8.ToArray());

    public static WorkflowHistoryEntry Of(HistoryEntry entry) =>
        new(entry.Kind, entry.Position, entry.Name, entry.At, entry.Body.Length == 0 ? null : JsonSerializer.Deserialize<JsonElement>(entry.Body));
}

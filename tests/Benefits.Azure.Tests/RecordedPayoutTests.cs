using System.Text.Json;
using Benefits.Cases;
using Benefits.Demo;
using Benefits.Local.Workflows;
using Benefits.Payouts;
using Benefits.Storage;
using Benefits.Tests.Payouts;
using Benefits.Workflows;

namespace Benefits.Azure.Tests;

/// <summary>The payout's recorded histories through the app's orchestrator function: given the same answers, signals and times, it calls the same steps in the same order on Durable.</summary>
public sealed class RecordedPayoutTests
{
    public static TheoryData<string> Histories => [.. PayoutBranches.Recorded.Keys];

    [Theory]
    [MemberData(nameof(Histories))]
    public async Task Each_recorded_history_is_walked_to_its_end_on_durable(string name)
    {
        var history = WorkflowHistory.Parse(PayoutBranches.Recorded[name]);
        var answered = history.Entries.Where(entry => entry.Kind == EntryKind.Answered).ToList();
        List<string> called = [];
        ManualClock clock = new(history.StartedAt);
        DurableDouble durable = new(clock, _ => WorkflowFunctions.Payout1, (_, step, _) =>
        {
            called.Add(step);
            return Task.FromResult(answered[called.Count - 1].Body!.Value.GetRawText());
        });
        DurableCalls calls = new();
        calls.Enter(durable);
        DurableWorkflowClient client = new(calls, null);

        await client.StartAsync(PayoutWorkflow.Definition, history.Id, history.Input.Deserialize<CaseId>(StoredJson.Options), default);
        foreach (var entry in history.Entries)
        {
            if (entry.Kind == EntryKind.Signalled) await durable.RaiseEventAsync(history.Id, entry.Name, entry.Body);
            if (entry.Kind != EntryKind.Due) continue;
            clock.AdvanceTo(durable.NextDue!.Value);
            await durable.RunAsync();
        }

        Assert.Equal(answered.Select(entry => entry.Name), called);
        Assert.Equal(WorkflowState.Completed, (await client.FindAsync(history.Id, default))!.State);
    }
}

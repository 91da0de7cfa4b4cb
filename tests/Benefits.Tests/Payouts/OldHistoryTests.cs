using Benefits.Local.Workflows;
using Benefits.Payouts;
using Benefits.Workflows;

namespace Benefits.Tests.Payouts;

/// <summary>
/// Instances outlive deployments: what the payout did when its histories were written down, its code must still do, on every branch. A changed order of steps is a new name, and these files stay.
/// </summary>
/// <remarks>
/// <c>QICAITONG_REWRITE=1 dotnet test tests/Benefits.Tests --filter OldHistoryTests</c> writes <c>Histories/&lt;workflow&gt;/&lt;branch&gt;.json</c> into the sources for each branch that has none, and touches no other:
/// to record one again, delete it, and with it let go of the instances that may still run as it says.
/// </remarks>
public sealed class OldHistoryTests
{
    private static readonly WorkflowCatalog Catalog = new([PayoutWorkflow.Definition]);

    public static TheoryData<string> Branches => [.. PayoutBranches.All.Keys];

    public static TheoryData<string> Histories => [.. PayoutBranches.Recorded.Keys];

    [Theory, MemberData(nameof(Branches))]
    public async Task Each_branch_still_takes_the_steps_that_were_written_down_in_their_order(string branch)
    {
        var history = await PayoutBranches.All[branch]();
        if (!PayoutBranches.Recorded.TryGetValue(branch, out var recorded))
        {
            Assert.True(Snapshot.IsRewritten, $"Branch {branch} has no recorded history; the remarks of this class say how it gets one.");
            PayoutBranches.Record(branch, history);
            return;
        }

        Assert.Equal(Sequence(WorkflowHistory.Parse(recorded)), Sequence(history));
    }

    [Theory, MemberData(nameof(Histories))]
    public void Each_history_still_replays_to_its_end(string name)
    {
        var replayed = Read(name).Replay(Catalog);

        Assert.Equal((WorkflowState.Completed, null), (replayed.State, replayed.Fault));
    }

    [Theory, MemberData(nameof(Histories))]
    public void Every_beginning_of_it_replays_and_waits_for_what_came_next(string name)
    {
        var history = Read(name);
        for (var length = 0; length < history.Entries.Count; length++)
        {
            var replayed = (history with { Entries = [.. history.Entries.Take(length)] }).Replay(Catalog);

            Assert.Equal(WorkflowState.Running, replayed.State);
            Assert.Contains(Awaited(history.Entries[length]), replayed.Waits);
        }
    }

    /// <summary>As for code whose steps stand in another order than the history's.</summary>
    [Theory, MemberData(nameof(Histories))]
    public void With_any_two_of_its_steps_in_another_order_it_does_not_replay(string name)
    {
        var history = Read(name);
        var exchanged = 0;
        foreach (var (first, second) in history.Entries.Index().Zip(history.Entries.Index().Skip(1)))
        {
            if (first.Item.Position < 0 || second.Item.Position < 0 || (first.Item.Kind, first.Item.Name) == (second.Item.Kind, second.Item.Name)) continue;
            var entries = history.Entries.ToArray();
            entries[first.Index] = second.Item with { Position = first.Item.Position };
            entries[second.Index] = first.Item with { Position = second.Item.Position };
            exchanged++;

            Assert.Throws<HistoryMismatchException>(() => (history with { Entries = entries }).Replay(Catalog));
        }
        Assert.True(exchanged > 0, "There was nothing to exchange.");
    }

    [Fact]
    public void Every_step_of_the_payout_is_in_some_history()
    {
        var steps = Histories.Select(row => Read(row.Data)).SelectMany(history => history.Entries).Where(entry => entry.Kind == EntryKind.Answered).Select(entry => entry.Name);

        Assert.Equal(PayoutSteps.All.Select(step => step.Name).Order(), steps.Distinct().Order());
    }

    [Fact]
    public void They_hold_nothing_personal() => Applications.PrivacyTests.AssertNothingPersonal([.. PayoutBranches.Recorded.Values], Hire.Graduates(20));

    private static WorkflowHistory Read(string name) => WorkflowHistory.Parse(PayoutBranches.Recorded[name]);

    /// <summary>What happened, a line each, without what it answered and when.</summary>
    private static string Sequence(WorkflowHistory history) => string.Join('\n', history.Entries.Select(entry => $"{entry.Kind} {entry.Position} {entry.Name}"));

    private static string Awaited(WorkflowHistoryEntry entry) => entry switch
    {
        { Kind: EntryKind.Answered or EntryKind.Faulted } => $"calls step '{entry.Name}'",
        { Name: "" } => "sleeps",
        _ => $"waits for signal '{entry.Name}'",
    };
}

using Benefits.Cases;
using Benefits.Local.Workflows;
using Benefits.Payouts;
using Benefits.Workflows;

namespace Benefits.Tests.Payouts;

/// <summary>Instances outlive deployments: what the payout did when its history was written down, its code must still do. A changed order of steps is a new name, and this file stays.</summary>
public sealed class OldHistoryTests
{
    private static readonly string Old = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Payouts", "Histories", "payout-1.json"));

    [Fact]
    public void The_history_of_a_payout_with_everything_in_it_still_replays_to_its_end()
    {
        var history = WorkflowHistory.Parse(Old);

        var replayed = history.Replay(new WorkflowCatalog([PayoutWorkflow.Definition]));

        Assert.Equal((WorkflowState.Completed, null), (replayed.State, replayed.Fault));
        var steps = history.Entries.Where(entry => entry.Kind == EntryKind.Answered).Select(entry => entry.Name);
        Assert.Superset(new HashSet<string> { "payout-decide", "payout-close-review", "payout-await-objections", "payout-await-funds", "payout-await-account", "payout-settle" }, steps.ToHashSet());
    }

    [Fact]
    public void Every_beginning_of_it_replays_and_waits_for_what_came_next()
    {
        var history = WorkflowHistory.Parse(Old);
        WorkflowCatalog catalog = new([PayoutWorkflow.Definition]);

        for (var length = 0; length < history.Entries.Count; length++)
        {
            var replayed = (history with { Entries = [.. history.Entries.Take(length)] }).Replay(catalog);

            Assert.Equal(WorkflowState.Running, replayed.State);
            var next = history.Entries[length].Name;
            Assert.Contains(replayed.Waits, waits => waits.Contains(next, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Code_that_goes_another_way_does_not_pass_for_the_old_one()
    {
        Workflow<CaseId> changed = new(PayoutWorkflow.Definition.Name, PayoutSteps.All, async (context, id) =>
        {
            await context.CallAsync(PayoutSteps.PublishNotice, new DatedCase(id, context.UtcNow.BusinessDate));
            await context.CallAsync(PayoutSteps.Decide, new DatedCase(id, context.UtcNow.BusinessDate));
        });

        Assert.Throws<HistoryMismatchException>(() => WorkflowHistory.Parse(Old).Replay(new WorkflowCatalog([changed])));
    }

    [Fact]
    public void It_holds_nothing_personal() => Applications.PrivacyTests.AssertNothingPersonal([Old], Hire.Graduates(20));
}

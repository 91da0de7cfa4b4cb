using Benefits.Tests.Workflows;
using Benefits.Workflows;
using DurableTask.Core.Exceptions;
using Grpc.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Benefits.Azure.Tests;

/// <summary>An id is started once, ever: what the real client asks the host for, and what each of its refusals means to us.</summary>
public sealed class StartOnceTests
{
    public static TheoryData<Exception> Refusals =>
    [
        new OrchestrationAlreadyExistsException("There is one."),
        new RpcException(new Status(StatusCode.AlreadyExists, "There is one.")),
        new AggregateException(new OrchestrationAlreadyExistsException("There is one.")),
        new AggregateException(new TimeoutException(), new RpcException(new Status(StatusCode.AlreadyExists, "There is one."))),
        new InvalidOperationException("The call failed.", new OrchestrationAlreadyExistsException("There is one.")),
        new InvalidOperationException("The call failed.", new AggregateException(new RpcException(new Status(StatusCode.AlreadyExists, "There is one.")))),
    ];

    [Fact]
    public async Task Of_eight_that_start_an_id_at_once_one_starts_it_and_the_others_hear_that_it_is_there()
    {
        DurableWire wire = new(lookers: 8);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => StartAsync(wire)));

        Assert.Single(outcomes, outcome => outcome == StartOutcome.Started);
        Assert.Equal(7, outcomes.Count(outcome => outcome == StartOutcome.AlreadyThere));
        Assert.Equal(8, wire.Starts.Count);
    }

    [Fact]
    public async Task The_request_lets_no_instance_be_replaced_whatever_its_state()
    {
        DurableWire wire = new(lookers: 1);

        await StartAsync(wire);

        var start = Assert.Single(wire.Starts);
        // The wire names what may be replaced. Without a policy the host would decide.
        Assert.NotNull(start.OrchestrationIdReusePolicy);
        Assert.Empty(start.OrchestrationIdReusePolicy.ReplaceableStatus);
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Every_way_of_saying_that_it_is_there_is_already_there(Exception refusal) =>
        Assert.Equal(StartOutcome.AlreadyThere, await StartAsync(new Refusing(refusal)));

    [Theory]
    [InlineData(StatusCode.Internal)]
    [InlineData(StatusCode.InvalidArgument)]
    public async Task A_start_that_failed_for_another_reason_is_not_taken_for_one_that_is_there(StatusCode code) =>
        await Assert.ThrowsAsync<RpcException>(() => StartAsync(new Refusing(new RpcException(new Status(code, "An instance already exists.")))));

    private static async Task<StartOutcome> StartAsync(DurableWire wire)
    {
        await using var client = wire.NewClient();
        return await StartAsync(client);
    }

    private static async Task<StartOutcome> StartAsync(DurableTaskClient client)
    {
        DurableCalls calls = new();
        calls.Enter(client);
        return await new DurableWorkflowClient(calls, null).StartAsync(Errands.Waiting, "i", "a", default);
    }

    /// <summary>Sees no instance, and refuses to start one.</summary>
    private sealed class Refusing(Exception refusal) : UnusedClient
    {
        public override Task<OrchestrationMetadata?> GetInstanceAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) => Task.FromResult<OrchestrationMetadata?>(null);

        public override Task<string> ScheduleNewOrchestrationInstanceAsync(TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default) => Task.FromException<string>(refusal);

        public override Task RaiseEventAsync(string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default) => throw new NotSupportedException();
    }
}

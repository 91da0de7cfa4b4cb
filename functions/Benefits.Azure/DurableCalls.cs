using Microsoft.DurableTask.Client;

namespace Benefits.Azure;

/// <summary>The durable client of the call in progress.</summary>
/// <remarks>
/// The isolated worker hands a client out by binding only: it needs the host's address, which arrives with each call and which dependency injection never sees.
/// Use cases are singletons, so the client reaches them along the flow of the call. Each function that may start or signal a workflow binds one and enters it here first.
/// </remarks>
internal sealed class DurableCalls
{
    private readonly AsyncLocal<DurableTaskClient?> _client = new();

    public DurableTaskClient Client => _client.Value ?? throw new InvalidOperationException("This call has no durable client: its function must bind one ([DurableClient]) and enter it.");

    /// <summary>Holds for the asynchronous method that calls this, and for what it calls.</summary>
    public void Enter(DurableTaskClient client) => _client.Value = client;
}

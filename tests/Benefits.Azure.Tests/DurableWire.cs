using System.Collections.Concurrent;
using Grpc.Core;
using Microsoft.DurableTask.Client.Grpc;
using Microsoft.DurableTask.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;

namespace Benefits.Azure.Tests;

/// <summary>The host's end of the wire to the real Durable client: keeps every start that was asked for, and answers as the extension does, one start an id.</summary>
/// <param name="lookers">So many look for the instance before any of them hears that there is none.</param>
internal sealed class DurableWire(int lookers) : CallInvoker
{
    private readonly ConcurrentDictionary<string, bool> _started = [];
    private readonly TaskCompletionSource _allLooked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _looks;

    public ConcurrentBag<CreateInstanceRequest> Starts { get; } = [];

    public GrpcDurableTaskClient NewClient() => new("test", new GrpcDurableTaskClientOptions { CallInvoker = this }, NullLogger.Instance);

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        new(AnswerAsync<TResponse>(request), Task.FromResult(new Metadata()), () => Status.DefaultSuccess, () => [], () => { });

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => throw new NotSupportedException();

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => throw new NotSupportedException();

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options) => throw new NotSupportedException();

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options) => throw new NotSupportedException();

    private async Task<TResponse> AnswerAsync<TResponse>(object request) => (TResponse)(request switch
    {
        GetInstanceRequest => await LookAsync(),
        CreateInstanceRequest start => Start(start),
        _ => throw new NotSupportedException(request.GetType().Name),
    });

    private async Task<object> LookAsync()
    {
        if (Interlocked.Increment(ref _looks) == lookers) _allLooked.SetResult();
        await _allLooked.Task;
        return new GetInstanceResponse { Exists = false };
    }

    private CreateInstanceResponse Start(CreateInstanceRequest start)
    {
        Starts.Add(start);
        if (!_started.TryAdd(start.InstanceId, true)) throw new RpcException(new Status(StatusCode.AlreadyExists, $"An Orchestration instance with the ID {start.InstanceId} already exists."));
        return new CreateInstanceResponse { InstanceId = start.InstanceId };
    }
}

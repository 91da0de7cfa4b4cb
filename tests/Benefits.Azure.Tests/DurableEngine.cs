using Benefits.Storage;
using DurableTask.AzureStorage;
using DurableTask.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;
using Microsoft.DurableTask.Testing.Sidecar;
using Microsoft.DurableTask.Testing.Sidecar.Grpc;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Benefits.Azure.Tests;

/// <summary>A real Durable engine in this process: the real client and worker speak gRPC to it, as they do to the Functions host, and behind it works the orchestration service that Functions itself uses, or one in memory.</summary>
/// <remarks>Its timers run in real time, and unlike the Functions host it lets an id be started again: what "once" means is tested on <see cref="DurableWire"/>.</remarks>
internal sealed class DurableEngine : IAsyncDisposable
{
    private readonly WebApplication _hub;
    private readonly GrpcChannel _channel;
    private readonly IHost _worker;

    private DurableEngine(WebApplication hub, GrpcChannel channel, IHost worker)
    {
        _hub = hub;
        _channel = channel;
        _worker = worker;
    }

    public DurableTaskClient Client => _worker.Services.GetRequiredService<DurableTaskClient>();

    public static Task<DurableEngine> InMemoryAsync(Action<DurableTaskRegistry> register) => StartAsync(new InMemoryOrchestrationService(), register);

    /// <summary>On the task hub of that name in the account, with the settings of host.json that matter to it.</summary>
    public static async Task<DurableEngine> OnStorageAsync(string connection, Action<DurableTaskRegistry> register)
    {
        AzureStorageOrchestrationService service = new(new AzureStorageOrchestrationServiceSettings
        {
            StorageAccountClientProvider = new StorageAccountClientProvider(connection),
            TaskHubName = TaskHub.Name,
            PartitionCount = 4,
            MaxQueuePollingInterval = TimeSpan.FromSeconds(1),
            ThrowExceptionOnInvalidDedupeStatus = true,
            UseAppLease = false,
        });
        await service.CreateIfNotExistsAsync();
        return await StartAsync(service, register);
    }

    public async ValueTask DisposeAsync()
    {
        await _worker.StopAsync();
        _worker.Dispose();
        await _hub.StopAsync();
        await _hub.DisposeAsync();
        _channel.Dispose();
    }

    private static async Task<DurableEngine> StartAsync<T>(T service, Action<DurableTaskRegistry> register)
        where T : class, IOrchestrationService, IOrchestrationServiceClient
    {
        var building = WebApplication.CreateSlimBuilder();
        building.Logging.ClearProviders();
        building.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http2));
        building.Services.AddGrpc();
        building.Services.AddSingleton<IOrchestrationService>(service).AddSingleton<IOrchestrationServiceClient>(service).AddSingleton<TaskHubGrpcServer>();
        var hub = building.Build();
        hub.MapGrpcService<TaskHubGrpcServer>();
        await hub.StartAsync();

        var channel = GrpcChannel.ForAddress(hub.Urls.First());
        JsonDataConverter asStored = new(StoredJson.Options);
        var working = Host.CreateEmptyApplicationBuilder(null);
        working.Services.AddLogging();
        working.Services.AddDurableTaskWorker(worker => worker.Configure(options => options.DataConverter = asStored).UseGrpc(channel).AddTasks(register));
        working.Services.AddDurableTaskClient(client => client.Configure(options => options.DataConverter = asStored).UseGrpc(channel).RegisterDirectly());
        var worker = working.Build();
        await worker.StartAsync();
        return new DurableEngine(hub, channel, worker);
    }
}

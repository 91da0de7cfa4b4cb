using System.Reflection;
using System.Text.Json;
using Benefits.Demo;
using Benefits.Http;
using Benefits.Policy;
using Benefits.Storage;
using Benefits.Tests.Journeys;
using Benefits.Vault;
using Benefits.Workflows;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Moq;

namespace Benefits.Azure.Tests;

/// <summary>The Functions app without its host: the app's own functions, found by their attributes, on Kestrel and on a real Durable engine, over tables, blobs and queues on Azurite. Time is the wall's, and the demo's clock runs over it.</summary>
internal sealed class AzureHost : IJourneyHost
{
    /// <summary>A day of the demo takes some four seconds: few enough to wait for, and enough to sign in before a deadline passes.</summary>
    private const int Speed = 20_000;

    private static readonly Dictionary<string, MethodInfo> Functions = typeof(DurableCalls).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
        .Where(method => method.GetCustomAttribute<FunctionAttribute>() is not null)
        .ToDictionary(method => method.GetCustomAttribute<FunctionAttribute>()!.Name);

    private readonly DemoClock _clock;
    private readonly WebApplication _app;
    private DurableEngine _durable = null!;
    private DateOnly _ticked;

    private AzureHost(DateOnly day, AzureSettings settings, AzureStorage storage, DemoClock clock)
    {
        DemoDay = day;
        _clock = clock;
        _ticked = day;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        // As AddAzure has it: the sender of a body beyond any endpoint's limit sees the 413.
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(KestrelLimits.Set);
        builder.Services.AddPorts(settings, storage, clock).AddHttpLayer(settings.Auth, settings.Limits, DemoServices.Endpoints).AddBenefits(PolicyLibrary.LoadBuiltIn(), settings.Keys);
        _app = builder.Build();
        foreach (var (_, function) in Functions) Map(function);
    }

    public Uri Address => new(_app.Urls.First());

    public IServiceProvider Services => _app.Services;

    public DateOnly DemoDay { get; }

    public static async Task<IJourneyHost> StartAsync(DateOnly day)
    {
        var connection = Azurite.NewAccount();
        var settings = AzureSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Benefits:Storage"] = connection,
            ["Benefits:Demo"] = "true",
            ["Auth:DemoKey"] = "for-demonstrations-only-0123456789",
        }).Build());
        var storage = AzureStorage.Open(settings, TimeProvider.System);
        await storage.CreateAsync(default);
        // As Program has it.
        var table = storage.Keyed(settings.Keys);
        await new Optimistic(TimeProvider.System).ChangeAsync(() => StoreIdentity.TryClaimAsync(table, settings.Keys, StoreMode.Demo, default), default);
        AzureHost host = new(day, settings, storage, await DemoClock.OpenAsync(table, TimeProvider.System, day, Speed, default));
        await SmallProvince.LoadAsync(host._app.Services, day);
        host._durable = await DurableEngine.OnStorageAsync(connection, host.Register);
        await host._app.StartAsync();
        return host;
    }

    /// <summary>Half a second of the wall's, which is some hours of the demo's; and the daily jobs where a day of the demo's has begun.</summary>
    public async Task PassTimeAsync()
    {
        await Task.Delay(TimeSpan.FromSeconds(0.5));
        if (_clock.BusinessDate <= _ticked) return;
        _ticked = _clock.BusinessDate;
        using HttpClient http = new() { BaseAddress = Address };
        using var ticked = await http.PostAsync("/api/operations/tick", null);
        ticked.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        await _durable.DisposeAsync();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private void Register(DurableTaskRegistry registry)
    {
        foreach (var (name, function) in Functions)
        {
            if (function.GetParameters().Any(parameter => parameter.GetCustomAttribute<OrchestrationTriggerAttribute>() is not null)) registry.AddOrchestrator(name, new Orchestrator(_app.Services.GetRequiredService<WorkflowCatalog>().Find(name)!, durable => (Task)function.Invoke(null, [durable])!));
            if (function.GetParameters().Any(parameter => parameter.GetCustomAttribute<ActivityTriggerAttribute>() is not null)) registry.AddActivityFunc<JsonElement, object?>(name, (_, input) => RunStepAsync(function, input));
        }
    }

    private void Map(MethodInfo function)
    {
        var trigger = function.GetParameters().Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>()).FirstOrDefault(attribute => attribute is not null);
        if (trigger is null) return;
        RequestDelegate run = async context =>
        {
            var answer = function.Invoke(Instance(function, context.RequestServices), [.. function.GetParameters().Select(parameter => Argument(parameter, context))]);
            await (answer as IResult ?? await (Task<IResult>)answer!).ExecuteAsync(context);
        };
        if (trigger.Methods is { } methods) _app.MapMethods(trigger.Route!, methods.Select(method => method.ToUpperInvariant()), run);
        else _app.Map(trigger.Route!, run);
    }

    private object? Argument(ParameterInfo parameter, HttpContext context) =>
        parameter.ParameterType == typeof(HttpRequest) ? context.Request
        : parameter.GetCustomAttribute<DurableClientAttribute>() is not null ? _durable.Client
        : context.Request.RouteValues[parameter.Name!];

    private async Task<object?> RunStepAsync(MethodInfo function, JsonElement input)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        var arguments = function.GetParameters().Select(parameter =>
            parameter.GetCustomAttribute<ActivityTriggerAttribute>() is not null ? input.Deserialize(parameter.ParameterType, StoredJson.Options)
            : parameter.GetCustomAttribute<DurableClientAttribute>() is not null ? _durable.Client
            : Mock.Of<FunctionContext>(call => call.InvocationId == "call" && call.InstanceServices == scope.ServiceProvider));
        var task = (Task)function.Invoke(Instance(function, scope.ServiceProvider), [.. arguments])!;
        await task;
        return task.GetType().GetProperty("Result")!.GetValue(task);
    }

    private static object? Instance(MethodInfo function, IServiceProvider services) =>
        function.IsStatic ? null : ActivatorUtilities.CreateInstance(services, function.DeclaringType!);
}

using System.Reflection;
using System.Text.Json;
using Azure.Data.Tables;
using Benefits.Azure;
using Benefits.Demo;
using Benefits.Http;
using Benefits.Local;
using Benefits.Parties;
using Benefits.Policy;
using Benefits.Storage;
using Benefits.Tests.Azure;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Benefits.Tests.Journeys;

/// <summary>
/// The Functions app without its host: the app's own functions, found by their attributes, on Kestrel, over doubles of tables, blobs and Durable.
/// The demo's clock runs 1440 times as fast as a real one that is pushed forward.
/// </summary>
internal sealed class AzureHost : IJourneyHost
{
    private static readonly DateTimeOffset RealStart = new(2026, 11, 22, 4, 0, 0, TimeSpan.Zero);

    private static readonly Dictionary<string, MethodInfo> Functions = typeof(DurableCalls).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
        .Where(method => method.GetCustomAttribute<FunctionAttribute>() is not null)
        .ToDictionary(method => method.GetCustomAttribute<FunctionAttribute>()!.Name);

    private readonly ManualClock _real;
    private readonly DemoClock _clock;
    private readonly DurableDouble _durable;
    private readonly WebApplication _app;

    private AzureHost(DateOnly day, AzureStorage storage, DemoClock clock, ManualClock real)
    {
        _real = real;
        DemoDay = day;
        _clock = clock;
        var settings = AzureSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Benefits:Storage"] = "UseDevelopmentStorage=true",
            ["Benefits:Demo"] = "true",
            ["Auth:DemoKey"] = "for-demonstrations-only-0123456789",
        }).Build());
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        // As AddAzure has it: the sender of a body beyond any endpoint's limit sees the 413.
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = AzureServices.MaxBody);
        builder.Services.AddPorts(settings, storage, clock).AddHttpLayer(settings.Auth).AddBenefits(PolicyLibrary.LoadBuiltIn(), settings.Keys);
        _app = builder.Build();
        _durable = new DurableDouble(
            _real,
            name => Functions.TryGetValue(name, out var function) ? durable => (Task)function.Invoke(null, [durable])! : null,
            async (durable, name, input) => await RunStepAsync(Functions[name], durable, input));
        foreach (var (_, function) in Functions) Map(function);
    }

    public Uri Address => new(_app.Urls.First());

    public DateOnly DemoDay { get; }

    public static async Task<IJourneyHost> StartAsync(DateOnly day)
    {
        ManualClock real = new(RealStart);
        TablesDouble tables = new();
        AzureStorage storage = new(tables, tables, new BlobDouble(), AzureTableTests.HastyClock());
        AzureHost host = new(day, storage, await DemoClock.OpenAsync(new MemoryTable(), real, day, 1440, default), real);
        await StoreIdentity.ClaimAsync(host._app.Services.GetRequiredService<ITable>(), host._app.Services.GetRequiredService<VaultKeys>(), StoreMode.Demo, default);
        await host._app.StartAsync();
        using HttpClient http = new() { BaseAddress = host.Address, Timeout = TimeSpan.FromMinutes(5) };
        using var loaded = await http.PostAsync("/api/operations/demo", null);
        loaded.EnsureSuccessStatusCode();
        return host;
    }

    public async Task PassTimeAsync()
    {
        await _durable.RunAsync();
        if (_durable.NextDue is not { } due) return;
        var shown = _clock.Anchor.VirtualAt(due);
        while (_clock.BusinessDate < shown.BusinessDate)
        {
            _real.AdvanceTo(_clock.Anchor.RealAt(_clock.BusinessDate.AddDays(1).StartsAt));
            using HttpClient http = new() { BaseAddress = Address };
            using var ticked = await http.PostAsync("/api/operations/tick", null);
            ticked.EnsureSuccessStatusCode();
        }
        _real.AdvanceTo(due);
        await _durable.RunAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
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
        : parameter.GetCustomAttribute<DurableClientAttribute>() is not null ? _durable
        : context.Request.RouteValues[parameter.Name!];

    private async Task<string> RunStepAsync(MethodInfo function, DurableDouble durable, string input)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        var arguments = function.GetParameters().Select(parameter =>
            parameter.GetCustomAttribute<ActivityTriggerAttribute>() is not null ? JsonSerializer.Deserialize(input, parameter.ParameterType, StoredJson.Options)
            : parameter.GetCustomAttribute<DurableClientAttribute>() is not null ? durable
            : (object)new CallDouble(scope.ServiceProvider));
        var task = (Task)function.Invoke(Instance(function, scope.ServiceProvider), [.. arguments])!;
        await task;
        return JsonSerializer.Serialize(task.GetType().GetProperty("Result")!.GetValue(task), function.ReturnType.GetGenericArguments()[0], StoredJson.Options);
    }

    private static object? Instance(MethodInfo function, IServiceProvider services) =>
        function.IsStatic ? null : ActivatorUtilities.CreateInstance(services, function.DeclaringType!);

    private sealed class CallDouble(IServiceProvider services) : FunctionContext
    {
        public override string InvocationId => "call";

        public override IServiceProvider InstanceServices { get; set; } = services;
    }

    private sealed class TablesDouble : TableServiceClient
    {
        private readonly Dictionary<string, TableDouble> _tables = [];

        public override TableClient GetTableClient(string tableName)
        {
            if (!_tables.TryGetValue(tableName, out var table)) _tables[tableName] = table = new TableDouble();
            return table;
        }
    }
}

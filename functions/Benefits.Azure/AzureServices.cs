using System.Text.Json;
using Azure.Monitor.OpenTelemetry.Exporter;
using Benefits.Audit;
using Benefits.Audit.Verification;
using Benefits.Banking;
using Benefits.Demo;
using Benefits.Http;
using Benefits.Policy;
using Benefits.Storage;
using Benefits.Telemetry;
using Benefits.Workflows;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Benefits.Azure;

/// <summary>The five ports on Azure, and the platform on top of them.</summary>
internal static class AzureServices
{
    public static void AddAzure(this FunctionsApplicationBuilder builder, AzureSettings settings, AzureStorage storage, TimeProvider clock, TimeProvider systemClock, PolicyLibrary library)
    {
        // The host's own filters are in host.json; these keep what it would drop from crossing over to it.
        builder.Logging.AddFilter("Azure", LogLevel.Warning).AddFilter("Microsoft", LogLevel.Warning).AddFilter("System", LogLevel.Warning);
        builder.Services
            .Configure<KestrelServerOptions>(KestrelLimits.Set)
            // Inputs, answers and signals in Durable's history look as they do on the embedded host: the worker and the Durable extension both take their JSON from these options.
            .Configure<JsonSerializerOptions>(json => StoredJson.Apply(json))
            .AddPorts(settings, storage, clock)
            .AddSingleton<IReadinessProbe>(TaskHub.Open(builder.Configuration, systemClock))
            .AddHttpLayer(settings.Auth, settings.Limits, DemoServices.Endpoints)
            .AddBenefits(library, settings.Keys)
            .AddCollector(builder.Configuration)
            .AddMonitor(builder.Configuration["APPLICATIONINSIGHTS_CONNECTION_STRING"]);
    }

    /// <summary>The platform's own spans and metrics to Application Insights, where the host's own go.</summary>
    private static void AddMonitor(this IServiceCollection services, string? connection)
    {
        if (string.IsNullOrEmpty(connection)) return;
        services.AddTelemetry()
            .WithTracing(traces => traces.AddAzureMonitorTraceExporter(monitor => monitor.ConnectionString = connection))
            .WithMetrics(metrics => metrics.AddAzureMonitorMetricExporter(monitor => monitor.ConnectionString = connection));
    }

    internal static IServiceCollection AddPorts(this IServiceCollection services, AzureSettings settings, AzureStorage storage, TimeProvider clock) => services
        .AddSingleton(clock)
        .AddSingleton<ITable>(new TracedTable(storage.Keyed(settings.Keys)))
        .AddSingleton(new KeptRoots(storage.Files))
        .AddSingleton<IStoreCheck>(new RehearsalBankRows(storage.KeyedBank(settings.Keys), settings.Keys.Audit))
        .AddSingleton<IFiles>(storage.Files)
        .AddSingleton<IPaymentGateway>(new RehearsalBank(storage.KeyedBank(settings.Keys), clock) { Mood = settings.Demo is null ? BankMood.Calm : BankMood.Faulty })
        .AddSingleton<DurableCalls>()
        .AddSingleton<IWorkflowClient>(provider => new DurableWorkflowClient(provider.GetRequiredService<DurableCalls>(), (clock as DemoClock)?.Anchor))
        .AddSingleton<DemoRoster>()
        .AddDemoMode(settings);

    private static IServiceCollection AddDemoMode(this IServiceCollection services, AzureSettings settings) =>
        settings.Demo is null ? services : services.AddDemo(provider => provider.GetRequiredService<DemoRoster>().Staff);
}

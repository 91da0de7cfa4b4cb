using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Resources;

namespace Benefits.Telemetry;

/// <summary>Where spans and metrics are sent (遥测导出). Where no exporter is added nothing listens, and nothing is made.</summary>
public static class TelemetryExport
{
    /// <summary>To a collector (OTLP), where the standard variable OTEL_EXPORTER_OTLP_ENDPOINT names one.</summary>
    public static IServiceCollection AddCollector(this IServiceCollection services, IConfiguration configuration)
    {
        if (!string.IsNullOrEmpty(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"])) services.AddTelemetry().UseOtlpExporter();
        return services;
    }

    /// <summary>Listens to the platform's own spans and metrics; whoever calls this adds an exporter.</summary>
    public static OpenTelemetryBuilder AddTelemetry(this IServiceCollection services) => services.AddOpenTelemetry()
        .ConfigureResource(resource => resource.AddService(Instruments.Name))
        .WithTracing(traces => traces.AddSource(Instruments.Name))
        .WithMetrics(metrics => metrics.AddMeter(Instruments.Name));
}

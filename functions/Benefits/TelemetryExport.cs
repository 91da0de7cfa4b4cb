using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Benefits;

/// <summary>Sends spans and metrics to a collector (OTLP), where the standard variable OTEL_EXPORTER_OTLP_ENDPOINT names one; otherwise nothing listens and nothing is made.</summary>
internal sealed class TelemetryExport(IConfiguration configuration) : IHostedService, IDisposable
{
    private TracerProvider? _traces;
    private MeterProvider? _metrics;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"])) return Task.CompletedTask;
        var resource = ResourceBuilder.CreateDefault().AddService(Telemetry.Name);
        _traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(Telemetry.Name).AddOtlpExporter().Build();
        _metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(Telemetry.Name).AddOtlpExporter().Build();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _traces?.ForceFlush();
        _metrics?.ForceFlush();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
    }
}

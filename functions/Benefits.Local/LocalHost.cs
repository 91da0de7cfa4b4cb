using Benefits.Demo;
using Benefits.Http;
using Benefits.Http.Access;
using Benefits.Local.Commands;
using Benefits.Telemetry;
using Benefits.Vault;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Benefits.Local;

/// <summary>The embedded host (单机版): Kestrel, with every endpoint run by the same <see cref="EndpointRunner"/> as on Azure.</summary>
public static class LocalHost
{
    /// <summary>Builds the host, not started. Port 0 in the address takes a free port; <c>app.Urls</c> has it after the start.</summary>
    /// <param name="options">From the command line.</param>
    /// <param name="register">Everything else that the endpoints need, the <see cref="TimeProvider"/> among it.</param>
    /// <param name="endpoints">Other than <see cref="DemoServices.Endpoints"/>, for tests.</param>
    /// <exception cref="BadSettingsException">The settings do not allow a start.</exception>
    public static WebApplication Build(ServeOptions options, Action<WebApplicationBuilder, AuthSettings> register, IReadOnlyList<Http.Endpoint>? endpoints = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        var settings = SettingsOf(options, builder.Configuration);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("System", LogLevel.Warning);
        builder.WebHost.UseUrls(options.Urls).ConfigureKestrel(Limit);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(15));
        builder.Services.AddHttpLayer(settings, RequestLimits.Read(builder.Configuration), endpoints ?? DemoServices.Endpoints).AddCollector(builder.Configuration);
        register(builder, settings);

        var app = builder.Build();
        app.Use((context, next) => Unrouted.AnswerAsync(context, next, settings.Demo));
        var catalog = app.Services.GetRequiredService<EndpointCatalog>();
        foreach (var endpoint in catalog.Api) Map(app, $"/{Routes.Prefix}/{endpoint.Route}", endpoint);
        foreach (var endpoint in EndpointCatalog.AtRoot) Map(app, $"/{endpoint.Route}", endpoint);
        app.MapGet("/", (RequestDelegate)(context => LandingPage.WriteAsync(context, settings.Demo)));
        return app;
    }

    /// <summary>Refuses what belongs to the demo alone.</summary>
    internal static void Check(ServeOptions options, AuthSettings settings)
    {
        if (settings.Demo) return;
        if (options.Today is not null || options.Speed is not null) throw new BadSettingsException("--today 和 --speed 只能在演示模式中使用。");
        if (options.PacksFolder is not null) throw new BadSettingsException("--packs 只能在演示模式中使用：在真实数据上，政策包须先提出、看过对在办案件的影响，并由第二人确认后才生效。");
    }

    /// <summary>Checks the settings before a data folder is opened or made: a folder remembers its mode.</summary>
    /// <exception cref="BadSettingsException">The settings do not allow a start.</exception>
    internal static StoreMode ModeOf(ServeOptions options) => SettingsOf(options, WebApplication.CreateSlimBuilder().Configuration).Demo ? StoreMode.Demo : StoreMode.Real;

    private static AuthSettings SettingsOf(ServeOptions options, ConfigurationManager configuration)
    {
        var settings = AuthSettings.Read(configuration, IsDemo(options, configuration));
        Check(options, settings);
        return settings;
    }

    /// <summary>Demo mode where it is asked for, or where nothing at all is set up: the plain command must show something, and real data has a folder or a provider named.</summary>
    private static bool IsDemo(ServeOptions options, ConfigurationManager configuration) =>
        options.Demo || (options.DataFolder is null && string.IsNullOrEmpty(configuration["Auth:Authority"]));

    private static void Limit(KestrelServerOptions kestrel)
    {
        KestrelLimits.Set(kestrel);
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
        // Each may hold a buffer that no budget counts.
        kestrel.Limits.MaxConcurrentConnections = 4096;
    }

    private static void Map(WebApplication app, string path, Http.Endpoint endpoint) =>
        app.MapMethods(path, [endpoint.Verb.ToString().ToUpperInvariant()], (RequestDelegate)(async context =>
        {
            var answer = await EndpointRunner.RunAsync(endpoint, context);
            await answer.ExecuteAsync(context);
        })).WithName(endpoint.Name);
}

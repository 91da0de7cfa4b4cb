using Benefits.Demo;
using Benefits.Local;
using Benefits.Local.Commands;
using Benefits.Local.Workflows;
using Benefits.Tests.Storage;
using Benefits.Timers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Benefits.Tests.Journeys;

/// <summary>The embedded host on a free port, over a folder of its own, with a faulty bank and a clock that is pushed forward.</summary>
internal sealed class EmbeddedHost : IJourneyHost
{
    private readonly TempFolder _temp = new();
    private readonly DataFolder _data;
    private readonly ManualClock _clock;
    private readonly WebApplication _app;
    private IReadOnlyList<DemoIdentity> _staff = [];

    private EmbeddedHost(DateOnly day)
    {
        DemoDay = day;
        _data = DataFolder.Open(_temp.File("data"));
        _clock = new ManualClock(day.StartsAt.AddHours(9));
        _app = LocalHost.Build(new ServeOptions { Urls = "http://127.0.0.1:0", Demo = true }, (builder, _) =>
        {
            builder.Logging.SetMinimumLevel(LogLevel.Error);
            builder.Services.AddSingleton(RealPauses.Optimistic).AddLocal(_data, _clock, BankMood.Faulty, ServeCommand.LoadPolicies());
            builder.Services.AddHostedService(provider => provider.GetRequiredService<LocalWorkflows>());
            builder.Services.AddDemo(_ => _staff);
        });
    }

    public Uri Address => new(_app.Urls.First());

    public DateOnly DemoDay { get; }

    public static async Task<IJourneyHost> StartAsync(DateOnly day)
    {
        EmbeddedHost host = new(day);
        host._staff = (await DemoSetUp.LoadAsync(host._app.Services, day)).Staff;
        await host._app.StartAsync();
        return host;
    }

    public async Task PassTimeAsync()
    {
        var engine = _app.Services.GetRequiredService<LocalWorkflows>();
        await engine.IdleAsync(default);
        if (engine.NextDue is not { } due) return;
        while (_clock.BusinessDate < due.BusinessDate)
        {
            _clock.AdvanceTo(_clock.BusinessDate.AddDays(1).StartsAt);
            await _app.Services.GetRequiredService<Timekeeper>().TickAsync(default);
        }
        _clock.AdvanceTo(due);
        await engine.IdleAsync(default);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _data.Dispose();
        _temp.Dispose();
    }
}

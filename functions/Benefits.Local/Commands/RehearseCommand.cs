using Benefits.Demo;
using Benefits.Http.Access;
using Benefits.Local.Workflows;
using Benefits.Storage;
using Benefits.Vault;

namespace Benefits.Local.Commands;

/// <summary><c>rehearse</c>: the main job in one go (全流程演练), over HTTP against a host of its own, with a faulty bank and a clock that is pushed forward. Exit code 0 only where the books agree.</summary>
internal static class RehearseCommand
{
    private static readonly DateOnly OrdinaryDay = new(2022, 9, 1);

    public static async Task<int> RunAsync(RehearseOptions options, TimeProvider machine, TextWriter output)
    {
        var library = ServeCommand.LoadPolicies(options.PacksFolder);
        var path = options.DataFolder ?? Directory.CreateTempSubdirectory("qicaitong-rehearsal-").FullName;
        try
        {
            using var folder = ServeCommand.OpenFolder(path, StoreMode.Demo, options.DataFolder is null ? Path.Combine(path, "roots") : null);
            if (await DemoSetUp.FindAsync(folder.Table) is not null) throw new BadSettingsException($"数据目录 {path} 已有数据，演练请用一个空目录。");
            var today = options.Today ?? OrdinaryDay;
            ManualClock clock = new(today.StartsAt.AddHours(9));
            var data = DemoData.Create(today);
            DemoSetUp.Loaded? demo = null;
            ServeOptions serve = new() { Urls = "http://127.0.0.1:0", Demo = true };
            await using var app = LocalHost.Build(serve, (builder, _) =>
            {
                builder.Logging.SetMinimumLevel(LogLevel.Error);
                // The rehearsal's own clock stands still, and nobody who pauses by it would wake.
                builder.Services.AddSingleton(new Optimistic(machine)).AddLocal(folder, clock, BankMood.Faulty, library);
                builder.Services.AddHostedService(provider => provider.GetRequiredService<LocalWorkflows>());
                builder.Services.AddDemo(_ => demo!.Staff);
            });
            demo = await DemoSetUp.LoadAsync(app.Services, today);
            await app.StartAsync();
            var engine = app.Services.GetRequiredService<LocalWorkflows>();
            using Rehearsal rehearsal = new(new Uri(app.Urls.First()), app.Services, () => SettleAsync(engine), clock, data, output);
            var code = await rehearsal.RunAsync();
            await app.StopAsync();
            return code;
        }
        finally
        {
            if (options.DataFolder is null) Directory.Delete(path, recursive: true);
        }
    }

    private static async Task<DateTimeOffset?> SettleAsync(LocalWorkflows engine)
    {
        await engine.IdleAsync(CancellationToken.None);
        return engine.NextDue;
    }
}

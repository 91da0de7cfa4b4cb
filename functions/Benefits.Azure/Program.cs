using Benefits.Azure;
using Benefits.Policy;
using Benefits.Storage;
using Benefits.Vault;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

// The composition root: the only place that names the system clock.
#pragma warning disable RS0030
var systemClock = TimeProvider.System;
#pragma warning restore RS0030

try
{
    var builder = FunctionsApplication.CreateBuilder(args);
    var settings = AzureSettings.Read(builder.Configuration);
    var storage = AzureStorage.Open(settings, systemClock);
    await storage.CreateAsync(CancellationToken.None);
    var table = storage.Keyed(settings.Keys);
    await new Optimistic(systemClock).ChangeAsync(() => StoreIdentity.TryClaimAsync(table, settings.Keys, settings.Demo is null ? StoreMode.Real : StoreMode.Demo, CancellationToken.None), CancellationToken.None);
    TimeProvider clock = settings.Demo is { } demo ? await demo.OpenClockAsync(table, systemClock) : systemClock;
    builder.UseMiddleware<CallTrace>();
    builder.ConfigureFunctionsWebApplication();
    builder.AddAzure(settings, storage, clock, systemClock, PolicyLibrary.LoadBuiltIn());
    await builder.Build().RunAsync();
    return 0;
}
catch (Exception fault) when (StartFault.Say(fault) is { } said)
{
    await Console.Error.WriteLineAsync($"无法启动：{said}");
    return fault is StoreRefusedException ? 1 : 2;
}

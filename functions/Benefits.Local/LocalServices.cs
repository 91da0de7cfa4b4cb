using Benefits.Audit.Verification;
using Benefits.Banking;
using Benefits.Demo;
using Benefits.Local.Workflows;
using Benefits.Policy;
using Benefits.Storage;
using Benefits.Timers;
using Benefits.Workflows;

namespace Benefits.Local;

/// <summary>The five ports on an embedded store, and the platform on top of them.</summary>
internal static class LocalServices
{
    /// <summary>Few, since those who wait at the counter come first: with 256 side by side, taking in an application took three times as long.</summary>
    private const int StepsAtOnce = 16;

    public static IServiceCollection AddLocal(this IServiceCollection services, DataFolder folder, TimeProvider clock, BankMood mood, PolicyLibrary library) => services
        .AddSingleton(clock)
        .AddSingleton(Runner.Create(isAlone: true))
        .AddSingleton<ITable>(new TracedTable(folder.Table))
        .AddSingleton(folder.Roots)
        .AddSingleton<IStoreCheck>(folder.CheckOf(folder.Store, "store.db"))
        .AddSingleton<IStoreCheck>(folder.CheckOf(folder.BankStore, "bank.db"))
        .AddSingleton<IStoreCheck>(new RehearsalBankRows(folder.Bank, folder.Keys.Audit))
        .AddSingleton<IFiles>(folder.Files)
        .AddSingleton<IPaymentGateway>(folder.OpenBank(clock, mood))
        .AddSingleton<IHistory>(folder.History)
        .AddSingleton(provider => ActivatorUtilities.CreateInstance<LocalWorkflows>(provider, StepsAtOnce))
        .AddSingleton<IWorkflowClient>(provider => provider.GetRequiredService<LocalWorkflows>())
        .AddBenefits(library, folder.Keys);
}

using Benefits.Demo;
using Benefits.Local.Workflows;
using Benefits.Payouts;
using Benefits.Policy;
using Benefits.Storage;
using Benefits.Workflows;

namespace Benefits.Local;

/// <summary>The five ports on an embedded store, and the platform on top of them.</summary>
internal static class LocalServices
{
    public static IServiceCollection AddLocal(this IServiceCollection services, DataFolder folder, TimeProvider clock, BankMood mood, PolicyLibrary library) => services
        .AddSingleton(clock)
        .AddSingleton<ITable>(new TracedTable(folder.Table))
        .AddSingleton<IFiles>(folder.Files)
        .AddSingleton<IPaymentGateway>(folder.OpenBank(clock, mood))
        .AddSingleton<IHistory>(folder.History)
        .AddSingleton<LocalWorkflows>()
        .AddSingleton<IWorkflowClient>(provider => provider.GetRequiredService<LocalWorkflows>())
        .AddBenefits(library, folder.Keys);
}

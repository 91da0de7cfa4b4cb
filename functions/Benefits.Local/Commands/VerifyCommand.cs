using Benefits.Demo;
using Benefits.Http.Access;
using Benefits.Payouts;
using Benefits.Reconciliation;
using Benefits.Storage;

namespace Benefits.Local.Commands;

/// <summary><c>verify --data DIR</c>: every row, audit chains, seals and reconciliation of a data folder (核验), which may be a copy or in use. Exit code 1 and the places, where something does not hold.</summary>
internal static class VerifyCommand
{
    public static async Task<int> RunAsync(VerifyOptions options, TimeProvider systemClock, TextWriter output)
    {
        if (!File.Exists(Path.Combine(options.DataFolder, "store.db"))) throw new BadSettingsException($"{options.DataFolder} 不是数据目录。");
        using var folder = DataFolder.OpenReadOnly(options.DataFolder, roots: options.Roots);
        // As of the folder's own clock, which a demo may have set.
        var clock = await DemoClock.FindAsync(folder.Table, systemClock, CancellationToken.None) ?? systemClock;
        ServiceCollection services = new();
        services.AddLogging().AddLocal(folder, clock, BankMood.Calm, ServeCommand.LoadPolicies());
        await using var provider = services.BuildServiceProvider();
        try
        {
            return await provider.GetRequiredService<BooksCheck>().PrintAsync(clock.BusinessDate, output, CancellationToken.None);
        }
        catch (StorageUnavailableException fault)
        {
            await output.WriteLineAsync($"数据库文件损坏，读不下去：{fault.Message}\n核验未通过");
            return BooksVerification.Breaks;
        }
    }
}

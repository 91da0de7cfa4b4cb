using Benefits.Demo;
using Benefits.Http;
using Benefits.Http.Access;
using Benefits.Local.Storage;
using Benefits.Local.Workflows;
using Benefits.Policy;
using Benefits.Storage;
using Benefits.Vault;

namespace Benefits.Local.Commands;

/// <summary>Serves until it is told to stop (Ctrl+C, SIGTERM), and finishes what it has begun.</summary>
internal static class ServeCommand
{
    private const string OrdinaryFolder = "data";

    public static async Task<int> RunAsync(ServeOptions options, TimeProvider systemClock)
    {
        var (folder, readOnly) = OpenToServe(options.DataFolder ?? OrdinaryFolder, LocalHost.ModeOf(options), options.Roots);
        using var opened = folder;
        if (readOnly is not null) Console.WriteLine($"注意：{readOnly}");
        var demo = await DemoSetUp.FindAsync(folder.Table);
        DemoSetUp.Loaded? fresh = null;
        await using var app = LocalHost.Build(options, (builder, settings) =>
        {
            // SQLite answers before the task is handed out, so nothing waits here.
            var clock = settings.Demo ? OpenClock(folder.Table, systemClock, options).GetAwaiter().GetResult() : systemClock;
            builder.Services.AddLocal(folder, clock, settings.Demo ? BankMood.Faulty : BankMood.Calm, LoadPolicies(options.PacksFolder));
            builder.Services.AddHostedService(provider => provider.GetRequiredService<LocalWorkflows>());
            builder.Services.AddSingleton<IReadinessProbe>(new DiskProbe(folder.Path, readOnly));
            // Every job writes: where nothing can be written, each minute would only fail anew.
            if (readOnly is null) builder.Services.AddHostedService<Ticker>();
            if (settings.Demo) builder.Services.AddDemo(_ => (fresh ?? demo)?.Staff ?? []);
        });
        if (app.Services.GetRequiredService<AuthSettings>().Demo && demo is null)
        {
            Console.WriteLine("首次启动，正在载入演示数据……");
            var today = app.Services.GetRequiredService<TimeProvider>().BusinessDate;
            fresh = await DemoSetUp.LoadAsync(app.Services, today);
        }
        try
        {
            await app.StartAsync();
        }
        catch (IOException fault) when (fault.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            throw new BadSettingsException($"{options.Urls} 已被占用，请用 --urls 换一个地址。");
        }
        Console.WriteLine($"企才通已启动：{string.Join(' ', app.Urls)}（Ctrl+C 停止）");
        if (!app.Services.GetRequiredService<AuthSettings>().Demo) Console.WriteLine("注意：尚未接入银行或国库，付款只在演练银行中进行，不会真正到账。");
        if ((fresh ?? demo) is { } loaded)
        {
            var form = Path.Combine(folder.Path, "demo-form.json");
            if (readOnly is null) await File.WriteAllTextAsync(form, loaded.Sample);
            Console.WriteLine(DemoSetUp.WhatNext(loaded, app.Urls.First(), form));
        }
        await app.WaitForShutdownAsync();
        return 0;
    }

    /// <exception cref="StorageUnavailableException">The disk does not let itself be written, or not even read.</exception>
    internal static DataFolder OpenFolder(string path, StoreMode mode, string? roots)
    {
        try
        {
            return DataFolder.Open(path, mode, roots);
        }
        catch (StoreInUseException)
        {
            throw new BadSettingsException($"数据目录 {path} 正被另一个进程使用。");
        }
        catch (Exception fault) when (fault is UnauthorizedAccessException or IOException)
        {
            throw new StorageUnavailableException(fault.Message, fault);
        }
    }

    /// <summary>The folder; for reading alone, and why, where its disk is full or read-only: what can be read is served, and readiness says why the rest is not.</summary>
    private static (DataFolder Folder, string? ReadOnly) OpenToServe(string path, StoreMode mode, string? roots)
    {
        try
        {
            return (OpenFolder(path, mode, roots), null);
        }
        catch (StorageUnavailableException fault) when (File.Exists(Path.Combine(path, "store.db")))
        {
            try
            {
                return (DataFolder.OpenReadOnly(path, mode, roots), $"数据目录 {path} 无法写入（磁盘已满或只读），现在只能查询，申请和办理一律答复503；恢复后请重新启动。（{fault.Message}）");
            }
            catch (Exception second) when (second is UnauthorizedAccessException or IOException)
            {
                throw new StorageUnavailableException(second.Message, second);
            }
        }
    }

    internal static PolicyLibrary LoadPolicies(string? packsFolder = null)
    {
        try
        {
            return PolicyLibrary.LoadBuiltIn(packsFolder);
        }
        catch (DirectoryNotFoundException fault)
        {
            throw new BadSettingsException(fault.Message);
        }
        catch (PolicyPackException faulty)
        {
            throw new BadSettingsException($"政策包有{faulty.Faults.Count}处错误：{string.Join("；", faulty.Faults)}");
        }
    }

    private static async Task<DemoClock> OpenClock(ITable table, TimeProvider systemClock, ServeOptions options)
    {
        try
        {
            return await DemoClock.OpenAsync(table, systemClock, options.Today, options.Speed, CancellationToken.None);
        }
        catch (InvalidOperationException fault)
        {
            throw new BadSettingsException(fault.Message);
        }
    }
}

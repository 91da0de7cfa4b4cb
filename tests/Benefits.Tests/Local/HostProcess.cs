using System.Diagnostics;
using System.Text;
using Benefits.Demo;
using Benefits.Local;
using Benefits.Storage;
using Benefits.Tests.Payouts;

namespace Benefits.Tests.Local;

/// <summary>The host as users start it: a process of its own.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _said;

    private HostProcess(Process process, StringBuilder said, Uri address)
    {
        _process = process;
        _said = said;
        Http = new HttpClient { BaseAddress = new Uri(address, "api/"), Timeout = TimeSpan.FromSeconds(60) };
    }

    public HttpClient Http { get; }

    public string Said
    {
        get
        {
            lock (_said) return _said.ToString();
        }
    }

    /// <summary>Starts it and waits until it serves.</summary>
    public static async Task<HostProcess> ServeAsync(string folder, params string[] options)
    {
        var process = Launch(["serve", "--data", folder, "--urls", "http://127.0.0.1:0", .. options]);
        StringBuilder said = new();
        TaskCompletionSource<Uri> serves = new(TaskCreationOptions.RunContinuationsAsynchronously);
        void Hear(object sender, DataReceivedEventArgs heard)
        {
            lock (said) said.AppendLine(heard.Data);
            if (heard.Data is { } line && line.StartsWith("企才通已启动：", StringComparison.Ordinal)) serves.TrySetResult(new Uri(line["企才通已启动：".Length..].Split('（')[0].Split(' ')[0]));
        }
        process.OutputDataReceived += Hear;
        process.ErrorDataReceived += Hear;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (await Task.WhenAny(serves.Task, process.WaitForExitAsync()) != serves.Task) throw new InvalidOperationException($"The host has ended with {process.ExitCode}: {said}");
        return new HostProcess(process, said, await serves.Task);
    }

    /// <summary>Runs a command to its end.</summary>
    public static async Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        using var process = Launch(arguments);
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output, await errors);
    }

    /// <summary>Fills a data folder as a first start would, with these hires in the place of the demo's province.</summary>
    public static async Task FillAsync(string path, DateOnly today, IReadOnlyCollection<Hire> hires)
    {
        using var folder = DataFolder.Open(path);
        using var remains = Remains.Of(folder, today);
        using var world = await PayoutWorld.StartAsync(remains, new Seams { Keys = folder.Keys });
        await world.LoadAsync(hires);
        await world.SetBudgetsAsync(1_000_000, 1_000_000);
        DemoSetUp.Loaded loaded = new(today, HttpWorld.Staff(), StoredJson.Write(PayoutWorld.Form([.. hires.Take(2)])));
        await folder.Table.CommitAsync(new TableBatch("demo").Upsert("loaded", loaded), default);
    }

    /// <summary>Kills it as <c>kill -9</c> does: it gets to finish nothing.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
    }

    private static Process Launch(IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet")
        {
            ArgumentList = { "exec", typeof(LocalHost).Assembly.Location },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }
}

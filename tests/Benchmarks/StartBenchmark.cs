using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using Benefits.Demo;
using Benefits.Storage;

namespace Benchmarks;

/// <summary>From the start of the host's process to its first answer: the first time with the demo to load, then warm; and the most memory it took after a thousand requests.</summary>
internal static class StartBenchmark
{
    private const string Address = "http://127.0.0.1:7079";
    private const int Starts = 5;
    private const int Requests = 1_000;

    public static async Task RunAsync()
    {
        Console.WriteLine("\n## Start\n\n| | |\n|---|---:|");
        using DiskFolder disk = new();
        using (Host first = new(disk.Path)) Row("first start, demo loaded, first answer, seconds", await first.AnsweredAsync());
        List<double> warm = [];
        for (var start = 0; start < Starts; start++)
        {
            using Host again = new(disk.Path);
            warm.Add(await again.AnsweredAsync());
        }
        warm.Sort();
        Row("warm start, first answer, seconds", warm[Starts / 2]);
        using Host host = new(disk.Path);
        await host.AnsweredAsync();
        Row($"peak memory after {Requests} requests, MB", await PeakAsync(host));
    }

    /// <summary>Policies, the queue and the visitor's own preview in turns.</summary>
    private static async Task<double> PeakAsync(Host host)
    {
        using HttpClient client = new() { BaseAddress = new Uri(Address) };
        using var signIn = await client.PostAsJsonAsync("/api/demo/sign-in", new DemoSignIn { Subject = "agent-visitor" }, StoredJson.Options);
        var token = StoredJson.Read<DemoToken>(await signIn.Content.ReadAsStringAsync()).Token;
        var form = await File.ReadAllTextAsync(Path.Combine(host.Data, "demo-form.json"));
        for (var number = 0; number < Requests; number++)
        {
            using HttpRequestMessage request = number % 10 == 0
                ? new(HttpMethod.Post, "/api/applications/preview") { Content = new StringContent(form, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")) }
                : new(HttpMethod.Get, "/api/policies");
            request.Headers.Authorization = new("Bearer", token);
            using var answer = await client.SendAsync(request);
            answer.EnsureSuccessStatusCode();
        }
        return host.PeakMegabytes;
    }

    private static void Row(string what, double figure) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {figure:N2} |"));

    /// <summary>The built host in a process of its own; gone when disposed of.</summary>
    private sealed class Host : IDisposable
    {
        private readonly Stopwatch _clock = Stopwatch.StartNew();
        private readonly Process _process;

        public Host(string data)
        {
            Data = data;
            ProcessStartInfo start = new("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (var word in (string[])[Path.Combine(AppContext.BaseDirectory, "Benefits.Local.dll"), "serve", "--demo", "--data", data, "--urls", Address]) start.ArgumentList.Add(word);
            _process = Process.Start(start)!;
            _process.OutputDataReceived += (_, _) => { };
            _process.ErrorDataReceived += (_, _) => { };
            _process.BeginOutputReadLine();
            _process.BeginErrorReadLine();
        }

        public string Data { get; }

        public double PeakMegabytes
        {
            get
            {
                _process.Refresh();
                return _process.PeakWorkingSet64 / 1024.0 / 1024.0;
            }
        }

        /// <summary>Seconds from the start to the first 200.</summary>
        public async Task<double> AnsweredAsync()
        {
            using HttpClient client = new();
            while (true)
            {
                if (_process.HasExited) throw new InvalidOperationException($"The host ended with {_process.ExitCode}.");
                try
                {
                    using var answer = await client.GetAsync($"{Address}/health");
                    if (answer.IsSuccessStatusCode) return _clock.Elapsed.TotalSeconds;
                }
                catch (HttpRequestException)
                {
                    await Task.Delay(5);
                }
            }
        }

        public void Dispose()
        {
            _process.Kill();
            _process.WaitForExit();
            _process.Dispose();
        }
    }
}

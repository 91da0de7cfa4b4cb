using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Benefits;
using Benefits.Applications;
using Benefits.Demo;
using Benefits.Enterprises.Lists;
using Benefits.Http;
using Benefits.Http.Access;
using Benefits.Local;
using Benefits.Local.Commands;
using Benefits.Local.Storage;
using Benefits.Local.Workflows;
using Benefits.Policy;
using Benefits.Storage;
using Benefits.Workflows;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Benchmarks;

/// <summary>Applications taken in per second (受理), beside the same Kestrel endpoint that parses the same body and group-commits one bare row to the same store; in turns, in one process, over loopback.</summary>
internal static class IntakeBenchmark
{
    private const int Connections = 64;
    private const int Count = 4_000;
    private const int Rounds = 3;
    private const int Firms = 1_024;
    private const int WorkersAForm = 3;

    private static int _forms;

    public static async Task RunAsync()
    {
        Measure.Title($"Intake: forms of {WorkersAForm} workers, {Connections} connections, {Firms} firms");
        await RunAsync("workflows paused", stepsAtOnce: 0);
        await RunAsync("workflows running, 256 steps at once", stepsAtOnce: 256);
        await RunAsync("workflows running, 16 steps at once", stepsAtOnce: 16);
    }

    private static async Task RunAsync(string says, int stepsAtOnce)
    {
        using DiskFolder disk = new();
        using var folder = DataFolder.Open(disk.Path);
        ManualClock clock = new(new DateOnly(2022, 9, 1).StartsAt.AddHours(9));
        List<DemoIdentity> agents = [.. Enumerable.Range(0, Firms).Select(Agent)];
        await using var app = LocalHost.Build(new ServeOptions { Urls = "http://127.0.0.1:0", Demo = true }, (builder, _) =>
        {
            // The whole load comes from one address, which no office does.
            builder.Services.AddSingleton(new RequestLimits { AddressPerSecond = 1_000_000, CallerPerSecond = 1_000_000 });
            builder.Logging.ClearProviders();
            builder.Services.AddSingleton(new Optimistic(TimeProvider.System)).AddLocal(folder, clock, BankMood.Calm, PolicyLibrary.LoadBuiltIn());
            builder.Services.AddSingleton(provider => new LocalWorkflows(
                provider.GetRequiredService<WorkflowCatalog>(), provider.GetRequiredService<IServiceScopeFactory>(), clock, folder.History, stepsAtOnce: stepsAtOnce));
            builder.Services.AddHostedService(provider => provider.GetRequiredService<LocalWorkflows>());
            builder.Services.AddDemo(_ => agents);
        });
        var store = folder.Store;
        BareAppend table = new(BareAppend.Create, 0, []);
        store.Enqueue(table);
        await table.Done;
        app.MapPost("/bare", (RequestDelegate)(context => BareAsync(context, store, [1])));
        // What an intake writes: docket; workers, progress, header, audit record and head; workflow.
        app.MapPost("/seven", (RequestDelegate)(context => BareAsync(context, store, [1, 5, 1])));
        await app.StartAsync();
        await LoadFirmsAsync(app.Services, agents);
        IPEndPoint address = new(IPAddress.Loopback, new Uri(app.Urls.First()).Port);
        var tokens = await SignInAsync(app.Urls.First(), agents);

        Task<Speed> Bare(string path) => Wire.RunAsync(address, Count, Connections, _ => Wire.Post(path, "", Form(agents, Interlocked.Increment(ref _forms))));
        Task<Speed> Intake() => Wire.RunAsync(address, Count, Connections, _ =>
        {
            var number = Interlocked.Increment(ref _forms);
            return Wire.Post("/api/applications", $"Authorization: Bearer {tokens[number % Firms]}\r\nIdempotency-Key: k-{number}\r\n", Form(agents, number));
        });
        List<(Speed Bare, Speed Seven, Speed Intake)> rounds = [];
        for (var round = -1; round < Rounds; round++)
        {
            var bare = await Bare("/bare");
            var seven = await Bare("/seven");
            var intake = await Intake();
            if (stepsAtOnce > 0) await app.Services.GetRequiredService<LocalWorkflows>().IdleAsync(default);
            // The first warms up.
            if (round >= 0) rounds.Add((bare, seven, intake));
        }
        var (limit, same, taken) = rounds.OrderBy(round => round.Intake.PerSecond / round.Bare.PerSecond).ElementAt(Rounds / 2);
        Measure.Row("parse, one bare row", limit);
        Measure.Row("parse, as many bare rows in as many commits as an intake", same, limit);
        Measure.Row($"POST /api/applications, {says}", taken, limit);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| its p99 against the bare row's | | | {taken.P99 / limit.P99:N2}× | |"));
        await app.StopAsync();
    }

    /// <summary>The same body off the same wire into the same type, and one row; no rule, no token.</summary>
    private static async Task BareAsync(HttpContext context, SqliteStore store, int[] commits)
    {
        var form = await JsonSerializer.DeserializeAsync<ApplicationForm>(context.Request.Body, StoredJson.Options);
        var body = JsonSerializer.SerializeToUtf8Bytes(form, StoredJson.Options);
        foreach (var rows in commits)
        {
            BareAppend work = new(BareAppend.Insert, rows, body.AsSpan(0, body.Length / rows).ToArray());
            store.Enqueue(work);
            await work.Done;
        }
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        await context.Response.WriteAsJsonAsync(new { form!.Enterprise }, StoredJson.Options);
    }

    internal static async Task LoadFirmsAsync(IServiceProvider app, List<DemoIdentity> agents)
    {
        StringBuilder list = new("code,name,title,from,to,district\n");
        foreach (var agent in agents) list.Append(CultureInfo.InvariantCulture, $"{agent.CreditCode},{agent.Name},专精特新中小企业,2021-10-01,2024-09-30,430104\n");
        var import = app.GetRequiredService<EnterpriseListImport>();
        if (await import.ApplyAsync(new MemoryStream(Encoding.UTF8.GetBytes(list.ToString())), default) is not ListImport.Applied) throw new InvalidOperationException("The firms are refused.");
    }

    private static async Task<string[]> SignInAsync(string address, List<DemoIdentity> agents)
    {
        using HttpClient client = new() { BaseAddress = new Uri(address) };
        var tokens = new string[agents.Count];
        for (var index = 0; index < tokens.Length; index++)
        {
            using var answer = await client.PostAsJsonAsync("/api/demo/sign-in", new DemoSignIn { Subject = agents[index].Subject }, StoredJson.Options);
            tokens[index] = StoredJson.Read<DemoToken>(await answer.Content.ReadAsStringAsync()).Token;
        }
        return tokens;
    }

    internal static DemoIdentity Agent(int number)
    {
        var first = string.Create(CultureInfo.InvariantCulture, $"914399010000{number:00000}");
        var code = Typed.Parse<CreditCode>(first + CreditCode.CheckCharacter(first));
        return new DemoIdentity { Subject = string.Create(CultureInfo.InvariantCulture, $"agent-{number}"), Name = string.Create(CultureInfo.InvariantCulture, $"湖南样例第{number}有限公司"), Role = Role.Agent, CreditCode = code };
    }

    internal static byte[] Form(List<DemoIdentity> agents, int number)
    {
        var agent = agents[number % Firms];
        var district = Typed.Parse<DistrictCode>("430104");
        ApplicationForm form = new()
        {
            Enterprise = agent.CreditCode!.Value,
            District = district,
            Contact = new ContactForm { Name = "李文静", Phone = "0731-80000000" },
            Account = new AccountForm { Name = agent.Name, BankCode = "102551000018", Number = "6299123456789012" },
            Measures = [],
            Workers = [.. Enumerable.Range(number * WorkersAForm, WorkersAForm).Select(Worker)],
            Declaration = true,
        };
        return JsonSerializer.SerializeToUtf8Bytes(form, StoredJson.Options);
    }

    private static WorkerForm Worker(int number)
    {
        var born = new DateOnly(1990, 1, 1).AddDays(number / 1000 % 4000);
        var digits = string.Create(CultureInfo.InvariantCulture, $"439901{born:yyyyMMdd}{number % 1000:000}");
        return new WorkerForm { ResidentId = digits + ResidentId.CheckCharacter(digits), Name = "王小明", HiredOn = new DateOnly(2022, 7, 4), ContractFrom = new DateOnly(2022, 7, 4), ContractTo = new DateOnly(2025, 7, 3) };
    }
}

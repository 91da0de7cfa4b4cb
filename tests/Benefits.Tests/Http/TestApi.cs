using System.Collections.Concurrent;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Net.Http.Json;
using System.Text.Json;
using Benefits.Demo;
using Benefits.Http;
using Benefits.Http.Access;
using Benefits.Local;
using Benefits.Local.Commands;
using Benefits.Local.Storage;
using Benefits.Local.Workflows;
using Benefits.Storage;
using Benefits.Tests.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Endpoint = Benefits.Http.Endpoint;

namespace Benefits.Tests.Http;

/// <summary>A form with one member of every kind.</summary>
public sealed record TestForm
{
    public required CreditCode CreditCode { get; init; }

    [Description("企业名称")]
    public required string Name { get; init; }

    public required DateOnly From { get; init; }

    public required Money Amount { get; init; }

    public required Role Role { get; init; }

    [MinLength(1), MaxLength(10_000)]
    public required IReadOnlyList<TestPerson> People { get; init; }

    [Range(1, 100)]
    public required int Count { get; init; }

    public required bool Agreed { get; init; }

    public required decimal Share { get; init; }

    [DataType(DataType.MultilineText), MaxLength(2000)]
    public string? Note { get; init; }

    public DistrictCode? District { get; init; }

    public IReadOnlyDictionary<string, string>? Answers { get; init; }

    public static TestForm Example { get; } = new()
    {
        CreditCode = CreditCode.TryParse("91430100MA4L16JQ9B", out var code, out _) ? code : Code("91430100MA4L16JQ9"),
        Name = "湖南样例有限公司",
        From = new DateOnly(2022, 9, 1),
        Amount = new Money(150_000),
        Role = Role.Agent,
        People = [new TestPerson("张三", "430100"), new TestPerson("李四", null)],
        Count = 2,
        Agreed = true,
        Share = 0.7m,
        Note = "第一行\n第二行",
        District = DistrictCode.TryParse("4301", out var district, out _) ? district : default,
        Answers = new Dictionary<string, string> { ["是否首次"] = "是" },
    };

    private static CreditCode Code(string characters) => Typed.Parse<CreditCode>(characters + CreditCode.CheckCharacter(characters));
}

public sealed record TestPerson(string Name, string? Origin);

public sealed record TestFilter([property: MaxLength(3)] IReadOnlyList<string> Words);

/// <summary>The embedded host as it is, on a free port, in demo mode, its clock standing in 2022, with a small world in its store; and beside the real endpoints some of our own, of every sort.</summary>
public sealed class TestApi : IAsyncLifetime
{
    public static readonly DateTimeOffset Now = new(2022, 9, 1, 2, 0, 0, TimeSpan.Zero);

    public static readonly Endpoint Submit = new()
    {
        Name = "Submit",
        Verb = Verb.Post,
        Route = "forms/{id}",
        Tag = "测试",
        Summary = "提交",
        Roles = [Role.Agent],
        Request = typeof(TestForm),
        Example = TestForm.Example,
        Response = typeof(TestForm),
        MaxBytes = Endpoint.LargeFormBytes,
        Parameters = [Parameter.Id("id", "编号", "app-1").InPath(), Parameter.Date("on", "日期", "2022-09-01"), Parameter.Number("page", "页", 1, 1, 99), Parameter.Choice("role", "角色", Role.Agent), Parameter.Typed<DistrictCode>("district", "地区", "4301"), Parameter.Id("Idempotency-Key", "幂等键", "k-1").InHeader().Needed()],
        Handle = Handler.Of(call => Task.FromResult<IResult>(TypedResults.Ok(call.Body<TestForm>()))),
    };

    public static readonly IReadOnlyList<Endpoint> Own =
    [
        Submit,
        new() { Name = "Search", Verb = Verb.Post, Route = "search", Tag = "测试", Summary = "查找", Request = typeof(TestFilter), Example = new TestFilter(["a"]), Response = typeof(int), Handle = Handler.Of(call => Task.FromResult<IResult>(TypedResults.Ok(call.Body<TestFilter>().Words.Count))) },
        new() { Name = "Import", Verb = Verb.Put, Route = "lists", Tag = "测试", Summary = "导入", Accepts = BodyKind.Csv, MaxBytes = 1000, Response = typeof(int), Handle = Handler.Of(async call => TypedResults.Ok((await new StreamReader(call.OpenFile()).ReadToEndAsync(call.Cancel)).Length)) },
        new() { Name = "Review", Verb = Verb.Get, Route = "review", Tag = "测试", Summary = "复核", Roles = [Role.Reviewer], Response = typeof(string), Handle = Handler.Of(call => Task.FromResult<IResult>(TypedResults.Ok(call.Caller.Name))) },
        new() { Name = "Full", Verb = Verb.Get, Route = "full", Tag = "测试", Summary = "存储已满", Handle = Handler.Of(_ => throw new StorageUnavailableException("The disk is full.")) },
        new() { Name = "Contended", Verb = Verb.Get, Route = "contended", Tag = "测试", Summary = "写入过于集中", Handle = Handler.Of(_ => throw new ContendedException("Overtaken by others.")) },
        new() { Name = "Break", Verb = Verb.Get, Route = "break", Tag = "测试", Summary = "出错", Handle = Handler.Of(_ => throw new InvalidOperationException("张三 430102199001011234")) },
    ];

    private readonly ConcurrentQueue<string> _log = new();
    private readonly ConcurrentDictionary<string, string> _tokens = new();
    private TempFolder Disk { get; } = new();
    private DataFolder? _folder;
    private WebApplication? _app;

    public HttpClient Client { get; } = new();

    public IReadOnlyCollection<string> Log => _log;

    public IServiceProvider Services => _app!.Services;

    /// <summary>What is in the store before the first test.</summary>
    internal TestWorld World { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _folder = DataFolder.Open(Disk.Path);
        _app = LocalHost.Build(new ServeOptions { Urls = "http://127.0.0.1:0", Demo = true }, (builder, _) =>
        {
            builder.Logging.ClearProviders().AddProvider(new Logbook(_log));
            builder.Services.AddSingleton(RealPauses.Optimistic).AddLocal(_folder, new ManualClock(Now), BankMood.Calm, TestWorld.Policies);
            builder.Services.AddHostedService(provider => provider.GetRequiredService<LocalWorkflows>());
            builder.Services.AddDemo(_ => TestWorld.Staff);
        }, [.. DemoServices.Endpoints, .. Own]);
        await _app.StartAsync();
        Client.BaseAddress = new Uri(_app.Urls.First());
        World = await TestWorld.MakeAsync(this);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app!.DisposeAsync();
        _folder!.Dispose();
        Disk.Dispose();
    }

    /// <summary>The clock stands, so a token is good for all tests.</summary>
    public async Task<string> SignInAsync(string subject)
    {
        if (_tokens.TryGetValue(subject, out var known)) return known;
        using var answer = await Client.PostAsJsonAsync("/api/demo/sign-in", new { subject });
        return _tokens[subject] = JsonDocument.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync()).RootElement.GetProperty("token").GetString()!;
    }

    /// <summary>Completes when no workflow has anything to do.</summary>
    public Task IdleAsync() => Services.GetRequiredService<LocalWorkflows>().IdleAsync(default);

    /// <summary>Tells whether anything was written: every write of a row gives it a higher version, and instances and answers are only ever added. A probe of health is no writing.</summary>
    public string Digest()
    {
        using var reader = SqliteDatabase.OpenReader(Disk.File("store.db"), null);
        using var bank = SqliteDatabase.OpenReader(Disk.File("bank.db"), null);
        var files = Directory.GetFiles(Disk.File("files"), "*", SearchOption.AllDirectories).Length;
        return $"""
            rows {reader.Ask("SELECT count(*) || ', versions ' || total(version) FROM rows WHERE partition <> 'health'")}
            instances {reader.Ask("SELECT count(*) || ', updated ' || total(updated) FROM instances")}, answers {reader.Ask("SELECT count(*) FROM history")}
            bank {bank.Ask("SELECT count(*) || ', versions ' || total(version) FROM rows")}, files {files}
            """;
    }

    public async Task<HttpResponseMessage> GetAsync(string path, string? token = null)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        if (token is not null) request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        return await Client.SendAsync(request);
    }

    private sealed class Logbook(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{logLevel} {formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}

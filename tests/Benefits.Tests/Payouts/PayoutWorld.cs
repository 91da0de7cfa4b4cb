using Benefits.Applications;
using Benefits.Audit;
using Benefits.Audit.Verification;
using Benefits.Banking;
using Benefits.Cases;
using Benefits.Cases.Notices;
using Benefits.Demo;
using Benefits.Enterprises.Lists;
using Benefits.Funds;
using Benefits.Local.Workflows;
using Benefits.Payouts;
using Benefits.Policy;
using Benefits.Registers;
using Benefits.Storage;
using Benefits.Tests.Ledger;
using Benefits.Tests.Registers;
using Benefits.Timers;
using Benefits.Vault;
using Benefits.Workflows;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Benefits.Tests.Payouts;

/// <summary>One process of the whole platform on what an earlier one may have left: intake, workflow, notices, funds, ledger, daily jobs and a rehearsal bank, on a clock that stands until it is moved.</summary>
internal sealed class PayoutWorld : IDisposable
{
    public static readonly DateOnly Today = Office.Today;
    public static readonly DistrictCode County = LedgerWorld.District("430104");
    public static readonly FundKey Unemployment = new("unemployment", LedgerWorld.District("43"), 2022);
    public static readonly FundKey Employment = new("employment", County, 2022);
    public static readonly PolicyLibrary Library = PolicyLibrary.LoadBuiltIn();
    public static readonly string[] OneOff = ["graduate-hiring-subsidy", "graduate-expansion-subsidy"];

    public const string Hiring = "graduate-hiring-subsidy";
    public const string GoodAccount = "6299000011112222";
    public const string ClosedAccount = "6299000011110000";

    /// <summary>Brings lists, registers and budgets in.</summary>
    public static readonly Actor Operator = new("operator", "operator");

    private static readonly Actor Agent = new("agent", "agent");

    private readonly ServiceProvider? _owned;

    public PayoutWorld(IServiceProvider services, Remains remains)
    {
        Services = services;
        Remains = remains;
    }

    private PayoutWorld(ServiceProvider services, Remains remains)
        : this((IServiceProvider)services, remains) => _owned = services;

    public IServiceProvider Services { get; }

    public Remains Remains { get; }

    public LocalWorkflows Engine => Get<LocalWorkflows>();

    public RehearsalBank Bank => Get<RehearsalBank>();

    public LogCapture Log => Get<LogCapture>();

    /// <summary>A process that has resumed what it found.</summary>
    public static async Task<PayoutWorld> StartAsync(Remains? remains = null, Seams? seams = null)
    {
        remains ??= Remains.InMemory();
        await remains.ClaimAsync((seams ?? new Seams()).Keys ?? Office.Keys("k1"));
        ServiceCollection services = new();
        Register(services, remains, seams ?? new Seams());
        PayoutWorld world = new(services.BuildServiceProvider(), remains);
        await world.Engine.ResumeAsync(default);
        return world;
    }

    /// <summary>A world with these hires, ample budgets, and nothing applied for.</summary>
    public static async Task<PayoutWorld> WithAsync(IReadOnlyCollection<Hire> hires, Remains? remains = null)
    {
        var world = await StartAsync(remains);
        await world.LoadAsync(hires);
        await world.SetBudgetsAsync(100_000_000, 100_000_000);
        return world;
    }

    public static void Register(IServiceCollection services, Remains remains, Seams seams)
    {
        LogCapture log = new();
        var keys = seams.Keys ?? Office.Keys("k1");
        services.AddLogging(logging => logging.ClearProviders().SetMinimumLevel(LogLevel.Trace).AddProvider(log));
        services
            .AddSingleton(log)
            .AddSingleton<TimeProvider>(remains.Clock)
            .AddSingleton(RealPauses.Optimistic)
            .AddSingleton<ITable>(new KeyedTable(seams.Table(remains.Table), keys.Audit))
            .AddSingleton(remains.Roots)
            .AddSingleton<IStoreCheck>(new RehearsalBankRows(remains.Bank, keys.Audit))
            .AddSingleton<IFiles>(remains.Files)
            .AddSingleton(new RehearsalBank(new KeyedTable(remains.Bank, keys.Audit), remains.Clock) { Mood = seams.Mood })
            .AddSingleton(provider => seams.Bank(provider.GetRequiredService<RehearsalBank>()))
            .AddSingleton(seams.History(remains.History))
            .AddSingleton<LocalWorkflows>()
            .AddSingleton<IWorkflowClient>(provider => provider.GetRequiredService<LocalWorkflows>())
            .AddBenefits(Library, keys);
    }

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    /// <summary>Brings firms and registers in through the doors that bureaus use.</summary>
    public Task LoadAsync(IReadOnlyCollection<Hire> hires) => Operator.RunAsync(async () =>
    {
        Assert.IsNotType<ListImport.Refused>(await Get<EnterpriseListImport>().ApplyAsync(Office.Csv(Hire.EnterpriseList(hires.Select(hire => hire.Firm).Distinct())), default));
        foreach (var (register, csv) in Hire.Registers(hires))
        {
            RegisterLoad load = new() { Register = register, AsOf = Remains.Clock.BusinessDate, Complete = register == "insurance" };
            Assert.Empty((await Get<RegisterLoader>().LoadAsync(load, Office.Csv(csv), default)).Faults);
        }
    });

    public Task SetBudgetsAsync(int unemploymentYuan, int employmentYuan) => Operator.RunAsync(async () =>
    {
        await Get<FundStore>().SetBudgetAsync(Unemployment, Money.FromYuan(unemploymentYuan), "budget", default);
        await Get<FundStore>().SetBudgetAsync(Employment, Money.FromYuan(employmentYuan), "budget", default);
    });

    public static ApplicationForm Form(IReadOnlyCollection<Hire> hires, IReadOnlyList<string>? measures = null, string account = GoodAccount) => new()
    {
        Enterprise = hires.First().Code,
        District = County,
        Contact = new ContactForm { Name = "司马联络", Phone = "13912345678" },
        Account = Account(hires.First().Firm, account),
        Measures = measures ?? OneOff,
        Workers = [.. hires.Select(hire => hire.Form)],
        Declaration = true,
    };

    public static AccountForm Account(int firm, string number) => new() { Name = Hire.FirmName(firm), BankCode = "102551000018", Number = number };

    public Task<IntakeResult> SubmitAsync(ApplicationForm form, string key = "k-1") => Agent.RunAsync(() => Get<Intake>().SubmitAsync(form, key, Agent.Subject, default));

    /// <summary>Submits a form that must be taken, and lets the workflow go as far as it can today.</summary>
    public async Task<CaseId> ApplyAsync(IReadOnlyCollection<Hire> hires, IReadOnlyList<string>? measures = null, string key = "k-1", string account = GoodAccount)
    {
        var id = Assert.IsType<IntakeResult.Received>(await SubmitAsync(Form(hires, measures, account), key)).Receipt.Id;
        await Engine.IdleAsync(default);
        return id;
    }

    public async Task<SignResult> SignAsync(CaseId id, string by, bool isReviewer = false, bool approved = true, IReadOnlyList<LineId>? without = null, string reason = "")
    {
        var header = await Get<CaseStore>().GetAsync(id, default);
        var result = await new Actor(by, isReviewer ? "reviewer" : "caseworker").RunAsync(() => Get<Review>().SignAsync(header, by, isReviewer, approved, without ?? [], reason, default));
        await Engine.IdleAsync(default);
        return result;
    }

    public async Task<CorrectionResult> CorrectAsync(CaseId id, AccountForm account)
    {
        var header = await Get<CaseStore>().GetAsync(id, default);
        var result = await Agent.RunAsync(() => Get<ReturnedPayments>().CorrectAsync(header, account, Agent.Subject, default));
        await Engine.IdleAsync(default);
        return result;
    }

    public Task<ObjectionResult> ObjectAsync(LineId line, string grounds = "该人员没有在岗") =>
        Actor.Public.RunAsync(() => Get<Objections>().RaiseAsync(line, new ObjectionForm { Name = "诸葛举报", Phone = "13887654321", Grounds = grounds }, null, default));

    public async Task<ObjectionResult> DecideAsync(LineId line, bool upheld)
    {
        var result = await new Actor("caseworker", "caseworker").RunAsync(() => Get<Objections>().DecideAsync(line, 1, upheld, "经核查", "caseworker", default));
        await Engine.IdleAsync(default);
        return result;
    }

    public Task<Progress> ProgressAsync(CaseId id) => Get<CaseStore>().ProgressAsync(id, default);

    public async Task<Stage> StageAsync(CaseId id) => (await ProgressAsync(id)).Stage;

    public async Task<List<LineRow>> LinesAsync(CaseId id) => await Get<CaseStore>().LinesAsync(id, default).ToListAsync();

    public async Task<ApplicationView> ViewAsync(CaseId id) => await Get<CaseReader>().ViewAsync(await Get<CaseStore>().GetAsync(id, default), new PageAsked(200, null), default);

    /// <summary>Moves the clock to a time, day by day, with each day's jobs where they are wanted.</summary>
    public async Task PassAsync(DateTimeOffset until, bool jobs = true)
    {
        while (Remains.Clock.BusinessDate < until.BusinessDate)
        {
            await MoveAsync(Remains.Clock.BusinessDate.AddDays(1).StartsAt);
            if (!jobs) continue;
            await Get<Timekeeper>().TickAsync(default);
            await Engine.IdleAsync(default);
        }
        await MoveAsync(until);
    }

    /// <summary>Lets time pass until what was due next has happened.</summary>
    public async Task PassToNextAsync(bool jobs = true) => await PassAsync(Engine.NextDue ?? throw new InvalidOperationException("Time alone moves nothing."), jobs);

    /// <summary>Lets time pass until the next thing of any kind, at most until midnight: people look every day.</summary>
    public async Task PassADayAtMostAsync(bool jobs)
    {
        var midnight = Remains.Clock.BusinessDate.AddDays(1).StartsAt;
        var due = Engine.NextDue ?? throw new InvalidOperationException("Time alone moves nothing.");
        await PassAsync(jobs && midnight < due ? midnight : due, jobs);
    }

    public void Dispose()
    {
        Engine.Dispose();
        _owned?.Dispose();
    }

    private async Task MoveAsync(DateTimeOffset to)
    {
        Remains.Clock.AdvanceTo(to);
        await Engine.IdleAsync(default);
    }
}

/// <summary>Where a test gets between the platform and its ports.</summary>
internal sealed record Seams
{
    public Func<ITable, ITable> Table { get; init; } = table => table;

    public Func<IHistory, IHistory> History { get; init; } = history => history;

    public Func<IPaymentGateway, IPaymentGateway> Bank { get; init; } = bank => bank;

    public BankMood Mood { get; init; } = BankMood.Calm;

    /// <summary>The vault's keys; null for those of the tests.</summary>
    public VaultKeys? Keys { get; init; }
}

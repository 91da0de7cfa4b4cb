using Benefits.Demo;
using Benefits.Local.Workflows;
using Benefits.Storage;
using Benefits.Workflows;
using Microsoft.Extensions.DependencyInjection;

namespace Benefits.Tests.Workflows;

/// <summary>An engine with its clock, table and services, that can be left behind as a crash leaves it and started again on the same history.</summary>
internal sealed class Bench : IDisposable
{
    public static readonly DateTimeOffset Start = new(2022, 9, 1, 1, 0, 0, TimeSpan.Zero);

    private readonly ServiceProvider _services;
    private readonly WorkflowCatalog _catalog;

    public Bench(IHistory history, ITable? table = null, ManualClock? clock = null, IEnumerable<Workflow>? workflows = null, int stepsAtOnce = 256)
    {
        Table = table ?? new MemoryTable();
        Clock = clock ?? new ManualClock(Start);
        Errands = new Errands(Table);
        _catalog = new WorkflowCatalog(workflows ?? Errands.All);
        _services = new ServiceCollection().AddSingleton(Errands).BuildServiceProvider();
        History = history;
        Engine = new LocalWorkflows(_catalog, _services.GetRequiredService<IServiceScopeFactory>(), Clock, history, null, stepsAtOnce);
    }

    public IHistory History { get; }

    public ITable Table { get; }

    public ManualClock Clock { get; }

    public Errands Errands { get; }

    public LocalWorkflows Engine { get; }

    public async Task<Bench> ResumedAsync()
    {
        await Engine.ResumeAsync(default);
        return this;
    }

    /// <summary>Moves the clock to whatever is due next until nothing is.</summary>
    public async Task RunOutAsync()
    {
        await Engine.IdleAsync(default);
        while (Engine.NextDue is { } due)
        {
            Clock.AdvanceTo(due);
            await Engine.IdleAsync(default);
        }
    }

    /// <summary>The same, up to a death: nothing of a dead process is worth waiting for.</summary>
    public async Task RunOutUntilAsync(Func<bool> isOver)
    {
        await Engine.IdleAsync(default);
        while (!isOver() && Engine.NextDue is { } due)
        {
            Clock.AdvanceTo(due);
            await Engine.IdleAsync(default);
        }
    }

    public async Task<WorkflowStatus> StatusAsync(string id) => (await Engine.FindAsync(id, default))!;

    public async Task<List<string>> BooksAsync() => await Table.ReadAsync("books", "", default).Select(row => row.Read<Errands.Entry>().Text).ToListAsync();

    public void Dispose()
    {
        Engine.Dispose();
        _services.Dispose();
    }
}

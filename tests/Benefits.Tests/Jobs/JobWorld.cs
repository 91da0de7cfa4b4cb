using System.Globalization;
using Benefits.Demo;
using Benefits.Jobs;
using Benefits.Local.Workflows;
using Benefits.Storage;
using Benefits.Timers;
using Benefits.Workflows;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Benefits.Tests.Jobs;

/// <summary>One process that does long work, on what an earlier one may have left. Its only kind writes a row a piece.</summary>
internal sealed class JobWorld : IDisposable
{
    public static readonly JobKind Writing = JobKind.Of<JobWorld>("writing", "逐段书写", (_, subject, _) => PlanAsync(subject), (world, _, piece, _) => world.WriteAsync(piece));

    private readonly ServiceProvider _services;

    public JobWorld(ITable? table = null, IHistory? history = null, ManualClock? clock = null, bool isAlone = true)
    {
        Table = table ?? new MemoryTable();
        Clock = clock ?? new ManualClock(new DateTimeOffset(2022, 9, 1, 1, 0, 0, TimeSpan.Zero));
        WorkflowCatalog catalog = new([JobWorkflow.Definition]);
        _services = new ServiceCollection().AddSingleton(this).AddSingleton(_ => Starter!).BuildServiceProvider();
        Engine = new LocalWorkflows(catalog, _services.GetRequiredService<IServiceScopeFactory>(), Clock, history ?? new MemoryHistory());
        Desk = new JobStore(Table, RealPauses.Optimistic, [Writing], Runner.Create(isAlone), _services, Clock, NullLogger<JobStore>.Instance);
        Starter = new JobStarter(Desk, Engine, Clock);
    }

    public ITable Table { get; }

    public ManualClock Clock { get; }

    public LocalWorkflows Engine { get; }

    public JobStore Desk { get; }

    public JobStarter Starter { get; }

    /// <summary>Comes between a piece and its write.</summary>
    public Func<string, Task> Before { get; set; } = _ => Task.CompletedTask;

    public string? Says { get; set; }

    public Task<Job> OpenAsync(int pieces) => Desk.OpenAsync(Writing, pieces.ToString(CultureInfo.InvariantCulture), default);

    public async Task<List<string>> WrittenAsync() => await Table.ReadAsync("written", "", default).Select(row => row.Key.Row).ToListAsync();

    /// <summary>Lets the engine run until it waits for nothing.</summary>
    public async Task RunOutAsync()
    {
        await Engine.IdleAsync(default);
        while (Engine.NextDue is { } due)
        {
            Clock.AdvanceTo(due);
            await Engine.IdleAsync(default);
        }
    }

    public void Dispose()
    {
        Engine.Dispose();
        _services.Dispose();
    }

    private static Task<IReadOnlyList<JobPiece>> PlanAsync(string subject) =>
        Task.FromResult<IReadOnlyList<JobPiece>>([.. Enumerable.Range(1, int.Parse(subject, CultureInfo.InvariantCulture)).Select(piece => new JobPiece($"{piece:0000}", $"第{piece}段"))]);

    private async Task<PieceResult> WriteAsync(JobPiece piece)
    {
        await Before(piece.Key);
        await Table.CommitAsync(new TableBatch("written").Upsert(piece.Key, piece.Title), default);
        return new PieceResult(1, Says);
    }
}

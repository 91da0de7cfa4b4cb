using System.Text;
using Benefits.Audit;
using Benefits.Demo;
using Benefits.Enterprises;
using Benefits.Enterprises.Lists;
using Benefits.Funds;
using Benefits.Jobs;
using Benefits.Policy;
using Benefits.Registers;
using Benefits.Storage;
using Benefits.Timers;
using Benefits.Vault;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Benefits.Tests.Registers;

/// <summary>The parties' services on a memory store, on 1 September 2022 at nine in Beijing.</summary>
internal sealed class Office : IDisposable
{
    public static readonly DateOnly Today = new(2022, 9, 1);

    public static readonly PolicyLibrary Library = PolicyLibrary.LoadBuiltIn();

    private readonly ServiceProvider _services;

    /// <param name="runner">The process it is; alone at its store where null.</param>
    /// <param name="clock">The clock of another office at the same store.</param>
    /// <param name="library">Other packs than the built-in ones.</param>
    public Office(ITable? table = null, IFiles? files = null, Runner? runner = null, ManualClock? clock = null, PolicyLibrary? library = null)
    {
        Table = table ?? new MemoryTable();
        Files = files ?? new MemoryFiles();
        Clock = clock ?? new ManualClock(Today.StartsAt.AddHours(9));
        Vault = new PersonVault(Keys("k1"));
        Journal = new Journal(Table, Clock, Keys("k1").Audit, RealPauses.Optimistic);
        Book = new EnterpriseStore(Table, Journal, Vault);
        _services = new ServiceCollection()
            .AddSingleton(_ => Lists!)
            .AddSingleton(_ => Registers!)
            .AddSingleton(_ => new DemoLoad(Table, Lists!, Book, Registers!, new FundStore(Table, Journal)))
            .BuildServiceProvider();
        Jobs = new JobStore(Table, RealPauses.Optimistic, [EnterpriseListImport.Kind, RegisterLoader.Kind, DemoLoad.Kind], runner ?? Runner.Create(isAlone: true), _services, Clock, NullLogger<JobStore>.Instance);
        Lists = new EnterpriseListImport(Table, Files, Book, Journal, Jobs, Clock, library ?? Library);
        Registers = new RegisterLoader(Table, Files, Vault, Journal, Jobs, Clock, library ?? Library);
        Facts = new FactGatherer(Table, Book, Vault, library ?? Library);
    }

    public ITable Table { get; }

    public IFiles Files { get; }

    public ManualClock Clock { get; }

    public PersonVault Vault { get; }

    public Journal Journal { get; }

    public EnterpriseStore Book { get; }

    public JobStore Jobs { get; }

    public EnterpriseListImport Lists { get; }

    public RegisterLoader Registers { get; }

    public FactGatherer Facts { get; }

    public static VaultKeys Keys(string current) => new(
        Encoding.ASCII.GetBytes("a hash key of thirty-two bytes!!"),
        current,
        new Dictionary<string, byte[]> { ["k1"] = Encoding.ASCII.GetBytes("first seal key of 32 bytes......"), ["k2"] = Encoding.ASCII.GetBytes("second seal key of 32 bytes.....") });

    public static MemoryStream Csv(string text) => new(Encoding.UTF8.GetBytes(text));

    public static CreditCode Code(int number)
    {
        var signs = $"914399010000{number:00000}";
        Assert.True(CreditCode.TryParse(signs + CreditCode.CheckCharacter(signs), out var code, out _));
        return code;
    }

    public static ResidentId Person(int number, int born = 2000)
    {
        var digits = $"439901{born}0101{number:000}";
        Assert.True(ResidentId.TryParse(digits + ResidentId.CheckCharacter(digits), Today, out var id, out _));
        return id;
    }

    public RegisterPlace PlaceOf(int person) => RegisterPlace.Of(Vault.KeyOf(Person(person)));

    public async Task<RegisterReport> LoadAsync(string register, string csv, bool complete = false, DateOnly? asOf = null) =>
        await Registers.LoadAsync(new RegisterLoad { Register = register, AsOf = asOf ?? Today, Complete = complete }, Csv(csv), default);

    /// <summary>The demo's province, as it stands on a day.</summary>
    public async Task LoadDemoAsync(DateOnly day) => Assert.Equal(JobState.Done, (await Jobs.RunAsync((await DemoSetUp.OpenAsync(Table, Jobs, day, default)).Number, default)).State);

    /// <summary>Carries on every job that was cut off.</summary>
    public async Task TakeUpAsync()
    {
        foreach (var job in await Jobs.OpenJobsAsync(default)) await Jobs.RunAsync(job.Number, default);
    }

    /// <summary>Every row of the partitions, as one text.</summary>
    public async Task<string> DumpAsync(params string[] partitions)
    {
        StringBuilder text = new();
        foreach (var partition in partitions)
        {
            await foreach (var row in Table.ReadAsync(partition, "", default)) text.Append(row.Key).Append(' ').Append(row.ETag).Append(' ').AppendLine(row.Body);
        }
        return text.ToString();
    }

    public void Dispose()
    {
        _services.Dispose();
        Vault.Dispose();
    }
}

/// <summary>A memory table whose power fails at one commit, before or after it is written.</summary>
internal sealed class DyingTable(MemoryTable inner) : ITable
{
    public int Commits { get; private set; }

    public int DiesAt { get; set; } = int.MaxValue;

    public bool AfterWriting { get; set; }

    public Task<TableRow?> FindAsync(TableKey key, CancellationToken cancel) => inner.FindAsync(key, cancel);

    public IAsyncEnumerable<TableRow> ReadAsync(RowRange range, CancellationToken cancel) => inner.ReadAsync(range, cancel);

    public IAsyncEnumerable<TableRow> ScanAsync(CancellationToken cancel) => inner.ScanAsync(cancel);

    public async Task<Commit> CommitAsync(TableBatch batch, CancellationToken cancel)
    {
        bool dies;
        lock (inner) dies = ++Commits >= DiesAt;
        if (dies && (!AfterWriting || Commits > DiesAt)) throw new StorageUnavailableException("The power is gone.");
        var commit = await inner.CommitAsync(batch, cancel);
        return dies ? throw new StorageUnavailableException("The power is gone.") : commit;
    }
}

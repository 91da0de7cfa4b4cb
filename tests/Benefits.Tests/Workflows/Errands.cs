using Benefits.Storage;
using Benefits.Workflows;

namespace Benefits.Tests.Workflows;

/// <summary>The services and workflows that the engine's tests run.</summary>
public sealed class Errands(ITable table)
{
    private int _runs;

    public static readonly Step<string, string> Fetch = Step.Of<Errands, string, string>("fetch", (errands, what, cancel) => errands.FetchAsync(what, cancel));
    public static readonly Step<string, string> Book = Step.Of<Errands, string, string>("book", (errands, what, cancel) => errands.BookAsync(what, cancel));
    public static readonly Step<string, string> Shaky = Step.Of<Errands, string, string>("shaky", (errands, what, _) => errands.Shake(what));

    public static readonly Signal<Parcel> Delivered = new("delivered");

    /// <summary>Five steps, each of which is given what the one before answered.</summary>
    public static readonly Workflow<string> Chain = new("chain", [Fetch, Book], async (context, name) =>
    {
        var first = await context.CallAsync(Fetch, $"{name}-1");
        var second = await context.CallAsync(Book, $"{name}-2:{first}");
        var third = await context.CallAsync(Fetch, $"{name}-3:{second}");
        var fourth = await context.CallAsync(Book, $"{name}-4:{third}");
        await context.CallAsync(Book, $"{name}-5:{fourth}");
    });

    /// <summary>Side by side, then a wait for a signal with a deadline, then a sleep.</summary>
    public static readonly Workflow<string> Round = new("round", [Fetch, Book], async (context, name) =>
    {
        var fetched = await Task.WhenAll(Enumerable.Range(0, 3).Select(number => context.CallAsync(Fetch, $"{name}-{number}")));
        var parcel = await context.WaitForAsync(Delivered, context.UtcNow.AddDays(5));
        await context.SleepUntilAsync(context.UtcNow.AddHours(1));
        await context.CallAsync(Book, $"{name}-end:{string.Join('+', fetched)}:{parcel?.From ?? "nobody"}");
    });

    public static readonly Workflow<string> Waiting = new("waiting", [Book], async (context, name) =>
    {
        var first = await context.WaitForAsync(Delivered, context.UtcNow.AddDays(1));
        var second = await context.WaitForAsync(Delivered, context.UtcNow.AddDays(1));
        await context.CallAsync(Book, $"{name}:{first?.From ?? "nobody"},{second?.From ?? "nobody"}");
    });

    public static readonly Workflow<string> Trying = new("trying", [Shaky, Book], async (context, name) =>
        await context.CallAsync(Book, $"{name}:{await context.CallAsync(Shaky, name)}"));

    public static IReadOnlyList<Workflow<string>> All => [Chain, Round, Waiting, Trying];

    /// <summary>How often <see cref="Shaky"/> throws before it answers, and what.</summary>
    public Queue<Exception> Faults { get; } = [];

    /// <summary>Called at the start of every step.</summary>
    public Func<string, CancellationToken, Task> Before { get; set; } = (_, _) => Task.CompletedTask;

    public int Runs => _runs;

    /// <summary>An answer that differs on every run, so that a test sees which run's answer was used.</summary>
    private async Task<string> FetchAsync(string what, CancellationToken cancel)
    {
        await Before(what, cancel);
        return $"f{Interlocked.Increment(ref _runs)}";
    }

    /// <summary>Writes a row under a key of its own; the same again changes nothing, another one is a fault.</summary>
    private async Task<string> BookAsync(string what, CancellationToken cancel)
    {
        await Before(what, cancel);
        Interlocked.Increment(ref _runs);
        var name = what[..what.IndexOf(':', StringComparison.Ordinal)];
        await table.CommitAsync(new TableBatch("books").Insert(name, new Entry(what)), cancel);
        var stored = (await table.FindAsync(new TableKey("books", name), cancel))!.Read<Entry>();
        if (stored.Text != what) throw new WorkflowFaultException($"'{stored.Text}' is booked already, now '{what}' came");
        return $"b{name}";
    }

    private Task<string> Shake(string what)
    {
        Interlocked.Increment(ref _runs);
        return Faults.TryDequeue(out var fault) ? throw fault : Task.FromResult(what);
    }

    public sealed record Parcel(string From);

    public sealed record Entry(string Text);
}

using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Benefits.Registers;
using Benefits.Storage;

namespace Benefits.Tests.Registers;

/// <summary>Extracts of many people, and how many requests a store is sent while they are loaded.</summary>
internal static class RegisterTraffic
{
    /// <summary>What an extract may cost a person and register, everything counted: reading, writing, the job, the staged file.</summary>
    public const double MostRequests = 1.2;

    public static readonly IReadOnlyList<string> Names = ["insurance", "poverty"];

    /// <summary>The requests that a first load of the registers takes a person and register, and then those of a second one in which each twentieth person has something new.</summary>
    public static async Task<(double First, double Second)> MeasureAsync(Office office, int people, Func<long> requests)
    {
        var first = await LoadAsync(people, changed: false, Office.Today.AddDays(-1));
        return (first, await LoadAsync(people, changed: true, Office.Today));

        async Task<double> LoadAsync(int people, bool changed, DateOnly asOf)
        {
            var before = requests();
            foreach (var name in Names) Assert.True((await office.LoadAsync(name, Extract(name, people, changed), asOf: asOf)).RowsWritten > 0);
            return (requests() - before) / (double)(people * Names.Count);
        }
    }

    public static string Extract(string register, int people, bool changed = false)
    {
        StringBuilder csv = new(RegisterTests.Sheets[register].Header);
        for (var person = 0; person < people; person++)
        {
            var id = Office.Person(person % 900 + 1, 1980 + person / 900).Text;
            var isNew = changed && person % 20 == 0;
            csv.Append(register switch
            {
                "poverty" => isNew ? $"\n{id},2021-03-01" : $"\n{id},2020-03-01",
                "insurance" => string.Concat(Enumerable.Range(1, isNew ? 7 : 6).Select(month => string.Create(CultureInfo.InvariantCulture, $"\n{id},{Office.Code(1)},失业保险,2022-{month:00},2022-07-18,40.00,否"))),
                _ => throw new ArgumentOutOfRangeException(nameof(register), register, "No extract of it is made here."),
            });
        }
        return csv.Append('\n').ToString();
    }
}

/// <summary>A table that counts the requests that Azure would be sent: one a find, a commit, and a page of a thousand rows read.</summary>
internal sealed class CountingTable(ITable inner) : ITable
{
    private const int RowsAPage = 1_000;

    private long _requests;

    public long Requests => Interlocked.Read(ref _requests);

    public Task<TableRow?> FindAsync(TableKey key, CancellationToken cancel)
    {
        Interlocked.Increment(ref _requests);
        return inner.FindAsync(key, cancel);
    }

    public IAsyncEnumerable<TableRow> ReadAsync(RowRange range, CancellationToken cancel) => CountedAsync(inner.ReadAsync(range, cancel), cancel);

    public IAsyncEnumerable<TableRow> ScanAsync(CancellationToken cancel) => CountedAsync(inner.ScanAsync(cancel), cancel);

    public Task<Commit> CommitAsync(TableBatch batch, CancellationToken cancel)
    {
        Interlocked.Increment(ref _requests);
        return inner.CommitAsync(batch, cancel);
    }

    private async IAsyncEnumerable<TableRow> CountedAsync(IAsyncEnumerable<TableRow> rows, [EnumeratorCancellation] CancellationToken cancel)
    {
        Interlocked.Increment(ref _requests);
        var read = 0;
        await foreach (var row in rows.WithCancellation(cancel))
        {
            if (++read % RowsAPage == 1 && read > 1) Interlocked.Increment(ref _requests);
            yield return row;
        }
    }
}

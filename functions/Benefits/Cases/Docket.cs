using System.Globalization;
using System.Runtime.CompilerServices;
using Benefits.Storage;

namespace Benefits.Cases;

/// <summary>The docket (收件登记): every application's number by month of receipt, written before anything else, so that nothing that a crash left is forgotten.</summary>
public sealed class Docket(ITable table)
{
    // A month that was seen in the list stays in it: nothing takes one out.
    private volatile string? _listed;

    /// <summary>Writes the application down, first in the list of open ones. Repeatable.</summary>
    public async Task EnterAsync(CaseId id, DateTimeOffset at, CancellationToken cancel)
    {
        var month = MonthOf(at);
        await table.CommitAsync(new TableBatch(Partitions.OpenCases).Upsert(id.Text, new DocketRow(id, at)), cancel);
        await table.CommitAsync(new TableBatch(Partitions.Docket(month)).Upsert(id.Text, new DocketRow(id, at)), cancel);
        if (_listed == month) return;
        if (await table.FindAsync(new TableKey(Partitions.DocketMonths, month), cancel) is null) await table.CommitAsync(new TableBatch(Partitions.DocketMonths).Upsert(month, month), cancel);
        _listed = month;
    }

    internal static string MonthOf(DateTimeOffset at) => at.BusinessDate.ToString("yyyyMM", CultureInfo.InvariantCulture);

    /// <summary>Everything ever entered. An application entered on both sides of a month's end comes twice.</summary>
    public async IAsyncEnumerable<DocketRow> ReadAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var month in table.ReadAsync(Partitions.DocketMonths, "", cancel))
        {
            await foreach (var row in table.ReadAsync(Partitions.Docket(month.Key.Row), "", cancel)) yield return row.Read<DocketRow>();
        }
    }

    /// <summary>The applications that have not ended (在办件): one read, however many have.</summary>
    public async Task<IReadOnlyList<OpenCase>> ReadOpenAsync(CancellationToken cancel) =>
        await table.ReadAsync(Partitions.OpenCases, "", cancel).Select(row => new OpenCase(row.Read<DocketRow>(), row.ETag)).ToListAsync(cancel);

    /// <summary>Takes an ended application off the list; one that was entered again meanwhile stays. Repeatable.</summary>
    public async Task CloseAsync(OpenCase open, CancellationToken cancel) =>
        await table.CommitAsync(new TableBatch(Partitions.OpenCases).Delete(open.Entry.Id.Text, open.ETag), cancel);
}

public sealed record DocketRow(CaseId Id, DateTimeOffset EnteredAt);

/// <param name="ETag">Of its place in the list of open ones.</param>
public sealed record OpenCase(DocketRow Entry, string ETag);

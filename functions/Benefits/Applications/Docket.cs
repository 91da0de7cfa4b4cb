using System.Globalization;
using System.Runtime.CompilerServices;
using Benefits.Storage;

namespace Benefits.Applications;

/// <summary>The docket (收件登记): every application's number by month of receipt, written before anything else, so that nothing that a crash left is forgotten.</summary>
public sealed class Docket(ITable table)
{
    internal const string Months = "dockets";
    internal const string PartitionPrefix = "docket-";

    // A month that was seen in the list stays in it: nothing takes one out.
    private volatile string? _listed;

    /// <summary>Writes the application down. Repeatable.</summary>
    public async Task EnterAsync(CaseId id, DateTimeOffset at, CancellationToken cancel)
    {
        var month = MonthOf(at);
        await table.CommitAsync(new TableBatch(PartitionPrefix + month).Upsert(id.Text, new DocketRow(id, at)), cancel);
        if (_listed == month) return;
        if (await table.FindAsync(new TableKey(Months, month), cancel) is null) await table.CommitAsync(new TableBatch(Months).Upsert(month, month), cancel);
        _listed = month;
    }

    internal static string MonthOf(DateTimeOffset at) => at.BusinessDate.ToString("yyyyMM", CultureInfo.InvariantCulture);

    /// <summary>Everything entered since the month of <paramref name="since"/>; all of it where that is null. An application entered on both sides of a month's end comes twice.</summary>
    public async IAsyncEnumerable<DocketRow> ReadAsync(DateOnly? since, [EnumeratorCancellation] CancellationToken cancel)
    {
        var first = since?.ToString("yyyyMM", CultureInfo.InvariantCulture) ?? "";
        await foreach (var month in table.ReadAsync(Months, "", cancel))
        {
            if (string.CompareOrdinal(month.Key.Row, first) < 0) continue;
            await foreach (var row in table.ReadAsync(PartitionPrefix + month.Key.Row, "", cancel)) yield return row.Read<DocketRow>();
        }
    }
}

public sealed record DocketRow(CaseId Id, DateTimeOffset EnteredAt);

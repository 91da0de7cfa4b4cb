using System.Text.Json;
using Benefits.Storage;

namespace Benefits.Audit.Verification;

/// <summary>On which day a chain has grown follows from its records: a day that is not noted keeps the chain out of that day's seal and reconciliation.</summary>
public sealed class GrownRows : IDerivedRows
{
    public IDerivedRun Begin() => new Run();

    private sealed class Run : IDerivedRun
    {
        private readonly HashSet<TableKey> _grown = [];
        private readonly HashSet<TableKey> _noted = [];

        public void See(TableRow row)
        {
            if (row.Key.Partition.StartsWith(Partitions.GrownPrefix, StringComparison.Ordinal)) _noted.Add(row.Key);
            else if (row.Key.Row.StartsWith(Rows.AuditPrefix, StringComparison.Ordinal) && row.Key.Row != Rows.AuditHead && DayOf(row) is { } day) _grown.Add(new TableKey(Partitions.Grown(day), row.Key.Partition));
        }

        public Task EndAsync(Findings findings, CancellationToken cancel)
        {
            foreach (var place in _grown.Where(place => !_noted.Contains(place))) findings.Break(place, ChainFault.RowMissing, "审计链在这一天有记录，当日变动登记中却没有它：每日封存和对账会漏看它");
            return Task.CompletedTask;
        }

        /// <summary>Null for a record that cannot be read: the chain's own check names it.</summary>
        private static DateOnly? DayOf(TableRow row)
        {
            try
            {
                return row.Read<AuditRecord>().At.BusinessDate;
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }
}

using Benefits.Audit.Verification;
using Benefits.Storage;

namespace Benefits.Cases;

/// <summary>The docket (收件登记) follows from the applications' headers: each is entered, in a month that is listed.</summary>
public sealed class DocketRows : IDerivedRows
{
    public IDerivedRun Begin() => new Run();

    private sealed class Run : IDerivedRun
    {
        private readonly Dictionary<string, TableKey> _entered = [];
        private readonly Dictionary<string, string> _received = [];
        private readonly HashSet<string> _used = [];
        private readonly HashSet<string> _listed = [];

        public void See(TableRow row)
        {
            var partition = row.Key.Partition;
            if (partition == Partitions.DocketMonths) _listed.Add(row.Key.Row);
            else if (partition.StartsWith(Partitions.DocketPrefix, StringComparison.Ordinal))
            {
                _entered[row.Key.Row] = row.Key;
                _used.Add(partition[Partitions.DocketPrefix.Length..]);
            }
            else if (row.Key.Row.StartsWith(Rows.CaseHeaderPrefix, StringComparison.Ordinal))
            {
                var header = row.Read<CaseHeader>();
                _received[header.Id.Text] = Docket.MonthOf(header.ReceivedAt);
            }
        }

        public Task EndAsync(Findings findings, CancellationToken cancel)
        {
            foreach (var (id, month) in _received)
            {
                if (!_entered.ContainsKey(id)) findings.Break(new TableKey(Partitions.Docket(month), id), ChainFault.RowMissing, "申请已受理，收件登记中却没有它");
            }
            foreach (var month in _used.Except(_listed)) findings.Break(new TableKey(Partitions.DocketMonths, month), ChainFault.RowMissing, "收件登记有这个月，月份目录中却没有");
            foreach (var month in _listed.Except(_used)) findings.Break(new TableKey(Partitions.Docket(month), month), ChainFault.RowMissing, "月份目录列有这个月，收件登记却一件也没有");
            foreach (var (id, place) in _entered.Where(entry => !_received.ContainsKey(entry.Key))) findings.Wait(place, ChainFault.RowMissing, $"{id}已登记收件而未受理：申请人没有取得回执，再次提交即可");
            return Task.CompletedTask;
        }
    }
}

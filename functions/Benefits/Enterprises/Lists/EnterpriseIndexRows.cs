using Benefits.Audit;
using Benefits.Audit.Verification;
using Benefits.Storage;
using Benefits.Timers;

namespace Benefits.Enterprises.Lists;

/// <summary>The list of firms follows from their profiles. It may lag behind while a list is being applied or a daily job moves titles: then it waits to be finished.</summary>
public sealed class EnterpriseIndexRows : IDerivedRows
{
    public IDerivedRun Begin() => new Run();

    private sealed class Run : IDerivedRun
    {
        private readonly Dictionary<string, string> _expected = [];
        private readonly Dictionary<string, string> _listed = [];
        private bool _isMoving;

        public void See(TableRow row)
        {
            switch (row.Key.Partition)
            {
                case Partitions.Firms:
                    _listed[row.Key.Row] = RowHash.Of(row.Body);
                    break;
                case Partitions.Imports when EnterpriseListImport.IsUnfinished(row):
                case Partitions.DailyJobs when Timekeeper.IsUnfinished(row):
                    _isMoving = true;
                    break;
                default:
                    if (row.Key.Row != Rows.Profile) break;
                    var firm = row.Read<Enterprise>();
                    _expected[firm.Code.Text] = RowHash.Of(StoredJson.Write(EnterpriseBrief.Of(firm)));
                    break;
            }
        }

        public Task EndAsync(Findings findings, CancellationToken cancel)
        {
            foreach (var (code, hash) in _expected)
            {
                var listed = _listed.GetValueOrDefault(code);
                if (listed == hash) continue;
                TableKey place = new(Partitions.Firms, code);
                var (fault, says) = listed is null ? (ChainFault.RowMissing, "企业目录中没有这家企业") : (ChainFault.RowChanged, "企业目录与企业档案不一致");
                if (_isMoving) findings.Wait(place, fault, $"{says}：名单导入或每日任务尚未完成");
                else findings.Break(place, fault, says);
            }
            foreach (var code in _listed.Keys.Where(code => !_expected.ContainsKey(code))) findings.Break(new TableKey(Partitions.Firms, code), ChainFault.RowUnknown, "企业目录列有这家企业，却没有它的档案");
            return Task.CompletedTask;
        }
    }
}

using Benefits.Audit.Verification;
using Benefits.Cases.Notices;
using Benefits.Storage;
using Benefits.Workflows;

namespace Benefits.Cases;

/// <summary>The list of open cases, the queues of those that wait for people, the list of notices and the workflows' instances follow from the applications and how far they have come.</summary>
public sealed class CaseIndexRows(IWorkflowClient workflows) : IDerivedRows
{
    public IDerivedRun Begin() => new Run(workflows);

    private sealed class Run(IWorkflowClient workflows) : IDerivedRun
    {
        private readonly Dictionary<string, CaseHeader> _headers = [];
        private readonly Dictionary<string, Progress> _progress = [];
        private readonly Dictionary<string, TableKey> _queued = [];
        private readonly Dictionary<string, string> _notices = [];
        private readonly Dictionary<string, string> _listed = [];
        private readonly HashSet<string> _open = [];

        public void See(TableRow row)
        {
            var (partition, key) = (row.Key.Partition, row.Key.Row);
            if (partition == Partitions.OpenCases) _open.Add(key);
            else if (partition == Partitions.Notices) _listed[key] = row.Body;
            else if (partition.StartsWith(Partitions.QueuePrefix, StringComparison.Ordinal)) _queued[$"{row.Key}"] = row.Key;
            else if (partition.StartsWith(Partitions.NoticePrefix, StringComparison.Ordinal) && key == Rows.NoticeHead) _notices[NoticeBoard.IndexRow(row.Read<Notice>())] = row.Body;
            else if (key.StartsWith(Rows.CaseHeaderPrefix, StringComparison.Ordinal))
            {
                var header = row.Read<CaseHeader>();
                _headers[header.Id.Text] = header;
            }
            else if (CaseStore.OfProgress(row.Key) is { } id) _progress[id] = row.Read<Progress>();
        }

        public async Task EndAsync(Findings findings, CancellationToken cancel)
        {
            HashSet<string> waiting = [];
            foreach (var (id, header) in _headers)
            {
                var progress = _progress.GetValueOrDefault(id) ?? Progress.Empty;
                foreach (var place in Worklist.Expected(header, progress)) waiting.Add($"{place}");
                // Of a case that is over, the instance has nothing to do any more; asking after it costs a call on Azure.
                if (IsOver(progress)) continue;
                if (!_open.Contains(id)) findings.Break(new TableKey(Partitions.OpenCases, id), ChainFault.RowMissing, "案件没有办结，在办件目录中却没有它：每日清扫会漏掉它");
                await CompareInstanceAsync(header, progress, findings, cancel);
            }
            foreach (var place in waiting.Where(place => !_queued.ContainsKey(place))) findings.Break(KeyOf(place), ChainFault.RowMissing, "案件在等人签批，待办队列中却没有它");
            foreach (var (_, place) in _queued.Where(row => !waiting.Contains(row.Key)))
            {
                // Put on before the case says so, and taken off after it does: in between it waits for its step.
                var id = place.Row[(place.Row.IndexOf('-', StringComparison.Ordinal) + 1)..];
                if (_headers.ContainsKey(id) && !IsOver(_progress.GetValueOrDefault(id))) findings.Wait(place, ChainFault.RowReturned, "待办队列与案件进度之间有一步尚未完成");
                else findings.Break(place, ChainFault.RowReturned, "案件不再等人签批，待办队列中却还有它");
            }
            foreach (var (row, body) in _notices)
            {
                TableKey place = new(Partitions.Notices, row);
                if (_listed.TryGetValue(row, out var listed))
                {
                    if (listed != body) findings.Break(place, ChainFault.RowChanged, "公示目录与公示不一致");
                }
                else if (_progress.GetValueOrDefault(StoredJson.Read<Notice>(body).Id.Text)?.Has(new StepKey.NoticePublished()) == true) findings.Break(place, ChainFault.RowMissing, "公示目录中没有这份公示");
                else findings.Wait(place, ChainFault.RowMissing, "公示已写，目录未写：公示这一步尚未完成");
            }
            foreach (var row in _listed.Keys.Where(row => !_notices.ContainsKey(row))) findings.Break(new TableKey(Partitions.Notices, row), ChainFault.RowUnknown, "公示目录列有一份不存在的公示");
        }

        private async Task CompareInstanceAsync(CaseHeader header, Progress progress, Findings findings, CancellationToken cancel)
        {
            TableKey place = new(header.Id.Partition, header.Id.Keys.Header);
            var status = await workflows.FindAsync(header.Id.Instance, cancel);
            if (status is null)
            {
                if (progress.Steps.Count > 1) findings.Break(place, ChainFault.HistoryWrong, "申请已在办理，却没有它的流程实例");
                else findings.Wait(place, ChainFault.HistoryWrong, "申请已受理，流程尚未启动：每日清扫会补启动");
            }
            else if (status.State == WorkflowState.Completed && !progress.Has(new StepKey.BankSilent())) findings.Break(place, ChainFault.HistoryWrong, "流程实例已结束，申请却没有办结");
        }

        private static bool IsOver(Progress? progress) => progress?.Stage is Stage.Settled or Stage.Refused or Stage.Lapsed;

        private static TableKey KeyOf(string place) => place.Split('/') is [var partition, var row] ? new TableKey(partition, row) : throw new InvalidOperationException($"{place} is no key.");
    }
}

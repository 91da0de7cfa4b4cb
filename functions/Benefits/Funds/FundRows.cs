using Benefits.Audit.Verification;
using Benefits.Storage;

namespace Benefits.Funds;

/// <summary>The list of funds follows from the funds' budget rows.</summary>
public sealed class FundRows : IDerivedRows
{
    public IDerivedRun Begin() => new Run();

    private sealed class Run : IDerivedRun
    {
        private readonly Dictionary<string, FundKey> _funds = [];
        private readonly HashSet<string> _listed = [];

        public void See(TableRow row)
        {
            if (row.Key.Partition == Partitions.Funds) _listed.Add(row.Key.Row);
            else if (row.Key.Row == Rows.Budget && row.Key.Partition.StartsWith(Partitions.FundPrefix, StringComparison.Ordinal)) _funds[row.Key.Partition] = row.Read<FundBalance>().Fund;
        }

        public Task EndAsync(Findings findings, CancellationToken cancel)
        {
            var known = _funds.Values.Select(fund => fund.ToString()).ToHashSet();
            foreach (var fund in known.Except(_listed)) findings.Break(new TableKey(Partitions.Funds, fund), ChainFault.RowMissing, "资金有预算，却不在资金目录中");
            foreach (var fund in _listed.Except(known)) findings.Wait(new TableKey(Partitions.Funds, fund), ChainFault.RowMissing, "已列入目录的资金还没有预算：下达被中断");
            return Task.CompletedTask;
        }
    }
}

using System.Text;
using Benefits.Audit;
using Benefits.Audit.Verification;
using Benefits.Enterprises.Lists;
using Benefits.Storage;

namespace Benefits.Registers;

/// <summary>That no register row is missing follows from what the loads have staged; what the rows say, their own keyed hash binds.</summary>
public sealed class RegisterRows(IFiles files) : IDerivedRows
{
    public IDerivedRun Begin() => new Run(files);

    private sealed class Run(IFiles files) : IDerivedRun
    {
        private readonly HashSet<UInt128> _there = [];
        private readonly List<(TableKey Place, IReadOnlyList<string> Files, bool Done)> _loads = [];

        public void See(TableRow row)
        {
            if (row.Key.Row.StartsWith(Rows.RegisterPrefix, StringComparison.Ordinal)) _there.Add(RegisterLoader.Fingerprint(row.Key.ToString()));
            else if (row.Key.Partition == Partitions.Imports && RegisterLoader.StagedBy(row) is { } load) _loads.Add((row.Key, load.Files, load.Done));
        }

        public async Task EndAsync(Findings findings, CancellationToken cancel)
        {
            foreach (var (place, parts, done) in _loads)
            {
                if (!done) findings.Wait(place, ChainFault.RowMissing, "登记数据的导入尚未完成");
                else foreach (var file in parts) await CompareAsync(place, file, findings, cancel);
            }
        }

        private async Task CompareAsync(TableKey place, string file, Findings findings, CancellationToken cancel)
        {
            if (await RegisterLoader.OpenStagedAsync(files, file, cancel) is not { } content)
            {
                findings.Break(place, ChainFault.RowMissing, "导入时暂存的文件缺失");
                return;
            }
            using StreamReader reader = new(content, Encoding.UTF8);
            HashSet<TableKey> missing = [];
            while (await reader.ReadLineAsync(cancel) is { } text)
            {
                var line = StagedLine.Parse(text);
                foreach (var row in line.SealedBornOn.Length > 0 ? (string[])[line.Row, line.Place.IdentityRow] : [line.Row])
                {
                    TableKey key = new(line.Place.Partition, row);
                    if (!_there.Contains(RegisterLoader.Fingerprint(key.ToString())) && missing.Add(key)) findings.Break(key, ChainFault.RowMissing, "已导入的登记数据不在");
                }
            }
        }
    }
}

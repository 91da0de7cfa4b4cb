using Benefits.Audit;
using Benefits.Audit.Verification;
using Benefits.Storage;

namespace Benefits.Demo;

/// <summary>Each row of the rehearsal bank's books is as it was written. That none is missing, reconciliation finds from the lines.</summary>
/// <param name="books">The bank's own table, as it lies.</param>
public sealed class RehearsalBankRows(ITable books, AuditKey key) : IStoreCheck
{
    public async Task CheckAsync(Findings findings, CancellationToken cancel)
    {
        await foreach (var row in books.ScanAsync(cancel))
        {
            if (!KeyedTable.IsBound(row, key)) findings.Break(row.Key, ChainFault.RowChanged, "演练银行的记录与其密钥校验值不符，已被改动或调换");
        }
    }
}

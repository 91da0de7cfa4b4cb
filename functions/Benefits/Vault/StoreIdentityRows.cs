using Benefits.Audit.Verification;
using Benefits.Storage;

namespace Benefits.Vault;

/// <summary>Every store has an identity, and it is the one of the keys at hand.</summary>
public sealed class StoreIdentityRows(VaultKeys keys) : IDerivedRows
{
    public IDerivedRun Begin() => new Run(keys);

    private sealed class Run(VaultKeys keys) : IDerivedRun
    {
        private StoreIdentity? _identity;
        private bool _hasRows;

        public void See(TableRow row)
        {
            _hasRows = true;
            if (row.Key == StoreIdentity.Key) _identity = row.Read<StoreIdentity>();
        }

        public Task EndAsync(Findings findings, CancellationToken cancel)
        {
            if (_identity is null && _hasRows) findings.Break(StoreIdentity.Key, ChainFault.RowMissing, "没有库标识：无从知道密钥是否是这个库的密钥");
            else if (_identity?.Fault(keys) is { } fault) findings.Break(StoreIdentity.Key, ChainFault.StoreWrong, fault);
            return Task.CompletedTask;
        }
    }
}

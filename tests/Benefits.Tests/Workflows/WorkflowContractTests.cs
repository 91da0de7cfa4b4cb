using Benefits.Local.Storage;
using Benefits.Local.Workflows;
using Benefits.Tests.Storage;

namespace Benefits.Tests.Workflows;

public sealed class MemoryWorkflowTests : WorkflowContract
{
    private readonly MemoryHistory _history = new();

    private protected override IHistory History => _history;

    private protected override IHistory AfterCrash() => _history;
}

public sealed class SqliteWorkflowTests : WorkflowContract, IDisposable
{
    private readonly TempFolder _folder = new();
    private SqliteStore _store;

    public SqliteWorkflowTests()
    {
        _store = SqliteStore.Open(_folder.File("benefits.db"));
        History = new SqliteHistory(_store);
    }

    private protected override IHistory History { get; }

    private protected override IHistory AfterCrash()
    {
        _store.Dispose();
        _store = SqliteStore.Open(_folder.File("benefits.db"));
        return new SqliteHistory(_store);
    }

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }
}

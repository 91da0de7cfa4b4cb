using Benefits.Local.Storage;
using Benefits.Storage;

namespace Benefits.Tests.Storage;

public sealed class MemoryTableTests : TableContract
{
    protected override ITable Table { get; } = new MemoryTable();
}

public sealed class SqliteTableTests : TableContract, IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly SqliteStore _store;

    public SqliteTableTests()
    {
        _store = SqliteStore.Open(_folder.File("benefits.db"));
        Table = new SqliteTable(_store);
    }

    protected override ITable Table { get; }

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }
}

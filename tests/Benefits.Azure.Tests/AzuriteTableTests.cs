using Azure.Data.Tables;
using Benefits.Storage;
using Benefits.Tests.Storage;

namespace Benefits.Azure.Tests;

public sealed class AzuriteTableTests : TableContract, IClassFixture<AzuriteFixture>
{
    private static int _tables;

    public AzuriteTableTests(AzuriteFixture azurite)
    {
        TableClient client = new(azurite.Connection, $"contract{Interlocked.Increment(ref _tables)}");
        client.Create();
        Table = new AzureTable(client, client, TimeProvider.System);
    }

    protected override ITable Table { get; }
}

using Azure.Data.Tables;
using Benefits.Azure;
using Benefits.Storage;
using Benefits.Tests.Storage;

namespace Benefits.Azure.Tests;

public sealed class AzuriteTableTests : TableContract
{
    public AzuriteTableTests()
    {
        TableClient client = new(Azurite.ConnectionString, Azurite.NewName("contract"));
        client.Create();
        Table = new AzureTable(client, client, TimeProvider.System);
    }

    protected override ITable Table { get; }
}

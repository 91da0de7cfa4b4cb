using Azure.Core;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Benefits.Audit;
using Benefits.Storage;
using Benefits.Tests.Registers;

namespace Benefits.Azure.Tests;

/// <summary>How many requests an extract sends to Azure, counted where the clients send them.</summary>
public sealed class RegisterTrafficTests : IClassFixture<AzuriteFixture>
{
    private readonly Faults _sent = new();
    private readonly ITable _table;
    private readonly IFiles _files;

    public RegisterTrafficTests(AzuriteFixture azurite)
    {
        TableClientOptions tables = new();
        tables.AddPolicy(_sent, HttpPipelinePosition.PerRetry);
        BlobClientOptions blobs = new();
        blobs.AddPolicy(_sent, HttpPipelinePosition.PerRetry);
        TableClient client = new(azurite.Connection, "traffic", tables);
        client.Create();
        _table = new KeyedTable(new AzureTable(client, client, TimeProvider.System), Office.Keys("k1").Audit);
        _files = new AzureFiles(new BlobServiceClient(azurite.Connection, blobs));
    }

    [Fact]
    public async Task An_extract_and_the_next_one_take_at_most_a_request_and_a_fifth_a_person_and_register()
    {
        using Office office = new(_table, _files);

        var (first, second) = await RegisterTraffic.MeasureAsync(office, 1_000, () => _sent.Requests);

        TestContext.Current.TestOutputHelper?.WriteLine($"{first:0.000} {second:0.000}");
        Assert.InRange(first, 0.01, RegisterTraffic.MostRequests);
        Assert.InRange(second, 0.01, RegisterTraffic.MostRequests);
    }
}

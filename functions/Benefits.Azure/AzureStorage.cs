using Azure.Core;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Blobs;
using Benefits.Audit;
using Benefits.Enterprises.Lists;
using Benefits.Http.Access;
using Benefits.Storage;
using Benefits.Vault;

namespace Benefits.Azure;

/// <summary>The account's tables and containers (存储账户), opened once. Other clouds, Azure China among them, differ by the addresses alone.</summary>
internal sealed class AzureStorage
{
    public const string MainTable = "Benefits";

    /// <summary>The rehearsal bank's books lie apart: nothing of ours writes there.</summary>
    public const string BankTable = "RehearsalBank";

    /// <summary>Where bureaus drop files; other containers come with their first file.</summary>
    private static readonly string[] Containers = [EnterpriseListRefresh.Folder, EnterpriseListRefresh.SetAsideFolder];

    private readonly TableServiceClient _reading;
    private readonly BlobServiceClient _blobs;

    internal AzureStorage(TableServiceClient reading, TableServiceClient writing, BlobServiceClient blobs, TimeProvider systemClock)
    {
        _reading = reading;
        _blobs = blobs;
        Table = new AzureTable(reading.GetTableClient(MainTable), writing.GetTableClient(MainTable), systemClock);
        Bank = new AzureTable(reading.GetTableClient(BankTable), writing.GetTableClient(BankTable), systemClock);
        Files = new AzureFiles(blobs);
    }

    /// <summary>The rows as they lie; <see cref="Keyed"/> is what the platform works on.</summary>
    public AzureTable Table { get; }

    public AzureTable Bank { get; }

    /// <summary>The table with the keyed hashes of rows that no chain binds.</summary>
    public ITable Keyed(VaultKeys keys) => new KeyedTable(Table, keys.Audit);

    public ITable KeyedBank(VaultKeys keys) => new KeyedTable(Bank, keys.Audit);

    public AzureFiles Files { get; }

    /// <summary>Makes the clients; nothing is sent yet.</summary>
    /// <exception cref="BadSettingsException">The connection string is none.</exception>
    public static AzureStorage Open(AzureSettings settings, TimeProvider systemClock)
    {
        switch (settings.Storage)
        {
            case StorageAddress.Connection connection:
                try
                {
                    return new AzureStorage(new TableServiceClient(connection.Text, Reading()), new TableServiceClient(connection.Text, Writing()), new BlobServiceClient(connection.Text), systemClock);
                }
                catch (Exception fault) when (fault is FormatException or ArgumentException or InvalidOperationException)
                {
                    throw new BadSettingsException("Benefits__Storage 不是有效的存储连接字符串。");
                }
            case StorageAddress.Identity identity:
                // AZURE_CLIENT_ID names a user-assigned identity, AZURE_AUTHORITY_HOST another cloud: the credential reads both by itself.
                TokenCredential credential = new DefaultAzureCredential();
                return new AzureStorage(new TableServiceClient(identity.Tables, credential, Reading()), new TableServiceClient(identity.Tables, credential, Writing()), new BlobServiceClient(identity.Blobs, credential), systemClock);
            default:
                throw new InvalidOperationException($"{settings.Storage.GetType().Name} is no storage address.");
        }
    }

    /// <summary>Makes what is not there yet.</summary>
    public async Task CreateAsync(CancellationToken cancel)
    {
        await _reading.CreateTableIfNotExistsAsync(MainTable, cancel);
        await _reading.CreateTableIfNotExistsAsync(BankTable, cancel);
        foreach (var name in Containers) await _blobs.GetBlobContainerClient(name).CreateIfNotExistsAsync(cancellationToken: cancel);
    }

    private static TableClientOptions Reading() => new() { Retry = { Mode = RetryMode.Exponential, MaxRetries = 5, Delay = TimeSpan.FromMilliseconds(400), MaxDelay = TimeSpan.FromSeconds(10), NetworkTimeout = TimeSpan.FromSeconds(30) } };

    /// <summary>No retries of the client's own: a write that is sent again must be known to be, see <see cref="AzureTable.CommitAsync"/>.</summary>
    private static TableClientOptions Writing() => new() { Retry = { MaxRetries = 0, NetworkTimeout = TimeSpan.FromSeconds(30) } };
}

namespace Azure.Storage.Blobs
{
    public class BlobClientOptions : Core.ClientOptions;

    public class BlobServiceClient
    {
        public BlobServiceClient(string connectionString) => _ = connectionString;

        public BlobServiceClient(Uri serviceUri, Core.TokenCredential credential, BlobClientOptions? options = null) => _ = (serviceUri, credential, options);

        protected BlobServiceClient()
        {
        }

        public virtual BlobContainerClient GetBlobContainerClient(string blobContainerName) => throw new NotSupportedException();
    }

    public class BlobContainerClient
    {
        protected BlobContainerClient()
        {
        }

        public virtual Task<object> CreateIfNotExistsAsync(Models.PublicAccessType publicAccessType = Models.PublicAccessType.None, IDictionary<string, string>? metadata = null, Models.BlobContainerEncryptionScopeOptions? encryptionScopeOptions = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public virtual BlobClient GetBlobClient(string blobName) => throw new NotSupportedException();

        public virtual AsyncPageable<Models.BlobItem> GetBlobsAsync(Models.BlobTraits traits, Models.BlobStates states, string? prefix, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    public class BlobClient
    {
        protected BlobClient()
        {
        }

        public virtual Task<Response<Models.BlobContentInfo>> UploadAsync(Stream content, Models.BlobUploadOptions options, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public virtual Task<Stream> OpenReadAsync(Models.BlobOpenReadOptions options, CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }
}

namespace Azure.Storage.Blobs.Models
{
    public enum PublicAccessType
    {
        None,
    }

    public enum BlobTraits
    {
        None,
    }

    public enum BlobStates
    {
        None,
    }

    public class BlobContainerEncryptionScopeOptions;

    public class BlobContentInfo;

    public class BlobItemProperties
    {
        public long? ContentLength { get; init; }
    }

    public class BlobItem
    {
        public string Name { get; init; } = "";

        public BlobItemProperties Properties { get; init; } = new();
    }

    public class BlobRequestConditions
    {
        public ETag? IfNoneMatch { get; set; }
    }

    public class BlobUploadOptions
    {
        public BlobRequestConditions? Conditions { get; set; }
    }

    public class BlobOpenReadOptions(bool allowModifications)
    {
        public bool AllowModifications => allowModifications;
    }
}

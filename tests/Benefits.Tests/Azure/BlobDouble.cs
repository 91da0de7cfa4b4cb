using System.Diagnostics.CodeAnalysis;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace Benefits.Tests.Azure;

/// <summary>An account's containers as the service keeps them; its refusals were looked up against Azurite.</summary>
internal sealed class BlobDouble : BlobServiceClient
{
    private readonly Dictionary<string, SortedDictionary<string, byte[]>> _containers = [];
    private readonly Lock _gate = new();

    /// <summary>Asked before every upload.</summary>
    public Action Before { get; set; } = () => { };

    public override BlobContainerClient GetBlobContainerClient(string blobContainerName) => new Container(this, blobContainerName);

    public void Drop(string container, string name, byte[] content)
    {
        lock (_gate)
        {
            if (!_containers.TryGetValue(container, out var blobs)) _containers[container] = blobs = new(StringComparer.Ordinal);
            blobs[name] = content;
        }
    }

    private SortedDictionary<string, byte[]> Blobs(string container) => _containers.TryGetValue(container, out var blobs) ? blobs : throw TableDouble.Fault(404, "ContainerNotFound");

    private sealed class Container(BlobDouble account, string name) : BlobContainerClient
    {
        public override Task<object> CreateIfNotExistsAsync(PublicAccessType publicAccessType = PublicAccessType.None, IDictionary<string, string>? metadata = null, BlobContainerEncryptionScopeOptions? encryptionScopeOptions = null, CancellationToken cancellationToken = default)
        {
            lock (account._gate) account._containers.TryAdd(name, new(StringComparer.Ordinal));
            return Task.FromResult(new object());
        }

        public override BlobClient GetBlobClient(string blobName) => new Blob(account, name, blobName);

        public override AsyncPageable<BlobItem> GetBlobsAsync(BlobTraits traits, BlobStates states, string? prefix, CancellationToken cancellationToken) => new Items(account, name);
    }

    private sealed class Blob(BlobDouble account, string container, string name) : BlobClient
    {
        public override async Task<Response<BlobContentInfo>> UploadAsync(Stream content, BlobUploadOptions options, CancellationToken cancellationToken = default)
        {
            using MemoryStream copy = new();
            await content.CopyToAsync(copy, cancellationToken);
            account.Before();
            lock (account._gate)
            {
                var blobs = account.Blobs(container);
                if (options.Conditions?.IfNoneMatch == ETag.All && blobs.ContainsKey(name)) throw TableDouble.Fault(409, "BlobAlreadyExists");
                blobs[name] = copy.ToArray();
            }
            return Response.FromValue(new BlobContentInfo(), new Created());
        }

        public override Task<Stream> OpenReadAsync(BlobOpenReadOptions options, CancellationToken cancellationToken = default)
        {
            lock (account._gate) return Task.FromResult<Stream>(account.Blobs(container).TryGetValue(name, out var content) ? new MemoryStream(content, writable: false) : throw TableDouble.Fault(404, "BlobNotFound"));
        }
    }

    private sealed class Items(BlobDouble account, string container) : AsyncPageable<BlobItem>
    {
        public override async IAsyncEnumerator<BlobItem> GetAsyncEnumerator(CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            List<BlobItem> items;
            lock (account._gate) items = [.. account.Blobs(container).Select(blob => new BlobItem { Name = blob.Key, Properties = new BlobItemProperties { ContentLength = blob.Value.Length } })];
            foreach (var item in items) yield return item;
        }
    }

    private sealed class Created : Response
    {
        public override int Status => 201;

        protected override bool TryGetHeader(string name, [NotNullWhen(true)] out string? value)
        {
            value = null;
            return false;
        }
    }
}

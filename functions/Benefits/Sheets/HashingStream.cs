using System.Security.Cryptography;

namespace Benefits.Sheets;

/// <summary>Passes a stream through, hashes it, and ends it where it grows too long.</summary>
internal sealed class HashingStream(Stream inner, long mostBytes) : Stream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _length;
    private string? _sha256;

    public bool IsTooLong { get; private set; }

    public string Sha256 => _sha256 ??= Convert.ToHexStringLower(_hash.GetHashAndReset());

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Reads what is left, so that the hash is that of the whole file.</summary>
    public async Task DrainAsync(CancellationToken cancel)
    {
        var buffer = new byte[64 * 1024];
        while (await ReadAsync(buffer, cancel) > 0)
        {
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Seen(buffer.AsSpan(offset, inner.Read(buffer, offset, count)));

    public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        await ReadAsync(buffer.AsMemory(offset, count), cancellationToken);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        return Seen(buffer.Span[..read]);
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) _hash.Dispose();
        base.Dispose(disposing);
    }

    private int Seen(ReadOnlySpan<byte> read)
    {
        _length += read.Length;
        IsTooLong |= _length > mostBytes;
        if (IsTooLong) return 0;
        _hash.AppendData(read);
        return read.Length;
    }
}

namespace Benefits.Http;

/// <summary>A body that must not be longer than its endpoint allows.</summary>
internal sealed class BoundedStream(Stream inner, long max) : Stream
{
    private long _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException("The length of a request body is not known.");

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException("A request body is read once, forwards.");
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await inner.ReadAsync(buffer, cancellationToken);
        _read += count;
        return _read <= max ? count : throw new BodyTooLongException();
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("A request body is read asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("A request body is read once, forwards.");

    public override void SetLength(long value) => throw new NotSupportedException("A request body cannot be written.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("A request body cannot be written.");
}

/// <summary>The body went on beyond what its endpoint allows. The runner answers 413.</summary>
internal sealed class BodyTooLongException() : IOException("The body is longer than the endpoint allows.");

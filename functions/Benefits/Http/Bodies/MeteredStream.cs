namespace Benefits.Http.Bodies;

/// <summary>The body of a file endpoint, read off through its meter.</summary>
internal sealed class MeteredStream(Stream inner, BodyMeter meter) : Stream
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
        var count = await meter.ReadAsync(_read, stop => inner.ReadAsync(buffer, stop), cancellationToken);
        _read += count;
        meter.Bound(_read);
        return count;
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

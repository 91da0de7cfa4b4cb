using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Benefits.Http;

/// <summary>What the server under both hosts takes from a connection before any endpoint is asked.</summary>
public static class KestrelLimits
{
    /// <summary>A body beyond any endpoint's limit is still read off up to here, so that its sender sees the 413.</summary>
    public const long MaxBody = 64 * 1024 * 1024;

    /// <summary>What a connection may hold that no endpoint has asked for yet. The server's own 1 MiB would let a thousand silent senders hold a gigabyte.</summary>
    public const int BufferBytes = 64 * 1024;

    public static void Set(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = MaxBody;
        kestrel.Limits.MaxRequestBufferSize = BufferBytes;
        kestrel.Limits.Http2.InitialConnectionWindowSize = 2 * BufferBytes;
        kestrel.Limits.Http2.InitialStreamWindowSize = BufferBytes;
    }
}

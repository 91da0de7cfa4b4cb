using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace Benefits.Http.Access;

/// <summary>Where a request comes from, for limits only: it is written down nowhere.</summary>
internal static class CallerAddress
{
    public static string Of(HttpContext context, int forwardedHops)
    {
        var address = Forwarded(context, forwardedHops) ?? context.Connection.RemoteIpAddress;
        if (address is null) return "";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address.ToString();
        // Whoever has one address of IPv6 has all 2^64 of its network.
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        return Convert.ToHexString(bytes[..8]);
    }

    /// <summary>Each proxy adds whom it hears at the end; what lies further in front is whatever the caller wrote.</summary>
    private static IPAddress? Forwarded(HttpContext context, int hops)
    {
        if (hops == 0) return null;
        var said = context.Request.Headers["X-Forwarded-For"].ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return said.Length >= hops && IPEndPoint.TryParse(said[^hops], out var end) ? end.Address : null;
    }
}

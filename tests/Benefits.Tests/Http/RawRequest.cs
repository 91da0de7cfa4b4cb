using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Benefits.Http;
using Endpoint = Benefits.Http.Endpoint;

namespace Benefits.Tests.Http;

/// <summary>A request as its bytes on a bare socket: what no client library would send.</summary>
internal sealed class RawRequest : IDisposable
{
    private readonly TcpClient _socket = new();

    private RawRequest()
    {
    }

    /// <summary>Connects and sends the head; the caller goes on with <see cref="SendAsync"/>.</summary>
    public static async Task<RawRequest> OpenAsync(Uri host, string head)
    {
        RawRequest request = new();
        await request._socket.ConnectAsync(host.Host, host.Port);
        await request.SendAsync(head);
        return request;
    }

    /// <summary>The head of a good request to the endpoint, its body yet to come.</summary>
    public static string HeadOf(Endpoint endpoint, Func<Parameter, string> valueOf, string? token, string bodyHeader)
    {
        var path = endpoint.Parameters.Where(parameter => parameter.Place == Place.Path)
            .Aggregate(endpoint.Route, (route, parameter) => route.Replace($"{{{parameter.Name}}}", Uri.EscapeDataString(valueOf(parameter)), StringComparison.Ordinal));
        var query = string.Join('&', endpoint.Parameters.Where(parameter => parameter is { Place: Place.Query, Required: true }).Select(parameter => $"{parameter.Name}={Uri.EscapeDataString(valueOf(parameter))}"));
        StringBuilder head = new();
        head.Append(CultureInfo.InvariantCulture, $"{endpoint.Verb.ToString().ToUpperInvariant()} /{(EndpointCatalog.AtRoot.Contains(endpoint) ? "" : Routes.Prefix + "/")}{path}{(query.Length > 0 ? $"?{query}" : "")} HTTP/1.1\r\nHost: test\r\n");
        foreach (var parameter in endpoint.Parameters.Where(parameter => parameter.Place == Place.Header)) head.Append(CultureInfo.InvariantCulture, $"{parameter.Name}: {valueOf(parameter)}\r\n");
        if (token is not null) head.Append(CultureInfo.InvariantCulture, $"Authorization: Bearer {token}\r\n");
        head.Append(CultureInfo.InvariantCulture, $"Content-Type: {(endpoint.Accepts == BodyKind.Csv ? "text/csv" : "application/json")}\r\n{bodyHeader}\r\n\r\n");
        return head.ToString();
    }

    public async Task SendAsync(string text) => await _socket.GetStream().WriteAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>The answer's status, head and body, as far as it comes before the connection closes or falls silent.</summary>
    public async Task<(int Status, string Head, string Body)> ReadAsync()
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(20));
        var bytes = new byte[1024 * 1024];
        var length = 0;
        try
        {
            while (!IsWhole(bytes.AsSpan(0, length)) && await _socket.GetStream().ReadAsync(bytes.AsMemory(length), patience.Token) is > 0 and var count) length += count;
        }
        catch (IOException)
        {
            // Reset after the answer: what was read is what there is.
        }
        var text = Encoding.UTF8.GetString(bytes, 0, length);
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return end < 0 ? (0, text, "") : (int.Parse(text.AsSpan(9, 3), CultureInfo.InvariantCulture), text[..end], text[(end + 4)..]);
    }

    public void Dispose() => _socket.Dispose();

    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var text = Encoding.UTF8.GetString(answer);
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0) return false;
        var head = text[..end];
        const string Length = "Content-Length: ";
        var at = head.IndexOf(Length, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? text.EndsWith("0\r\n\r\n", StringComparison.Ordinal) : Encoding.UTF8.GetByteCount(text[(end + 4)..]) >= int.Parse(head[(at + Length.Length)..].Split('\r')[0], CultureInfo.InvariantCulture);
    }
}

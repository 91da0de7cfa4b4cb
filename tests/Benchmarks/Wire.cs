using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Benchmarks;

/// <summary>A load of its own over loopback: keep-alive connections that each send the next prepared request when the last was answered. Bare sockets, since the machine's cores are shared with the server under test.</summary>
internal static class Wire
{
    /// <summary>Sends all requests over so many connections.</summary>
    /// <param name="prepare">The bytes of the request with this number, head and body.</param>
    public static async Task<Speed> RunAsync(IPEndPoint address, int count, int connections, Func<int, byte[]> prepare)
    {
        var requests = Enumerable.Range(0, count).Select(prepare).ToArray();
        var times = new double[count];
        var taken = -1;
        var sockets = new Socket[connections];
        for (var place = 0; place < connections; place++)
        {
            sockets[place] = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await sockets[place].ConnectAsync(address);
        }
        GC.Collect();
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(sockets.Select(socket => Task.Run(async () =>
        {
            var buffer = new byte[16 * 1024];
            while (Interlocked.Increment(ref taken) is var number && number < count)
            {
                var from = Stopwatch.GetTimestamp();
                await socket.SendAsync(requests[number]);
                await AnswerAsync(socket, buffer);
                times[number] = Stopwatch.GetElapsedTime(from).TotalMilliseconds;
            }
        })));
        var seconds = clock.Elapsed.TotalSeconds;
        foreach (var socket in sockets) socket.Dispose();
        Array.Sort(times);
        return new Speed(count / seconds, times[count / 2], times[(int)(count * 0.99)]);
    }

    public static byte[] Post(string path, string headers, byte[] body)
    {
        var head = string.Create(CultureInfo.InvariantCulture, $"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n{headers}\r\n");
        return [.. Encoding.ASCII.GetBytes(head), .. body];
    }

    /// <summary>Reads one answer to its end, and stops everything where it is not a 202.</summary>
    private static async Task AnswerAsync(Socket socket, byte[] buffer)
    {
        var filled = 0;
        while (true)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(filled));
            if (read == 0) throw new IOException("The server has closed the connection.");
            filled += read;
            if (IsWhole(buffer.AsSpan(0, filled))) break;
        }
        if (!buffer.AsSpan(0, filled).StartsWith("HTTP/1.1 202"u8)) throw new InvalidOperationException(Encoding.UTF8.GetString(buffer, 0, filled));
    }

    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0) return false;
        var length = answer[..head].IndexOf("Content-Length: "u8);
        if (length < 0) return answer.EndsWith("\r\n0\r\n\r\n"u8);
        var digits = answer[(length + 16)..];
        return answer.Length == head + 4 + int.Parse(digits[..digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9')], CultureInfo.InvariantCulture);
    }
}

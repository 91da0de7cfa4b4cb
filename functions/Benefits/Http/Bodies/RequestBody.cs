using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Benefits.Http.Bodies;

/// <summary>Takes a body in: what it says it is, how long it may be, what it holds.</summary>
internal static class RequestBody
{
    /// <summary>True where a body comes although the endpoint has none: nobody would read it to its end.</summary>
    public static bool IsStray(Endpoint endpoint, HttpContext context) =>
        endpoint is { Request: null, Accepts: BodyKind.Json } && (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? context.Request.ContentLength > 0);

    /// <summary>Why the body's declared form is not accepted, as a Chinese sentence; null where it is.</summary>
    public static string? Unsupported(Endpoint endpoint, HttpRequest request)
    {
        if (request.Headers.ContentEncoding is { Count: > 0 } encodings && encodings.Any(encoding => !string.Equals(encoding, "identity", StringComparison.OrdinalIgnoreCase)))
        {
            return "不接受压缩内容，请去掉 Content-Encoding 后重新提交";
        }
        var expected = endpoint switch
        {
            { Accepts: BodyKind.Csv } => "text/csv",
            { Request: not null } => "application/json",
            _ => null,
        };
        if (expected is null) return null;
        var said = MediaTypeHeaderValue.TryParse(request.ContentType, out var media);
        if (!said || !media!.MediaType.Equals(expected, StringComparison.OrdinalIgnoreCase)) return $"Content-Type 应为 {expected}";
        var charset = HeaderUtilities.RemoveQuotes(media.Charset);
        return charset.Length == 0 || charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase) ? null : "字符编码应为 utf-8";
    }

    public static async Task<object?> ReadAsync(Type type, HttpRequest request, BodyMeter meter, RequestFaults faults)
    {
        var reader = request.BodyReader;
        long taken = 0;
        while (true)
        {
            var read = await meter.ReadAsync(taken, reader.ReadAsync, request.HttpContext.RequestAborted);
            taken = read.Buffer.Length;
            try
            {
                meter.Bound(taken);
            }
            catch (BodyStoppedException)
            {
                // Handed back, so that the server can read the rest off and the sender sees the answer.
                reader.AdvanceTo(read.Buffer.End);
                throw;
            }
            if (read.IsCompleted)
            {
                var answer = Parse(type, read.Buffer, faults);
                reader.AdvanceTo(read.Buffer.End);
                return answer;
            }
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static object? Parse(Type type, ReadOnlySequence<byte> content, RequestFaults faults)
    {
        if (content.IsSingleSegment) return StrictJson.Read(content.First, type, faults);
        var length = (int)content.Length;
        var bytes = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            content.CopyTo(bytes);
            return StrictJson.Read(bytes.AsMemory(0, length), type, faults);
        }
        finally
        {
            // The body holds resident ids: nobody who rents the array next may read them.
            ArrayPool<byte>.Shared.Return(bytes, clearArray: true);
        }
    }
}

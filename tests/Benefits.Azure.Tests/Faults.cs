using System.Diagnostics.CodeAnalysis;
using System.Text;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Benefits.Azure.Tests;

/// <summary>What can go wrong between the real client and the service, in the client's own pipeline.</summary>
internal sealed class Faults : HttpPipelinePolicy
{
    private int _requests;

    /// <summary>Asked before every request; what it gives is answered in the service's stead, and the service hears nothing.</summary>
    public Func<Answer?> Before { get; set; } = () => null;

    /// <summary>Asked after every request that the service has answered: true loses the answer.</summary>
    public Func<bool> LosesAnswer { get; set; } = () => false;

    public int Requests => _requests;

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        Interlocked.Increment(ref _requests);
        if (Before() is { } answer)
        {
            message.Response = answer.Status == 0 ? throw NoConnection() : new Given(answer);
            return;
        }
        await ProcessNextAsync(message, pipeline);
        if (LosesAnswer()) throw NoConnection();
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => ProcessNext(message, pipeline);

    /// <summary>As the client's transport throws it.</summary>
    private static RequestFailedException NoConnection() => new("The connection was reset.", new HttpRequestException("The connection was reset."));

    /// <param name="Status">0 for no connection at all.</param>
    public sealed record Answer(int Status, string? Code);

    /// <summary>An error as Tables (in the body) and Blobs (in a header) say it; a proxy says no code.</summary>
    private sealed class Given(Answer answer) : Response
    {
        private readonly Dictionary<string, string> _headers = answer.Code is null ? [] : new(StringComparer.OrdinalIgnoreCase) { ["Content-Type"] = "application/json", ["x-ms-error-code"] = answer.Code };

        public override int Status => answer.Status;

        public override bool IsError => true;

        public override string ReasonPhrase => "Given by a test";

        public override Stream? ContentStream { get; set; } = new MemoryStream(answer.Code is null ? [] : Encoding.UTF8.GetBytes($$$$"""{"odata.error":{"code":"{{{{answer.Code}}}}","message":{"lang":"en-US","value":"Given by a test."}}}"""));

        public override string ClientRequestId { get; set; } = "";

        public override void Dispose()
        {
        }

        protected override bool TryGetHeader(string name, [NotNullWhen(true)] out string? value) => _headers.TryGetValue(name, out value);

        protected override bool TryGetHeaderValues(string name, [NotNullWhen(true)] out IEnumerable<string>? values)
        {
            values = _headers.TryGetValue(name, out var value) ? [value] : null;
            return values is not null;
        }

        protected override bool ContainsHeader(string name) => _headers.ContainsKey(name);

        protected override IEnumerable<HttpHeader> EnumerateHeaders() => _headers.Select(header => new HttpHeader(header.Key, header.Value));
    }
}

using System.Diagnostics.CodeAnalysis;

namespace Azure
{
    public readonly record struct ETag
    {
        public static readonly ETag All = new("*");
        private readonly string? _value;

        public ETag(string etag) => _value = etag;

        public override string ToString() => _value ?? "";
    }

    public abstract class Response
    {
        public abstract int Status { get; }

        public virtual Core.ResponseHeaders Headers => new(this);

        public static Response<T> FromValue<T>(T value, Response response) => new ValueResponse<T>(value, response);

        protected internal abstract bool TryGetHeader(string name, [NotNullWhen(true)] out string? value);

        private sealed class ValueResponse<T>(T value, Response response) : Response<T>
        {
            public override T Value => value;

            public override Response GetRawResponse() => response;
        }
    }

    public abstract class NullableResponse<T>
    {
        public abstract bool HasValue { get; }

        public abstract T? Value { get; }

        public abstract Response GetRawResponse();
    }

    public abstract class Response<T> : NullableResponse<T>
    {
        public override bool HasValue => true;

        public abstract override T Value { get; }
    }

    public abstract class AsyncPageable<T> : IAsyncEnumerable<T>
        where T : notnull
    {
        public abstract IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default);
    }

    public class RequestFailedException(int status, string message, string? errorCode, Exception? innerException) : Exception(message, innerException)
    {
        public int Status => status;

        public string? ErrorCode => errorCode;
    }
}

namespace Azure.Core
{
    public readonly struct ResponseHeaders(Response response)
    {
        public ETag? ETag => response.TryGetHeader("ETag", out var value) ? new ETag(value) : null;
    }

    public abstract class TokenCredential;

    public enum RetryMode
    {
        Fixed,
        Exponential,
    }

    public class RetryOptions
    {
        public RetryMode Mode { get; set; }

        public int MaxRetries { get; set; }

        public TimeSpan Delay { get; set; }

        public TimeSpan MaxDelay { get; set; }

        public TimeSpan NetworkTimeout { get; set; }
    }

    public abstract class ClientOptions
    {
        public RetryOptions Retry { get; } = new();
    }
}

namespace Azure.Identity
{
    public class DefaultAzureCredential : Core.TokenCredential
    {
        public DefaultAzureCredential(bool includeInteractiveCredentials = false) => _ = includeInteractiveCredentials;
    }

    public class AuthenticationFailedException(string message) : Exception(message);
}

using Microsoft.AspNetCore.Http;

namespace Benefits.Http;

/// <summary>Headers that every answer carries.</summary>
public static class AnswerHeaders
{
    public const string DemoMode = "X-Demo-Mode";

    internal static void Set(IHeaderDictionary headers, Endpoint endpoint, bool demo)
    {
        SetCommon(headers, demo);
        // An answer to a known caller may hold personal data: no cache between here and there keeps it.
        headers.CacheControl = endpoint.Roles.Count > 0 || endpoint.Verb != Verb.Get ? "no-store" : "no-cache";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
    }

    /// <summary>Those that also belong on what a host answers without an endpoint.</summary>
    public static void SetCommon(IHeaderDictionary headers, bool demo)
    {
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        if (demo) headers[DemoMode] = "true";
    }
}

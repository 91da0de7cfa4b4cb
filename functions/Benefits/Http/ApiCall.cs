using System.Diagnostics;
using System.Globalization;
using Benefits.Http.Access;
using Benefits.Http.Bodies;
using Benefits.Storage;
using Microsoft.AspNetCore.Http;

namespace Benefits.Http;

/// <summary>One call of an endpoint, with parameters and body already checked. Handlers see no more of HTTP than this.</summary>
public sealed class ApiCall
{
    private readonly Caller? _caller;
    private readonly object? _body;
    private readonly BodyMeter _meter;

    internal ApiCall(Endpoint endpoint, HttpContext context, Caller? caller, object? body, BodyMeter meter)
    {
        Endpoint = endpoint;
        Context = context;
        _caller = caller;
        _body = body;
        _meter = meter;
    }

    public Endpoint Endpoint { get; }

    /// <summary>For the rare header of an answer.</summary>
    public HttpContext Context { get; }

    /// <summary>Who calls. Only endpoints that name roles have one.</summary>
    public Caller Caller => _caller ?? throw new InvalidOperationException($"{Endpoint.Name} names no roles, so it has no caller.");

    /// <summary>Who calls, where <see cref="Endpoint.MaySignIn"/> lets them choose; null for those who have not signed in.</summary>
    public Caller? SignedIn => _caller;

    public CancellationToken Cancel => Context.RequestAborted;

    /// <summary>Ends with every answer and log line of this call.</summary>
    public string TraceId => TraceIdOf(Context);

    /// <summary>The checked body.</summary>
    public T Body<T>() => _body is T body ? body : throw new InvalidOperationException($"{Endpoint.Name} declares {Endpoint.Request?.Name ?? "no body"}, not {typeof(T).Name}.");

    public string Route(string name) => Context.Request.RouteValues[name] as string ?? throw new InvalidOperationException($"{Endpoint.Route} has no {{{name}}}.");

    public T Route<T>(string name)
        where T : struct, IText<T> => Parse<T>(Route(name));

    /// <summary>A query parameter as text; null where it is not given.</summary>
    public string? Query(string name) => Context.Request.Query.TryGetValue(name, out var values) ? values[0] : null;

    public T? Query<T>(string name)
        where T : struct, IText<T> => Query(name) is { } text ? Parse<T>(text) : null;

    public int? Number(string name) => Query(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    public DateOnly? Date(string name) => Query(name) is { } text ? DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture) : null;

    public T? Choice<T>(string name)
        where T : struct, Enum => Query(name) is { } text ? EnumNames<T>.All[text] : null;

    /// <summary>The page asked for. Only endpoints that have <see cref="Endpoint.Pages"/> have one.</summary>
    public PageAsked Page =>
        Endpoint.Pages is { } pages
            ? new PageAsked(Number(Paging.Limit) ?? pages.Ordinary, Query(Paging.After) is { } next ? PageAsked.KeyOf(next) : null)
            : throw new InvalidOperationException($"{Endpoint.Name} has no pages.");

    /// <summary>A header; null where it is not given.</summary>
    public string? Header(string name) => Context.Request.Headers.TryGetValue(name, out var values) ? values[0] : null;

    /// <summary>The body of a file endpoint. Reading beyond <see cref="Endpoint.MaxBytes"/> ends the call with 413, too slowly with 408.</summary>
    public Stream OpenFile() => new MeteredStream(Context.Request.Body, _meter);

    internal static string TraceIdOf(HttpContext context) => Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier;

    private static T Parse<T>(string text)
        where T : struct, IText<T> =>
        T.TryParse(text, out var value, out var fault) ? value : throw new InvalidOperationException($"A parameter is used as {typeof(T).Name} but was not declared so: {fault}");
}

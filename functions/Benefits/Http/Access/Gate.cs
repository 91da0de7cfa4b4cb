using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;

namespace Benefits.Http.Access;

/// <summary>Asks who calls, and whether the endpoint is for that role.</summary>
internal static class Gate
{
    public static async Task<(Caller? Caller, IResult? Refusal)> PassAsync(Endpoint endpoint, HttpContext context)
    {
        var known = context.RequestServices.GetRequiredService<KnownTokens>();
        var header = context.Request.Headers.Authorization.ToString();
        if (known.Find(header) is { } seen) return Admit(endpoint, seen);
        if (await AuthenticateAsync(context) is not { } token) return (null, Problems.Unavailable("身份服务暂时无法访问，请稍后重试", 30));
        if (!token.Succeeded) return (null, Unauthenticated(context, token));
        if (!Caller.TryRead(token.Principal, out var caller, out var fault)) return (null, Problems.Forbidden(fault));
        known.Add(header, caller, token.Properties?.ExpiresUtc);
        return Admit(endpoint, caller);
    }

    private static (Caller? Caller, IResult? Refusal) Admit(Endpoint endpoint, Caller caller) =>
        endpoint.MaySignIn || endpoint.Roles.Contains(caller.Role) ? (caller, null) : (null, Problems.Forbidden("您的角色不能使用此功能"));

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "JwtBearer throws whatever its key source threw; a bad token never throws.")]
    private static async Task<AuthenticateResult?> AuthenticateAsync(HttpContext context)
    {
        try
        {
            return await context.AuthenticateAsync(JwtBearerDefaults.AuthenticationScheme);
        }
        catch (Exception fault) when (!context.RequestAborted.IsCancellationRequested)
        {
            context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Benefits.Http").IdentityUnavailable(ApiCall.TraceIdOf(context), fault.GetType().FullName ?? "");
            return null;
        }
    }

    private static IResult Unauthenticated(HttpContext context, AuthenticateResult token)
    {
        context.Response.Headers.WWWAuthenticate = token.None ? "Bearer" : "Bearer error=\"invalid_token\"";
        var detail = token.None ? "请求没有携带令牌（Authorization: Bearer …）"
            : token.Failure is SecurityTokenInvalidLifetimeException or SecurityTokenExpiredException ? "令牌不在有效期内，请重新登录"
            : "令牌无效，请重新登录";
        return Problems.Of(ProblemKind.Unauthenticated, detail);
    }
}

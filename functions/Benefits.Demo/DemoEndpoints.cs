using System.ComponentModel;
using Benefits.Http;
using Benefits.Storage;
using Microsoft.AspNetCore.Http;

namespace Benefits.Demo;

/// <summary>Signing in without a password, for demonstrations (演示登录).</summary>
public static class DemoEndpoints
{
    public const string SignIn = "demo/sign-in";
    public const string Staff = "demo/staff";

    public static IReadOnlyList<Endpoint> All { get; } =
    [
        new()
        {
            Name = "DemoSignIn",
            Verb = Verb.Post,
            Route = SignIn,
            Tag = "演示",
            Summary = "以演示身份登录，取得令牌（仅演示模式）",
            Description = "无需口令，任何人都能以任何演示身份登录；正式环境没有此接口。",
            Request = typeof(DemoSignIn),
            MaxBytes = Endpoint.SmallBytes,
            Example = new DemoSignIn { Subject = "caseworker-1" },
            Response = typeof(DemoToken),
            Problems = [ProblemKind.NotFound],
            DemoOnly = true,
            Handle = Handler.Of<IReadOnlyList<DemoIdentity>, DemoTokens>(SignInAsync),
        },
        new()
        {
            Name = "ListDemoStaff",
            Verb = Verb.Get,
            Route = Staff,
            Tag = "演示",
            Summary = "列出可用的演示身份（仅演示模式）",
            Pages = Paging.Brief,
            Response = typeof(Page<DemoIdentity>),
            DemoOnly = true,
            Handle = Handler.Of<IReadOnlyList<DemoIdentity>>((call, staff) => Task.FromResult<IResult>(TypedResults.Ok(call.Page.Of(staff, identity => identity.Subject, identity => identity)))),
        },
    ];

    private static Task<IResult> SignInAsync(ApiCall call, IReadOnlyList<DemoIdentity> staff, DemoTokens tokens)
    {
        var subject = call.Body<DemoSignIn>().Subject;
        var identity = staff.FirstOrDefault(one => one.Subject == subject);
        if (identity is null) return Task.FromResult(Problems.NotFound("没有这个演示身份；GET /api/demo/staff 列出全部"));
        var (token, expiresAt) = tokens.Sign(identity);
        return Task.FromResult<IResult>(TypedResults.Ok(new DemoToken { Token = token, ExpiresAt = expiresAt, Identity = identity }));
    }
}

public sealed record DemoSignIn
{
    [Description("演示身份的标识，见 GET /api/demo/staff")]
    public required string Subject { get; init; }
}

public sealed record DemoToken
{
    [Description("放入请求头 Authorization: Bearer …")]
    public required string Token { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public required DemoIdentity Identity { get; init; }
}

using System.Security.Claims;
using Benefits.Http.Access;

namespace Benefits.Tests.Http.Access;

public sealed class CallerTests
{
    private static readonly CreditCode Own = TestForm.Example.CreditCode;

    [Fact]
    public void An_agent_acts_for_its_own_enterprise_only()
    {
        var agent = Of(("sub", "a"), ("role", "agent"), ("credit_code", Own.Text));
        Assert.True(agent.MayActFor(Own));
        Assert.False(agent.MayActFor(default));
        Assert.False(agent.MayHandle(Typed.Parse<DistrictCode>("4301")));
        Assert.False(agent.MayOversee(Typed.Parse<DistrictCode>("4301")));
    }

    [Theory]
    [InlineData("caseworker", "4301", "430102", true, true)]
    [InlineData("reviewer", "430102", "4301", false, false)]
    [InlineData("caseworker", "4301", "4302", false, false)]
    [InlineData("supervisor", "43", "4301", false, true)]
    [InlineData("auditor", null, "4301", false, true)]
    [InlineData("operator", null, "4301", false, false)]
    public void Each_role_handles_and_oversees_what_is_its_own(string role, string? own, string district, bool handles, bool oversees)
    {
        var caller = own is null ? Of(("sub", "s"), ("role", role)) : Of(("sub", "s"), ("role", role), ("district", own));
        Assert.Equal(handles, caller.MayHandle(Typed.Parse<DistrictCode>(district)));
        Assert.Equal(oversees, caller.MayOversee(Typed.Parse<DistrictCode>(district)));
        Assert.Equal(oversees, caller.MayRead(Own, Typed.Parse<DistrictCode>(district)));
        Assert.False(caller.MayActFor(Own));
    }

    [Fact]
    public void A_token_without_one_role_or_its_place_is_refused()
    {
        Assert.False(Caller.TryRead(Token(("role", "auditor")), out _, out _));
        Assert.False(Caller.TryRead(Token(("sub", "s")), out _, out _));
        Assert.False(Caller.TryRead(Token(("sub", "s"), ("role", "caseworker"), ("role", "reviewer"), ("district", "43")), out _, out _));
        Assert.False(Caller.TryRead(Token(("sub", "s"), ("role", "caseworker")), out _, out _));
        Assert.False(Caller.TryRead(Token(("sub", "s"), ("role", "agent"), ("credit_code", "123")), out _, out _));
    }

    private static Caller Of(params (string Type, string Value)[] claims) => Caller.TryRead(Token(claims), out var caller, out var fault) ? caller : throw new ArgumentException(fault);

    private static ClaimsPrincipal Token(params (string Type, string Value)[] claims) => new(new ClaimsIdentity(claims.Select(claim => new Claim(claim.Type, claim.Value))));
}

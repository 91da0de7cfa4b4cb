using System.Security.Claims;
using System.Text.Json;
using Benefits.Http.Access;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Benefits.Demo;

/// <summary>Signs tokens for demo identities. Lives only where demo mode is on.</summary>
public sealed class DemoTokens(AuthSettings settings, TimeProvider clock)
{
    /// <summary>A year of the demo's clock, which may run thousands of times as fast as a watch.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(365);

    public (string Token, DateTimeOffset ExpiresAt) Sign(DemoIdentity identity)
    {
        if (!settings.Demo) throw new InvalidOperationException("Demo tokens are signed in demo mode only.");
        var now = clock.GetUtcNow();
        List<Claim> claims =
        [
            new("sub", identity.Subject),
            new(Caller.NameClaim, identity.Name),
            new(Caller.RoleClaim, JsonNamingPolicy.CamelCase.ConvertName(identity.Role.ToString())),
        ];
        if (identity.CreditCode is { } code) claims.Add(new Claim(Caller.CreditCodeClaim, code.Text));
        if (identity.District is { } district) claims.Add(new Claim(Caller.DistrictClaim, district.Text));
        SecurityTokenDescriptor token = new()
        {
            Issuer = AuthSettings.DemoIssuer,
            Audience = AuthSettings.DemoIssuer,
            Subject = new ClaimsIdentity(claims),
            IssuedAt = now.UtcDateTime,
            NotBefore = now.UtcDateTime,
            Expires = (now + Lifetime).UtcDateTime,
            SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(settings.DemoKey.ToArray()), SecurityAlgorithms.HmacSha256),
        };
        return (new JsonWebTokenHandler().CreateToken(token), now + Lifetime);
    }
}

/// <summary>Someone a visitor of the demo may be (演示身份).</summary>
public sealed record DemoIdentity
{
    public required string Subject { get; init; }

    public required string Name { get; init; }

    public required Role Role { get; init; }

    public CreditCode? CreditCode { get; init; }

    public DistrictCode? District { get; init; }
}

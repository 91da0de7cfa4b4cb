using Benefits.Http.Access;
using Benefits.Http.Bodies;
using Benefits.Storage;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;

namespace Benefits.Http;

/// <summary>What every host needs to run endpoints.</summary>
public static class HttpServices
{
    /// <summary>Authentication, limits, JSON forms. The host must register a <see cref="TimeProvider"/> and the packs.</summary>
    /// <param name="endpoints">Those under <c>/api/</c>.</param>
    public static IServiceCollection AddHttpLayer(this IServiceCollection services, AuthSettings settings, RequestLimits limits, IReadOnlyList<Endpoint> endpoints)
    {
        services.AddSingleton(limits).AddSingleton<Throttle>().AddSingleton<BodyBudget>();
        services.AddSingleton<Readiness>().AddSingleton<IReadinessProbe, StoreProbe>();
        services.AddSingleton(settings);
        services.AddSingleton(provider => new EndpointCatalog(endpoints, settings, provider));
        services.AddSingleton<KnownTokens>();
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer();
        services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme).Configure<TimeProvider>((bearer, clock) => Believe(bearer, settings, clock));
        services.ConfigureHttpJsonOptions(json => StoredJson.Apply(json.SerializerOptions));
        return services;
    }

    private static void Believe(JwtBearerOptions bearer, AuthSettings settings, TimeProvider clock)
    {
        bearer.MapInboundClaims = false;
        bearer.IncludeErrorDetails = false;
        var rules = bearer.TokenValidationParameters;
        // A token's time is held against our clock, which in a demo may stand in 2022.
        rules.LifetimeValidator = (notBefore, expires, _, _) => clock.GetUtcNow().UtcDateTime is var now && notBefore <= now + Skew && expires >= now - Skew;
        rules.RequireExpirationTime = true;
        rules.RequireSignedTokens = true;
        rules.RoleClaimType = Caller.RoleClaim;
        if (settings.Demo)
        {
            rules.IssuerSigningKey = new SymmetricSecurityKey(settings.DemoKey.ToArray());
            rules.ValidAlgorithms = [SecurityAlgorithms.HmacSha256];
            rules.ValidIssuer = AuthSettings.DemoIssuer;
            rules.ValidAudience = AuthSettings.DemoIssuer;
            return;
        }
        bearer.Authority = settings.Authority;
        bearer.Audience = settings.Audience;
        // Never a shared secret here: a public key that is taken for one would sign any token.
        rules.ValidAlgorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384];
    }

    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(2);
}

using System.Diagnostics.CodeAnalysis;
using System.Security.Claims;
using Benefits.Http.Bodies;

namespace Benefits.Http.Access;

/// <summary>Who calls (调用人), as the token says.</summary>
public sealed record Caller
{
    public const string RoleClaim = "role";
    public const string NameClaim = "name";
    public const string CreditCodeClaim = "credit_code";
    public const string DistrictClaim = "district";

    public required string Subject { get; init; }

    public required string Name { get; init; }

    public required Role Role { get; init; }

    /// <summary>The one enterprise an agent acts for.</summary>
    public CreditCode? CreditCode { get; init; }

    /// <summary>The district a caseworker, reviewer or supervisor answers for.</summary>
    public DistrictCode? District { get; init; }

    /// <summary>True where the caller may apply and sign for the enterprise: its own agent only.</summary>
    public bool MayActFor(CreditCode enterprise) => Role == Role.Agent && CreditCode == enterprise;

    /// <summary>True where the caller may take a case of the district forward: caseworkers and reviewers of it, or of a district that contains it.</summary>
    public bool MayHandle(DistrictCode district) => Role is Role.Caseworker or Role.Reviewer && District is { } own && own.Contains(district);

    /// <summary>True where the caller may read what concerns the enterprise, which the district pays.</summary>
    public bool MayRead(CreditCode enterprise, DistrictCode district) => Role switch
    {
        Role.Agent => CreditCode == enterprise,
        Role.Auditor => true,
        _ => MayOversee(district),
    };

    /// <summary>True where the caller may read figures and cases of the district.</summary>
    public bool MayOversee(DistrictCode district) => Role switch
    {
        Role.Auditor => true,
        Role.Caseworker or Role.Reviewer or Role.Supervisor => District is { } own && own.Contains(district),
        _ => false,
    };

    /// <summary>Reads the claims; <paramref name="fault"/> is a Chinese sentence that says what the token lacks.</summary>
    public static bool TryRead(ClaimsPrincipal token, [NotNullWhen(true)] out Caller? caller, [NotNullWhen(false)] out string? fault)
    {
        caller = null;
        var subject = token.FindFirst("sub")?.Value;
        var roles = token.FindAll(RoleClaim).Select(claim => claim.Value).Where(EnumNames<Role>.All.ContainsKey).Distinct().ToList();
        if (string.IsNullOrWhiteSpace(subject))
        {
            fault = "令牌中没有用户标识（sub）";
            return false;
        }
        if (roles.Count != 1)
        {
            fault = roles.Count == 0 ? "令牌中没有本系统的角色（role）" : "令牌中有多个角色，经办与复核等职责须分开，请以单一角色登录";
            return false;
        }
        var role = EnumNames<Role>.All[roles[0]];
        CreditCode? enterprise = Benefits.CreditCode.TryParse(token.FindFirst(CreditCodeClaim)?.Value, out var code, out _) ? code : null;
        DistrictCode? district = DistrictCode.TryParse(token.FindFirst(DistrictClaim)?.Value, out var place, out _) ? place : null;
        fault = role switch
        {
            Role.Agent when enterprise is null => "令牌中没有有效的统一社会信用代码（credit_code）",
            Role.Caseworker or Role.Reviewer or Role.Supervisor when district is null => "令牌中没有有效的行政区划代码（district）",
            _ => null,
        };
        if (fault is not null) return false;
        caller = new Caller { Subject = subject, Name = token.FindFirst(NameClaim)?.Value ?? subject, Role = role, CreditCode = enterprise, District = district };
        return true;
    }
}

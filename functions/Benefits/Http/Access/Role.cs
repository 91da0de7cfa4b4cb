namespace Benefits.Http.Access;

/// <summary>What a caller is here for (角色). A token carries exactly one, so that duties stay separate.</summary>
public enum Role
{
    /// <summary>Acts for one enterprise (企业经办人).</summary>
    [Label("企业经办人")]
    Agent,

    /// <summary>Handles cases of a district (经办).</summary>
    [Label("经办人员")]
    Caseworker,

    /// <summary>Reviews and approves cases of a district (复核、审批).</summary>
    [Label("复核人员")]
    Reviewer,

    /// <summary>Looks over a district and all below it (监督), reading only.</summary>
    [Label("督办人员")]
    Supervisor,

    /// <summary>Reads everything, changes nothing (审计).</summary>
    [Label("审计人员")]
    Auditor,

    /// <summary>Runs imports, jobs and funds (运维), decides nothing.</summary>
    [Label("运维人员")]
    Operator,
}

/// <summary>Groups of roles that endpoints name.</summary>
public static class RoleSets
{
    public static readonly IReadOnlyList<Role> Everyone = Enum.GetValues<Role>();

    /// <summary>Those who decide on cases.</summary>
    public static readonly IReadOnlyList<Role> Deciders = [Role.Caseworker, Role.Reviewer];

    /// <summary>Those on the authority's side who may look into cases.</summary>
    public static readonly IReadOnlyList<Role> Readers = [Role.Caseworker, Role.Reviewer, Role.Supervisor, Role.Auditor];
}

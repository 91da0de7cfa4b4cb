namespace Benefits.Http;

/// <summary>Every route, once. Those of the interface lie under <c>/api/</c>; health and <see cref="OpenApi"/> lie at the root.</summary>
public static class Routes
{
    public const string Prefix = "api";

    public const string Health = "health";
    public const string HealthLive = "health/live";
    public const string HealthReady = "health/ready";
    public const string OpenApi = "openapi/v1.json";

    public const string Policies = "policies";
    public const string Policy = "policies/{measure}";

    public const string Enterprise = "enterprises/{code}";
    public const string EnterpriseMessages = "enterprises/{code}/messages";
    public const string EnterpriseLists = "enterprise-lists";
    public const string EnterpriseListPreview = "enterprise-lists/preview";
    public const string Register = "registers/{register}";

    public const string ApplicationPreview = "applications/preview";
    public const string Applications = "applications";
    public const string Application = "applications/{id}";
    public const string ApplicationAccount = "applications/{id}/account";
    public const string ApplicationSignature = "applications/{id}/signatures";
    public const string Queue = "queue";

    public const string Notices = "notices";
    public const string Notice = "notices/{id}";
    public const string LineObjections = "lines/{line}/objections";
    public const string LineObjection = "lines/{line}/objections/{number}";

    public const string Funds = "funds";
    public const string FundBudget = "funds/{fund}/{place}/{year}/budgets";
    public const string Ledger = "ledger";
    public const string Reconciliations = "reconciliations";
    public const string ReconciliationDifferences = "reconciliations/{report}/differences";
    public const string AuditVerifications = "audit-verifications";

    public const string Jobs = "jobs";
    public const string Job = "jobs/{number}";
    public const string JobRuns = "jobs/{job}/runs";
    public const string Tick = "timers/tick";

}

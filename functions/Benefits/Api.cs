using Benefits.Applications;
using Benefits.Audit.Verification;
using Benefits.Cases;
using Benefits.Cases.Notices;
using Benefits.Enterprises;
using Benefits.Funds;
using Benefits.Jobs;
using Benefits.Ledger;
using Benefits.Payouts;
using Benefits.Policy;
using Benefits.Registers;

namespace Benefits;

/// <summary>Every operation of the interface. A host maps these, and in demo mode those of the demo.</summary>
public static class Api
{
    /// <summary>Those under <c>/api/</c>.</summary>
    public static IReadOnlyList<Endpoint> Endpoints { get; } =
    [
        .. PolicyEndpoints.All,
        .. EnterpriseEndpoints.All,
        .. RegisterEndpoints.All,
        .. ApplicationEndpoints.All,
        .. AccountEndpoints.All,
        .. ReviewEndpoints.All,
        .. NoticeEndpoints.All,
        .. FundEndpoints.All,
        .. BudgetEndpoints.All,
        .. LedgerEndpoints.All,
        .. BooksEndpoints.All,
        .. AuditEndpoints.All,
        .. JobEndpoints.All,
    ];
}

using Benefits.Applications;
using Benefits.Ledger;
using Benefits.Workflows;

namespace Benefits.Payouts;

/// <summary>Tells the applications in a fund's queue that it is worth asking again (资金到位通知).</summary>
public sealed class FundsArrival(Funds funds, IWorkflowClient workflows)
{
    public async Task TellAsync(FundKey fund, CancellationToken cancel)
    {
        if (await funds.FindAsync(fund, cancel) is not { Free: var free } || free <= Money.Zero) return;
        foreach (var waiting in await funds.QueueAsync(fund, cancel))
        {
            // The ask's id is the application's with a number behind it.
            if (CaseId.TryParse(waiting.ApplicationId[..waiting.ApplicationId.LastIndexOf('-')], out var id, out _))
            {
                await workflows.RaiseAsync(id.Instance, PayoutWorkflow.FundsRaised, new FundsRaised(fund.ToString()), cancel);
            }
        }
    }
}

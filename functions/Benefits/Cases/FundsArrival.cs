using Benefits.Funds;
using Benefits.Workflows;

namespace Benefits.Cases;

/// <summary>Tells the first application in a fund's queue that it is worth asking again (资金到位通知). Nobody overtakes it, and once it has its money it tells the next.</summary>
public sealed class FundsArrival(FundStore funds, IWorkflowClient workflows)
{
    public async Task TellAsync(FundKey fund, CancellationToken cancel)
    {
        if (await funds.FindAsync(fund, cancel) is not { Free: var free } || free <= Money.Zero) return;
        if (await funds.QueueAsync(fund, cancel) is not [var first, ..]) return;
        await workflows.RaiseAsync(Typed.Parse<AskId>(first.ApplicationId).Case.Instance, CaseSignals.FundsRaised, new FundsRaised(fund.ToString()), cancel);
    }
}

using System.Diagnostics;
using Benefits.Http;
using Microsoft.AspNetCore.Http;

namespace Benefits.Cases;

/// <summary>What the endpoints of cases have in common.</summary>
internal sealed class CaseAnswers(CaseStore cases, FourEyes eyes)
{
    public static readonly Parameter Number = Parameter.Typed<CaseId>("id", "申请编号", $"{Examples.Enterprise}-0123456789ab").InPath();

    public Task<CaseHeader?> FindAsync(ApiCall call) => cases.FindAsync(call.Route<CaseId>("id"), call.Cancel);

    /// <summary>What one may not see is not there.</summary>
    public static IResult NoSuchCase() => Problems.NotFound("没有这份申请，或您无权查看");

    /// <summary>What the caller did before never goes away, so that the reason asked for after a refusal is still the one.</summary>
    public async Task<string> WhyNotAsync(ApiCall call, Involvement act) =>
        (await eyes.ReadAsync(act.Case!.Value.Enterprise, call.Caller.Subject, call.Cancel)).WhyNot(act) ?? throw new UnreachableException();

    /// <summary>Where the case stands, for those whom someone else forestalled.</summary>
    public async Task<string> StandsAsync(CaseId id, CancellationToken cancel)
    {
        var progress = await cases.ProgressAsync(id, cancel);
        return $"现状：{progress.Stage.Label}；最近一步：{progress.Steps[^1].Text}（{progress.Steps[^1].At.BusinessDate:yyyy-MM-dd}）";
    }
}

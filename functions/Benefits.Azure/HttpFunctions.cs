using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using Benefits.Demo;
using Benefits.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Endpoint = Benefits.Http.Endpoint;

namespace Benefits.Azure;

/// <summary>The interface (接口), one function for each endpoint, under the endpoint's own name and route.</summary>
/// <remarks>
/// Anonymous to the host: who calls is told by the token, which the endpoint's own runner checks, as on the embedded host.
/// The host looks through functions in alphabetical order of their names and takes the first whose route fits, so no two routes of one verb may fit the same path, the last function's apart.
/// </remarks>
internal sealed class HttpFunctions(DurableCalls calls, DemoRoster roster)
{
    private const string Api = Routes.Prefix + "/";

    private static readonly FrozenDictionary<string, Endpoint> ByName = DemoServices.Endpoints.Concat(EndpointCatalog.AtRoot).ToFrozenDictionary(endpoint => endpoint.Name);

    [Function(nameof(ListPolicies))]
    public Task<IResult> ListPolicies([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Api + Routes.Policies)] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function(nameof(GetPolicy))]
    public Task<IResult> GetPolicy([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Api + Routes.Policy)] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function(nameof(GetEnterprise))]
    public Task<IResult> GetEnterprise([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Api + Routes.Enterprise)] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function(nameof(ListEnterpriseMessages))]
    public Task<IResult> ListEnterpriseMessages([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Api + Routes.EnterpriseMessages)] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function(nameof(PreviewEnterpriseList))]
    public Task<IResult> PreviewEnterpriseList([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Api + Routes.EnterpriseListPreview)] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function(nameof(ImportEnterpriseList))]
    public Task<IResult> ImportEnterpriseList([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Api + Routes.EnterpriseLists)] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function(nameof(LoadRegister))]
    public Task<IResult> LoadRegister([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Api + Routes.Register)] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function(nameof(PreviewApplication))]
    public Task<IResult> PreviewApplication([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Api + Routes.ApplicationPreview)] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function(nameof(SubmitApplication))]
    public Task<IResult> SubmitApplication([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Api + Routes.Applications)] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function(nameof(ListApplications))]
    public Task<IResult> ListApplications([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Api + Routes.Applications)] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function(nameof(GetApplication))]
    public Task<IResult> GetApplication([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Api + Routes.Application)] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function(nameof(CorrectAccount))]
    public Task<IResult> CorrectAccount([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Api + Routes.ApplicationAccount)] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function(nameof(SignApplication))]
    public Task<IResult> SignApplication([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Api + Routes.ApplicationSignature)] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function(nameof(ListQueue))]
    public Task<IResult> ListQueue([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Api + Routes.Queue)] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function(nameof(ListNotices))]
    public Task<IResult> ListNotices([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Api + Routes.Notices)] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function(nameof(GetNotice))]
    public Task<IResult> GetNotice([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Api + Routes.Notice)] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function(nameof(RaiseObjection))]
    public Task<IResult> RaiseObjection([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Api + Routes.LineObjections)] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function(nameof(DecideObjection))]
    public Task<IResult> DecideObjection([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Api + Routes.LineObjection)] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function(nameof(ListFunds))]
    public Task<IResult> ListFunds([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Api + Routes.Funds)] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function(nameof(RaiseBudget))]
    public Task<IResult> RaiseBudget([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Api + Routes.FundBudget)] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function(nameof(ListLedger))]
    public Task<IResult> ListLedger([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Api + Routes.Ledger)] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function(nameof(Reconcile))]
    public Task<IResult> Reconcile([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Api + Routes.Reconciliations)] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function(nameof(ListDifferences))]
    public Task<IResult> ListDifferences([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Api + Routes.ReconciliationDifferences)] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function(nameof(VerifyAudit))]
    public Task<IResult> VerifyAudit([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Api + Routes.AuditVerifications)] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function(nameof(ListJobRuns))]
    public Task<IResult> ListJobRuns([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Api + Routes.Jobs)] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function(nameof(GetJob))]
    public Task<IResult> GetJob([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Api + Routes.Job)] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function(nameof(RunJob))]
    public Task<IResult> RunJob([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Api + Routes.JobRuns)] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function(nameof(Tick))]
    public Task<IResult> Tick([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Api + Routes.Tick)] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function(nameof(DemoSignIn))]
    public Task<IResult> DemoSignIn([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Api + DemoEndpoints.SignIn)] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function(nameof(ListDemoStaff))]
    public Task<IResult> ListDemoStaff([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Api + DemoEndpoints.Staff)] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function(nameof(HealthLive))]
    public Task<IResult> HealthLive([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.HealthLive)] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function(nameof(HealthReady))]
    public Task<IResult> HealthReady([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.HealthReady)] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function(nameof(Health))]
    public Task<IResult> Health([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.Health)] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function(nameof(OpenApi))]
    public Task<IResult> OpenApi([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.OpenApi)] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    /// <summary>Whatever else is asked for under the prefix: an address that does not exist, or a verb it does not have. Its name keeps it behind all the others.</summary>
    [Function(nameof(ZzUnrouted))]
    public static IResult ZzUnrouted([HttpTrigger(AuthorizationLevel.Anonymous, Route = Api + "{*path}")] HttpRequest request) => Unrouted.Answer(request.HttpContext);

    private async Task<IResult> RunAsync(HttpRequest request, DurableTaskClient durable, [CallerMemberName] string name = "")
    {
        calls.Enter(durable);
        var endpoint = ByName[name];
        if (endpoint.DemoOnly) await roster.RefreshAsync();
        return await EndpointRunner.RunAsync(endpoint, request.HttpContext);
    }
}

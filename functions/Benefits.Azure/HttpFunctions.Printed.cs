using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Benefits.Azure;

// Printed from the platform's catalogues by the tests of this app, which fail where the two differ.
internal sealed partial class HttpFunctions
{
    [Function("ListPolicies")]
    public Task<IResult> ListPolicies([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/policies")] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function("GetPolicy")]
    public Task<IResult> GetPolicy([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/policies/{measure}")] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function("GetEnterprise")]
    public Task<IResult> GetEnterprise([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/enterprises/{code}")] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function("ListEnterpriseMessages")]
    public Task<IResult> ListEnterpriseMessages([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/enterprises/{code}/messages")] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function("PreviewEnterpriseList")]
    public Task<IResult> PreviewEnterpriseList([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/enterprise-lists/preview")] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function("ImportEnterpriseList")]
    public Task<IResult> ImportEnterpriseList([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/enterprise-lists")] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function("LoadRegister")]
    public Task<IResult> LoadRegister([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/registers/{register}")] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function("PreviewApplication")]
    public Task<IResult> PreviewApplication([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/applications/preview")] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function("SubmitApplication")]
    public Task<IResult> SubmitApplication([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/applications")] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function("ListApplications")]
    public Task<IResult> ListApplications([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/applications")] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function("GetApplication")]
    public Task<IResult> GetApplication([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/applications/{id}")] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function("CorrectAccount")]
    public Task<IResult> CorrectAccount([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/applications/{id}/account")] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function("SignApplication")]
    public Task<IResult> SignApplication([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/applications/{id}/signatures")] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function("ListQueue")]
    public Task<IResult> ListQueue([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/queue")] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function("ListNotices")]
    public Task<IResult> ListNotices([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/notices")] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function("GetNotice")]
    public Task<IResult> GetNotice([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/notices/{id}")] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function("RaiseObjection")]
    public Task<IResult> RaiseObjection([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/lines/{line}/objections")] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function("DecideObjection")]
    public Task<IResult> DecideObjection([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/lines/{line}/objections/{number}")] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function("ListFunds")]
    public Task<IResult> ListFunds([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/funds")] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function("RaiseBudget")]
    public Task<IResult> RaiseBudget([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/funds/{fund}/{place}/{year}/budgets")] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function("ListLedger")]
    public Task<IResult> ListLedger([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/ledger")] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function("Reconcile")]
    public Task<IResult> Reconcile([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/reconciliations")] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function("ListDifferences")]
    public Task<IResult> ListDifferences([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/reconciliations/{report}/differences")] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function("VerifyAudit")]
    public Task<IResult> VerifyAudit([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/audit-verifications")] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function("ListJobRuns")]
    public Task<IResult> ListJobRuns([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/jobs")] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function("RunJob")]
    public Task<IResult> RunJob([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/jobs/{job}/runs")] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function("GetJob")]
    public Task<IResult> GetJob([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/jobs/{number}")] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function("Tick")]
    public Task<IResult> Tick([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/timers/tick")] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function("DemoSignIn")]
    public Task<IResult> DemoSignIn([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/demo/sign-in")] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function("ListDemoStaff")]
    public Task<IResult> ListDemoStaff([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/demo/staff")] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function("HealthLive")]
    public Task<IResult> HealthLive([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health/live")] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function("HealthReady")]
    public Task<IResult> HealthReady([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health/ready")] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function("Health")]
    public Task<IResult> Health([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health")] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);

    [Function("OpenApi")]
    public Task<IResult> OpenApi([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "openapi/v1.json")] HttpRequest request, [DurableClient] DurableTaskClient durable) => RunAsync(request, durable);
}

using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Benefits.Applications;
using Benefits.Cases;
using Benefits.Demo;
using Benefits.Http;
using Benefits.Ledger;
using Benefits.Storage;

namespace Benefits.Tests.Journeys;

/// <summary>The embedded host, or whatever host <c>BENEFITS_URL</c> names.</summary>
public sealed class JourneyTests() : Journey(async day => RemoteHost.Named ?? await EmbeddedHost.StartAsync(day));

/// <summary>What a client sees of a host from the first look to the last entry in the ledger. Every host passes the same.</summary>
public abstract class Journey(Func<DateOnly, Task<IJourneyHost>> start) : IAsyncLifetime
{
    private const string Api = $"/{Routes.Prefix}/";

    /// <summary>A remote host is asked once a second; one that needs longer than this hangs.</summary>
    private const int MostMoves = 600;

    protected IJourneyHost Host { get; private set; } = null!;
    private JourneyClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        Host = await start(new DateOnly(2022, 9, 1));
        _client = JourneyClient.To(Host);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _client.Dispose();
        await Host.DisposeAsync();
    }

    [Fact]
    public async Task A_firm_applies_once_and_every_line_is_signed_announced_paid_and_booked()
    {
        var demo = DemoData.Create(Host.DemoDay);
        var agent = demo.Staff.First(staff => staff.Firm == demo.RehearsalFirm.Code).Subject;
        var form = DemoSetUp.Form(demo.RehearsalFirm, demo.RehearsalWorkers);

        var preview = await _client.PostAsync<PreviewResult>(agent, Api + Routes.ApplicationPreview, form);
        Assert.True(preview.Granted > 0);

        var receipt = await _client.PostAsync<Receipt>(agent, Api + Routes.Applications, form, "journey");
        var again = await _client.PostAsync<Receipt>(agent, Api + Routes.Applications, form, "journey");
        Assert.Equal((receipt.Id, receipt.ReceivedAt), (again.Id, again.ReceivedAt));

        var view = await CarryThroughAsync(demo, agent, receipt.Id);

        Assert.Equal((Stage.Settled, view.Lines), (view.Stage, view.PaidLines));
        Assert.Equal(preview.Total, view.Paid);
        var notice = await _client.GetAsync<JsonObject>(null, $"{Api}{Routes.Notices}/{receipt.Id}");
        Assert.DoesNotContain(form.Workers[0].ResidentId, notice.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain(form.Workers[0].Name, notice.ToJsonString(), StringComparison.Ordinal);
        await AssertBookedAsync(demo, agent, view);
        var audit = await _client.PostAsync<JsonObject>(demo.Staff.First(staff => staff.Role == "auditor").Subject, Api + Routes.AuditVerifications, null);
        Assert.Equal("[]", audit["breaks"]!.ToJsonString());
    }

    [Fact]
    public async Task Refusals_look_the_same_wherever_they_come_from()
    {
        var agent = DemoData.Create(Host.DemoDay).Staff.First(staff => staff.Role == "agent").Subject;

        await AssertProblemAsync(HttpStatusCode.Unauthorized, null, HttpMethod.Get, Routes.Queue + "?district=4301");
        await AssertProblemAsync(HttpStatusCode.Forbidden, agent, HttpMethod.Get, Routes.Jobs);
        await AssertProblemAsync(HttpStatusCode.NotFound, agent, HttpMethod.Get, "policies/no-such-measure");
        await AssertProblemAsync(HttpStatusCode.NotFound, null, HttpMethod.Get, "no-such-address");
        await AssertProblemAsync(HttpStatusCode.BadRequest, agent, HttpMethod.Post, Routes.ApplicationPreview, new { unknown = 1 });
        using var wrongVerb = await AssertProblemAsync(HttpStatusCode.MethodNotAllowed, null, HttpMethod.Delete, Routes.Policies);
        Assert.Equal(["GET"], wrongVerb.Content.Headers.Allow);
    }

    [Fact]
    public async Task Hostile_input_is_refused_alike_wherever_it_arrives()
    {
        var attack = _client.Attack(DemoData.Create(Host.DemoDay).Staff);
        foreach (var endpoint in DemoServices.Endpoints)
        {
            await attack.WithParametersAsync(endpoint);
            if (endpoint.Accepts == BodyKind.Csv) await attack.WithFalseFilesAsync(endpoint);
            if (endpoint.Request is null) continue;
            await attack.WithBodiesAsync(endpoint);
            await attack.WithFalseFormsAsync(endpoint);
        }
    }

    [Fact]
    public async Task Health_and_the_interfaces_document_lie_at_the_root()
    {
        Assert.Equal("ok", (await _client.GetAsync<HealthReport>(null, "/" + Routes.Health)).Status);

        var document = await _client.GetAsync<JsonObject>(null, "/" + Routes.OpenApi);
        Assert.Equal(DemoServices.Endpoints.Concat(EndpointCatalog.AtRoot).Select(endpoint => endpoint.Name).Order(), document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()).Select(operation => operation.Value!["operationId"]!.GetValue<string>()).Order());
    }

    /// <summary>Signs, corrects accounts and lets time pass until the case is closed.</summary>
    private async Task<ApplicationView> CarryThroughAsync(DemoData demo, string agent, CaseId id)
    {
        var corrections = 0;
        for (var move = 0; move < MostMoves; move++)
        {
            var view = await _client.GetAsync<ApplicationView>(agent, $"{Api}{Routes.Applications}/{id}?limit=200");
            if (view.Stage is Stage.Settled or Stage.Refused or Stage.Lapsed) return view;
            var waitsForSigner = view.Stage == Stage.InReview && view.Steps[^1].Key is StepKey.ReviewOpened;
            if (waitsForSigner) await SignAsync(demo, view);
            else if (view.Stage == Stage.WaitingForAccount)
            {
                AccountForm account = new() { Name = demo.RehearsalFirm.Name, BankCode = demo.RehearsalFirm.BankCode, Number = string.Create(CultureInfo.InvariantCulture, $"62990000{++corrections:0000}1234") };
                await _client.PostAsync(agent, $"{Api}{Routes.Applications}/{id}/account", account);
            }
            await Host.PassTimeAsync();
        }
        throw new TimeoutException("The case was not closed.");
    }

    /// <summary>经办 first, then 复核 by someone else each time.</summary>
    private async Task SignAsync(DemoData demo, ApplicationView view)
    {
        var signed = view.Steps.Count(step => step.Key is StepKey.CaseSigned);
        var signer = demo.Staff
            .Where(staff => staff.Role == (signed == 0 ? "caseworker" : "reviewer") && staff.District is { } district && district.Contains(view.District))
            .ElementAt(Math.Max(0, signed - 1));
        await _client.PostAsync(signer.Subject, $"{Api}{Routes.Applications}/{view.Id}/signatures", new SignatureForm { Approved = true, Without = [], Reason = "" });
    }

    private async Task AssertBookedAsync(DemoData demo, string agent, ApplicationView view)
    {
        var entries = (await _client.GetAsync<Page<LedgerEntry>>(agent, $"{Api}{Routes.Ledger}?enterprise={demo.RehearsalFirm.Code}&limit=500")).Items;
        Assert.Equal(view.Paid, entries.Where(entry => entry.LineId.StartsWith(view.Id.Text, StringComparison.Ordinal)).DistinctBy(entry => entry.LineId).Sum(entry => entry.Amount));
        var auditor = demo.Staff.First(staff => staff.Role == "auditor").Subject;
        var report = await _client.PostAsync<JsonObject>(auditor, Api + Routes.Reconciliations, null);
        Assert.True(report["agrees"]!.GetValue<bool>());
    }

    private async Task<HttpResponseMessage> AssertProblemAsync(HttpStatusCode status, string? subject, HttpMethod verb, string path, object? body = null)
    {
        var answer = await _client.SendAsync(subject, verb, Api + path, body);
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(Problems.MediaType, answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("true", Assert.Single(answer.Headers.GetValues(AnswerHeaders.DemoMode)));
        return answer;
    }
}

using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Benefits.Applications;
using Benefits.Cases;
using Benefits.Eligibility;
using Benefits.Http;
using Benefits.Ledger;
using Benefits.Payouts;
using Benefits.Storage;
using Benefits.Timers;
using Microsoft.Extensions.DependencyInjection;

namespace Benefits.Demo;

/// <summary>Plays firm, caseworkers and passing time, all over HTTP, and prints what comes of it.</summary>
/// <param name="settle">Waits until the host has done all that is due, and tells when its workflows next have something to do; null where they wait for nothing.</param>
public sealed class Rehearsal(Uri address, IServiceProvider services, Func<Task<DateTimeOffset?>> settle, ManualClock clock, DemoData data, TextWriter output) : IDisposable
{
    /// <summary>Far more moves than a case takes: a rehearsal that needs more hangs, and says so.</summary>
    private const int MostMoves = 500;

    private readonly HttpClient _http = new() { BaseAddress = new Uri(address, Routes.Prefix + "/") };

    public async Task<int> RunAsync()
    {
        var firm = data.RehearsalFirm;
        var form = DemoSetUp.Form(firm, data.RehearsalWorkers);
        var agent = data.Staff.First(staff => staff.Firm == firm.Code);
        Say($"一、预审：{firm.Name}（{firm.Code}），{form.Workers.Count}人");
        var preview = await SendAsync<PreviewResult>(agent, HttpMethod.Post, Routes.ApplicationPreview, form);
        Say($"  可兑现{preview.Granted}笔，共{preview.Total}；待到期{preview.Waits}项，待核实{preview.Unknown}项，不符合{preview.Refused}项");

        Say($"二、申请：{clock.BusinessDate:yyyy-MM-dd}，一张表，重复提交三次");
        var receipt = await SendAsync<Receipt>(agent, HttpMethod.Post, Routes.Applications, form, "rehearsal");
        for (var again = 0; again < 2; again++)
        {
            var same = await SendAsync<Receipt>(agent, HttpMethod.Post, Routes.Applications, form, "rehearsal");
            if (same.Id != receipt.Id || same.ReceivedAt != receipt.ReceivedAt) return Fail("同一幂等键得到了不同的回执");
        }
        Say($"  回执：{receipt.Id}");

        var view = await CarryThroughAsync(agent, receipt.Id);
        if (view is null) return Fail("办理没有走到头");
        PrintDecisions(view);
        PrintSteps(view);
        await PrintLedgerAsync(agent);
        return await ProveAsync(view);
    }

    /// <summary>Signs, corrects accounts and lets time pass until the case is closed.</summary>
    private async Task<ApplicationView?> CarryThroughAsync(DemoStaff agent, CaseId id)
    {
        var corrections = 0;
        for (var move = 0; move < MostMoves; move++)
        {
            var next = await settle();
            var view = await SendAsync<ApplicationView>(agent, HttpMethod.Get, $"{Routes.Applications}/{id}?limit=200", null);
            switch (view.Stage)
            {
                case Stage.Settled or Stage.Refused or Stage.Lapsed:
                    return view;
                case Stage.InReview when view.Steps[^1].Key is StepKey.ReviewOpened:
                    await SignAsync(view);
                    break;
                case Stage.WaitingForAccount:
                    AccountForm account = new() { Name = data.RehearsalFirm.Name, BankCode = data.RehearsalFirm.BankCode, Number = string.Create(CultureInfo.InvariantCulture, $"62990000{++corrections:0000}1234") };
                    await SendAsync(agent, HttpMethod.Post, $"{Routes.Applications}/{id}/account", account);
                    break;
                default:
                    if (next is not { } due) return null;
                    await PassTimeAsync(due);
                    break;
            }
        }
        return null;
    }

    /// <summary>Moves the clock to the next thing due, a day at a time, with each day's jobs.</summary>
    private async Task PassTimeAsync(DateTimeOffset due)
    {
        var keeper = services.GetRequiredService<Timekeeper>();
        while (clock.BusinessDate < due.BusinessDate)
        {
            clock.Advance(clock.BusinessDate.AddDays(1).StartsAt - clock.GetUtcNow());
            await keeper.TickAsync(CancellationToken.None);
        }
        if (due > clock.GetUtcNow()) clock.Advance(due - clock.GetUtcNow());
    }

    private async Task SignAsync(ApplicationView view)
    {
        var signed = view.Steps.Count(step => step.Key is StepKey.CaseSigned);
        // 经办 first, then 复核 by someone else each time.
        var signer = data.Staff
            .Where(staff => staff.Role == (signed == 0 ? "caseworker" : "reviewer") && staff.District is { } district && district.Contains(view.District))
            .ElementAt(Math.Max(0, signed - 1));
        await SendAsync(signer, HttpMethod.Post, $"{Routes.Applications}/{view.Id}/signatures", new SignatureForm { Approved = true, Without = [], Reason = "" });
    }

    private void PrintDecisions(ApplicationView view)
    {
        Say($"三、认定（{view.Decisions.Count}人）");
        foreach (var decision in view.Decisions)
        {
            foreach (var line in decision.Lines) Say($"  {decision.Worker:00} {decision.MaskedName} {line.Title} {line.Period} {line.Amount} {line.StateText}（{line.Clause}）");
            foreach (var other in decision.NotChosen) Say($"  {decision.Worker:00} {decision.MaskedName} 不重复享受：{other.Reason}");
            if (decision.Lines.Count > 0) continue;
            foreach (var assessment in decision.Assessments.Where(assessment => assessment.Outcome is Outcome.Waits or Outcome.Unknown))
            {
                Say($"  {decision.Worker:00} {decision.MaskedName} {assessment.Title}：{(assessment.Outcome == Outcome.Waits ? $"待到期，{assessment.ReadyOn:yyyy-MM-dd}" : "待核实")}（{assessment.Clause}）");
            }
            if (decision.Assessments.All(assessment => assessment.Outcome == Outcome.Refused))
            {
                var nearest = decision.Assessments.OrderBy(assessment => assessment.Findings.Count(finding => finding.Truth == Truth.NotMet)).First();
                Say($"  {decision.Worker:00} {decision.MaskedName} {nearest.Title}：{string.Join("；", nearest.Findings.Where(finding => finding.Truth == Truth.NotMet).Select(finding => $"{finding.Says}，不满足（{finding.Clause}）"))}");
            }
        }
    }

    private void PrintSteps(ApplicationView view)
    {
        Say("四、办理经过");
        foreach (var step in view.Steps) Say($"  {step.At.ToOffset(BeijingTime.Offset):yyyy-MM-dd HH:mm} {step.Text}");
    }

    private async Task PrintLedgerAsync(DemoStaff agent)
    {
        var entries = (await SendAsync<Page<LedgerEntry>>(agent, HttpMethod.Get, $"{Routes.Ledger}?enterprise={data.RehearsalFirm.Code}&limit=500", null)).Items;
        Say($"五、台账（{entries.Count}笔）");
        foreach (var entry in entries) Say($"  {entry.On:yyyy-MM-dd} 借 {entry.Debit} 贷 {entry.Credit} {entry.Amount} {entry.Code} {entry.LineId[^8..]}");
    }

    private async Task<int> ProveAsync(ApplicationView view)
    {
        Say("六、核对");
        var code = await services.GetRequiredService<BooksCheck>().PrintAsync(clock.BusinessDate, output, CancellationToken.None);
        if (view.Stage != Stage.Settled || view.PaidLines == 0 || view.PaidLines != view.Lines) return Fail($"应发{view.Lines}笔，实发{view.PaidLines}笔，状态“{view.StageText}”");
        var measures = view.Decisions.SelectMany(decision => decision.Lines).Select(line => line.Title).Distinct().Count();
        Say($"  本件{view.Workers}人、{measures}项政策、{view.PaidLines}笔，共{view.Paid}");
        return code;
    }

    private async Task SendAsync(DemoStaff who, HttpMethod verb, string path, object body)
    {
        using var answer = await SendRawAsync(who, verb, path, body, null);
    }

    private async Task<T> SendAsync<T>(DemoStaff who, HttpMethod verb, string path, object? body, string? key = null)
    {
        using var answer = await SendRawAsync(who, verb, path, body, key);
        return StoredJson.Read<T>(await answer.Content.ReadAsStringAsync());
    }

    private async Task<HttpResponseMessage> SendRawAsync(DemoStaff who, HttpMethod verb, string path, object? body, string? key)
    {
        // Signed in anew each time: the clock jumps by weeks, and a token lives for hours.
        using var signIn = await _http.PostAsJsonAsync(DemoEndpoints.SignIn, new DemoSignIn { Subject = who.Subject }, StoredJson.Options);
        var token = StoredJson.Read<DemoToken>(await signIn.Content.ReadAsStringAsync()).Token;
        using HttpRequestMessage request = new(verb, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        if (body is not null) request.Content = JsonContent.Create(body, body.GetType(), options: StoredJson.Options);
        var answer = await _http.SendAsync(request);
        if (answer.IsSuccessStatusCode) return answer;
        var problem = await answer.Content.ReadAsStringAsync();
        answer.Dispose();
        throw new InvalidOperationException($"{verb} {path} 答复 {(int)answer.StatusCode}：{problem}");
    }

    public void Dispose() => _http.Dispose();

    private int Fail(string reason)
    {
        Say($"演练未通过：{reason}");
        return 1;
    }

    private void Say(string text) => output.WriteLine(text);
}

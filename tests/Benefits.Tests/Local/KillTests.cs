using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Benefits.Applications;
using Benefits.Banking;
using Benefits.Cases;
using Benefits.Demo;
using Benefits.Http;
using Benefits.Local;
using Benefits.Storage;
using Benefits.Tests.Payouts;
using Benefits.Tests.Storage;

namespace Benefits.Tests.Local;

/// <summary>The real host, killed as by <c>kill -9</c> under load, again and again, with a faulty bank and a clock that runs.</summary>
public sealed class KillTests(ITestOutputHelper output) : IDisposable
{
    private const int Rounds = 6;
    private const int Senders = 4;
    private const int LinesAForm = 2;

    /// <summary>A notice of five working days in some twelve seconds, so that later rounds kill payments; the law of 2022 lasts for more than three minutes.</summary>
    private static readonly string[] Running = ["--demo", "--today", "2022-08-01", "--speed", "60000"];

    /// <summary>The same clock, faster from where it has come to.</summary>
    private static readonly string[] Racing = ["--demo", "--today", "2022-08-01", "--speed", "300000"];

    private static readonly DateOnly Today = new(2022, 8, 1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);

    private readonly TempFolder _folder = new();

    [Fact]
    public async Task Whatever_was_acknowledged_before_kill_9_is_there_reaches_its_end_and_is_paid_once()
    {
        var watch = Stopwatch.StartNew();
        var hires = Hire.Graduates(3_000);
        await HostProcess.FillAsync(_folder.Path, Today, hires);
        ConcurrentDictionary<CaseId, bool> acknowledged = [];
        ConcurrentQueue<Hire[]> forms = new(hires.Chunk(LinesAForm));
        ConcurrentQueue<Hire[]> unanswered = [];
        output.WriteLine($"Filled after {watch.Elapsed.TotalSeconds:N1} s");

        for (var round = 1; round <= Rounds; round++)
        {
            await using var host = await HostProcess.ServeAsync(_folder.Path, Running);
            await HttpWorld.SignInAsync(host.Http, "agent");
            // Killed in the middle of it, each time after another number of receipts.
            var enough = acknowledged.Count + round * 7;
            var sending = Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => SendAsync(host, forms, unanswered, acknowledged)));
            while (acknowledged.Count < enough && !sending.IsCompleted) await Task.Delay(5);
            await host.KillAsync();
            await sending;
            output.WriteLine($"Round {round}: {acknowledged.Count} acknowledged, {unanswered.Count} without an answer, after {watch.Elapsed.TotalSeconds:N1} s");
        }

        await using (var last = await HostProcess.ServeAsync(_folder.Path, Racing))
        {
            await HttpWorld.SignInAsync(last.Http, "agent");
            // Those without an answer send again, under the same key.
            await SendAsync(last, unanswered, [], acknowledged);
            await CarryAsync(last, [.. acknowledged.Keys], watch);
            output.WriteLine($"{acknowledged.Count} applications at their end after {watch.Elapsed.TotalSeconds:N1} s");
            Assert.DoesNotContain("stands still", last.Said, StringComparison.Ordinal);
            await last.KillAsync();
        }

        Assert.InRange(acknowledged.Count, Rounds * 7, 1500);
        var (code, report, errors) = await HostProcess.RunAsync("verify", "--data", _folder.Path);
        Assert.True(code == 0, report + errors);
        await ProveAsync([.. acknowledged.Keys]);
        output.WriteLine($"Verified after {watch.Elapsed.TotalSeconds:N1} s");
    }

    public void Dispose() => _folder.Dispose();

    private static async Task SendAsync(HostProcess host, ConcurrentQueue<Hire[]> forms, ConcurrentQueue<Hire[]> unanswered, ConcurrentDictionary<CaseId, bool> acknowledged)
    {
        while (forms.TryDequeue(out var hires))
        {
            try
            {
                using var answer = await HttpWorld.SubmitAsync(host.Http, PayoutWorld.Form(hires), $"key-{hires[0].Person}");
                var body = await answer.Content.ReadAsStringAsync();
                Assert.True(answer.StatusCode == HttpStatusCode.Accepted, body);
                acknowledged[StoredJson.Read<Receipt>(body).Id] = true;
            }
            catch (Exception fault) when (fault is HttpRequestException or IOException or TaskCanceledException)
            {
                unanswered.Enqueue(hires);
                return;
            }
        }
    }

    /// <summary>Looks at every case, corrects accounts where that is asked for, and looks again until all are settled.</summary>
    private static async Task CarryAsync(HostProcess host, List<CaseId> open, Stopwatch watch)
    {
        while (open.Count > 0)
        {
            foreach (var id in open.ToList())
            {
                using var answer = await host.Http.GetAsync($"{Routes.Applications}/{id}?limit=1");
                var view = StoredJson.Read<ApplicationView>(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync());
                Assert.False(view.Stage is Stage.Refused or Stage.Lapsed, $"{id} ends as {view.Stage}: {view.Steps[^1].Text}");
                if (view.Stage == Stage.WaitingForAccount) await CorrectAsync(host, view);
                if (view.Stage != Stage.Settled) continue;
                Assert.Equal((LinesAForm, LinesAForm), (view.Lines, view.PaidLines));
                open.Remove(id);
            }
            Assert.True(watch.Elapsed < Patience, $"{open.Count} cases do not come to their end\n{host.Said}");
        }
    }

    private static async Task CorrectAsync(HostProcess host, ApplicationView view)
    {
        var number = string.Create(CultureInfo.InvariantCulture, $"62990000{view.Steps.Count:0000}1234");
        using var corrected = await host.Http.PostAsJsonAsync($"{Routes.Applications}/{view.Id}/account", PayoutWorld.Account(1, number), StoredJson.Options);
        // Between the look and the answer the deadline may pass and be asked for anew.
        Assert.Contains(corrected.StatusCode, new[] { HttpStatusCode.Accepted, HttpStatusCode.Conflict });
    }

    /// <summary>Looks at the bank's own books: of each line one payment, and of no line more.</summary>
    private async Task ProveAsync(IReadOnlyCollection<CaseId> cases)
    {
        using var folder = DataFolder.Open(_folder.Path);
        var clock = await DemoClock.OpenAsync(folder.Table, TimeProvider.System, null, null, default);
        var paid = await folder.OpenBank(clock, BankMood.Calm).StatementAsync(default)
            .Where(record => record.State is PaymentState.Paid).Select(record => PaymentIds.LineOf(record.InstructionId)!).ToListAsync();
        var expected = cases.SelectMany(id => Enumerable.Range(1, LinesAForm).Select(worker => new LineId(id, worker, 1).Text));
        Assert.Equal(expected.Order(StringComparer.Ordinal), paid.Order(StringComparer.Ordinal));
    }
}

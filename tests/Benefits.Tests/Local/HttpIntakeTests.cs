using System.Net;
using System.Text;
using Benefits.Applications;
using Benefits.Cases;
using Benefits.Http;
using Benefits.Storage;
using Benefits.Tests.Applications;
using Benefits.Tests.Payouts;
using Benefits.Tests.Storage;

namespace Benefits.Tests.Local;

/// <summary>Intake through the whole host, on SQLite.</summary>
public sealed class HttpIntakeTests : IDisposable
{
    private static readonly Hire[] Hires = Hire.Graduates(4);

    private readonly TempFolder _folder = new();

    [Fact]
    public async Task A_hundred_simultaneous_submissions_of_one_form_give_one_application_and_one_receipt()
    {
        using var remains = Remains.OnDisk(_folder);
        await using var host = await HttpWorld.StartAsync(remains, Hires);
        await host.SignInAsync("agent");
        var form = PayoutWorld.Form([.. Hires.Take(3)]);

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(async _ =>
        {
            using var answer = await host.SubmitAsync(form, "same");
            return (answer.StatusCode, Body: await answer.Content.ReadAsStringAsync());
        }));
        await host.World.Engine.IdleAsync(default);

        var (status, body) = Assert.Single(answers.Distinct());
        Assert.Equal(HttpStatusCode.Accepted, status);
        var id = StoredJson.Read<Receipt>(body).Id;
        Assert.Equal([id], await host.World.Get<Docket>().ReadAsync(default).Select(row => row.Id).ToListAsync());
        Assert.Equal(3, (await host.World.LinesAsync(id)).Count);

        using var other = await host.SubmitAsync(form with { Workers = [Hires[3].Form] }, "same");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.StatusCode);
        Assert.Contains("幂等键", await other.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(3, (await host.World.LinesAsync(id)).Count);
    }

    [Fact]
    public async Task Problem_answers_and_the_hosts_logs_hold_nothing_personal()
    {
        using var remains = Remains.OnDisk(_folder);
        await using var host = await HttpWorld.StartAsync(remains, Hires);
        await host.SignInAsync("agent");
        var form = PayoutWorld.Form(Hires);
        ApplicationForm[] broken =
        [
            form with { Workers = [Hires[0].Form, Hires[0].Form] },
            form with { Workers = [Hires[0].Form with { ResidentId = Hires[0].Id.Text[..17] + "Y" }] },
            form with { Account = form.Account with { Name = Hires[0].Name } },
            PayoutWorld.Form([new Hire(1, 2)]),
        ];

        List<string> said = [];
        foreach (var wrong in broken)
        {
            using var answer = await host.SubmitAsync(wrong, "broken");
            Assert.InRange((int)answer.StatusCode, 400, 422);
            said.Add(await answer.Content.ReadAsStringAsync());
        }
        using StringContent unreadable = new($$"""{"enterprise":"{{Hires[0].Id.Text}}","district":"{{Hires[0].Name}}","enterprise":1,"workers":"{{Hires[0].Id.Text}}","contact":["{{Hires[0].Name}}"]}""", Encoding.UTF8, "application/json");
        host.Http.DefaultRequestHeaders.Add("Idempotency-Key", "k");
        using (var answer = await host.Http.PostAsync(Routes.Applications, unreadable))
        {
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            said.Add(await answer.Content.ReadAsStringAsync());
        }
        said.AddRange(host.World.Log.Lines);

        PrivacyTests.AssertNothingPersonal(said, Hires);
    }

    [Fact]
    public async Task A_full_disk_is_answered_503_and_the_same_request_goes_through_when_there_is_room()
    {
        var recording = RecordingVfs.Record(_folder.Path);
        using var remains = Remains.OnDisk(_folder, RecordingVfs.Name);
        await using var host = await HttpWorld.StartAsync(remains, Hires);
        await host.SignInAsync("agent");
        CaseId first;
        using (var answer = await host.SubmitAsync(PayoutWorld.Form([.. Hires.Take(2)]), "before"))
        {
            first = StoredJson.Read<Receipt>(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync()).Id;
        }
        await host.World.Engine.IdleAsync(default);
        recording.Capacity = 1;

        using (var full = await host.SubmitAsync(PayoutWorld.Form([.. Hires.Skip(2)]), "full"))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, full.StatusCode);
            Assert.NotNull(full.Headers.RetryAfter);
        }
        using (var health = await host.Http.GetAsync(new Uri(host.Root, Routes.Health))) Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
        // What needs no write is answered, and what time brings is not lost: the notice ends while the disk is full.
        using (var read = await host.Http.GetAsync($"{Routes.Applications}/{first}")) Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        remains.Clock.AdvanceTo(host.World.Engine.NextDue!.Value);
        await host.World.Engine.IdleAsync(default);
        Assert.Equal(Stage.InNotice, await host.World.StageAsync(first));

        recording.Capacity = long.MaxValue;
        CaseId second;
        using (var room = await host.SubmitAsync(PayoutWorld.Form([.. Hires.Skip(2)]), "full"))
        {
            second = StoredJson.Read<Receipt>(await room.EnsureSuccessStatusCode().Content.ReadAsStringAsync()).Id;
        }
        foreach (var id in new[] { first, second }) Assert.Equal(Stage.Settled, await new Counter().CarryAsync(host.World, id));
        Assert.Empty(await Proof.ComplaintsAsync(host.World, first, second));
    }

    public void Dispose() => _folder.Dispose();
}

using Benefits.Applications;
using Benefits.Cases;
using Benefits.Cases.Notices;
using Benefits.Demo;
using Benefits.Storage;
using Benefits.Tests.Payouts;

namespace Benefits.Tests.Applications;

/// <summary>No resident id, no name of a person and no account number leaves the vault: not into the store, the history, the logs or any answer.</summary>
public sealed class PrivacyTests
{
    [Fact]
    public async Task Nothing_personal_is_in_the_store_the_history_the_logs_or_the_answers_of_a_case_with_everything_in_it()
    {
        Hire[] hires = [.. Hire.Graduates(7), new Hire(8) { Graduated = null }, new Hire(9) { Graduated = false }, new Hire(10) { Insured = 0 }];
        using var world = await PayoutWorld.WithAsync(hires);
        world.Bank.Mood = BankMood.Faulty;
        var (preview, _) = await world.Get<Preview>().RunAsync(PayoutWorld.Form(hires), default);
        var id = await world.ApplyAsync(hires, account: PayoutWorld.ClosedAccount);
        LineId line = new(id, 2, 1);
        Assert.Equal(Stage.Settled, await new Counter { ObjectsTo = line }.CarryAsync(world, id));
        // A step that fails says why in log and status.
        world.Bank.Mood = BankMood.Calm;

        List<string> said = [];
        said.AddRange(world.Log.Lines);
        said.Add(world.Engine.ReadHistory(id.Instance)!.Print());
        said.Add(StoredJson.Write(preview));
        said.Add(StoredJson.Write(await world.ViewAsync(id)));
        said.Add(StoredJson.Write((await world.Get<NoticeBoard>().FindAsync(id, default))!.Value.Lines));
        await foreach (var row in world.Remains.Table.AllAsync()) said.Add($"{row.Key} {row.Body}");
        await foreach (var row in world.Remains.Bank.AllAsync()) said.Add($"{row.Key} {row.Body}");

        Assert.True(world.Log.Lines.Count > 0 && said.Count > 200, "There was nothing to look through.");
        AssertNothingPersonal(said, hires);
    }

    [Fact]
    public async Task A_form_with_faults_is_answered_without_what_was_typed()
    {
        Hire[] hires = [new(1), new(2)];
        using var world = await PayoutWorld.WithAsync(hires);
        var form = PayoutWorld.Form(hires);
        var broken = form with
        {
            Account = form.Account with { Name = "司马联络", BankCode = "1", Number = "62990000111122223333444455556666" },
            Workers = [form.Workers[0], form.Workers[0], form.Workers[1] with { ResidentId = hires[1].Id.Text[..17] + "?", HiredOn = new DateOnly(2030, 1, 1) }],
            Measures = ["no-such-measure"],
        };

        var faults = Assert.IsType<IntakeResult.Faulty>(await world.SubmitAsync(broken)).Faults;

        Assert.InRange(faults.Count, 6, 20);
        AssertNothingPersonal([.. faults.Select(fault => StoredJson.Write(fault)), .. world.Log.Lines], hires);
    }

    internal static void AssertNothingPersonal(IEnumerable<string> said, IEnumerable<Hire> hires)
    {
        string[] secrets =
        [
            .. hires.SelectMany(hire => new[] { hire.Id.Text, hire.Id.Text[..17], hire.Name }),
            "司马联络", "13912345678", "诸葛举报", "13887654321", "该人员没有在岗", "6299000011", "62990000",
        ];
        foreach (var text in said)
        {
            var found = secrets.Where(secret => text.Contains(secret, StringComparison.Ordinal)).ToList();
            Assert.True(found.Count == 0, $"'{string.Join("', '", found)}' stands in: {text[..Math.Min(text.Length, 400)]}");
        }
    }
}

using System.Diagnostics;
using Benefits.Applications;
using Benefits.Cases;
using Benefits.Tests.Payouts;
using Benefits.Vault;

namespace Benefits.Tests.Applications;

public sealed class IntakeTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Twenty_firms_that_claim_one_person_at_once_give_one_paid_claim_and_nineteen_reasons()
    {
        Hire[] hires = [.. Enumerable.Range(1, 20).Select(firm => new Hire(7, firm))];
        using var world = await PayoutWorld.WithAsync(hires);

        var receipts = await Task.WhenAll(hires.Select(hire => Task.Run(() => world.SubmitAsync(PayoutWorld.Form([hire])))));
        await world.Engine.IdleAsync(default);
        CaseId[] cases = [.. receipts.Select(receipt => Assert.IsType<IntakeResult.Received>(receipt).Receipt.Id)];
        foreach (var id in cases) await new Counter().CarryAsync(world, id);

        var views = await Task.WhenAll(cases.Select(world.ViewAsync));
        Assert.Equal((19, new Money(150_000)), (views.Count(view => view.Stage == Stage.Refused), Assert.Single(views, view => view.Stage == Stage.Settled).Paid));
        Assert.All(
            views.Where(view => view.Stage == Stage.Refused).SelectMany(view => view.Decisions).SelectMany(decision => decision.NotChosen),
            other => Assert.Contains("该人员已于2022-09-01由其他企业申领", other.Reason, StringComparison.Ordinal));
        Assert.Empty(await Proof.ComplaintsAsync(world, cases));
    }

    [Fact]
    public async Task A_hundred_forms_of_many_workers_under_one_key_at_once_are_one_application()
    {
        // More than one commit holds: the workers are written before the header.
        var hires = Hire.Graduates(230);
        using var world = await PayoutWorld.WithAsync(hires);
        var form = PayoutWorld.Form(hires);

        var receipts = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => world.SubmitAsync(form))));
        await world.Engine.IdleAsync(default);

        var receipt = Assert.Single(receipts.Select(result => Assert.IsType<IntakeResult.Received>(result).Receipt).DistinctBy(receipt => (receipt.Id, receipt.ReceivedAt)));
        Assert.Equal(230, (await world.LinesAsync(receipt.Id)).Count);
        Assert.IsType<IntakeResult.KeyReused>(await world.SubmitAsync(form with { Workers = [.. form.Workers.Skip(1)] }));
    }

    [Fact]
    public async Task Two_different_forms_under_one_key_at_once_never_mix_their_workers()
    {
        var hires = Hire.Graduates(240);
        using var world = await PayoutWorld.WithAsync(hires);
        var (odd, even) = (PayoutWorld.Form([.. hires.Take(120)]), PayoutWorld.Form([.. hires.Skip(120)]));

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => Task.Run(() => world.SubmitAsync(number % 2 == 0 ? odd : even))));
        await world.Engine.IdleAsync(default);

        Assert.Equal(10, results.Count(result => result is IntakeResult.KeyReused));
        var receipt = results.OfType<IntakeResult.Received>().First().Receipt;
        var people = (await world.LinesAsync(receipt.Id)).Select(line => line.Person).ToHashSet();
        var vault = world.Get<PersonVault>();
        Assert.Contains(new[] { hires.Take(120), hires.Skip(120) }, half => people.SetEquals(half.Select(hire => vault.KeyOf(hire.Id))));
    }

    [Fact]
    public async Task Two_thousand_workers_on_one_form_go_through_to_their_money()
    {
        var hires = Hire.Graduates(2_000);
        using var world = await PayoutWorld.WithAsync(hires);
        var watch = Stopwatch.StartNew();

        var id = await world.ApplyAsync(hires);
        Assert.Equal(Stage.Settled, await new Counter { Jobs = false }.CarryAsync(world, id));

        output.WriteLine($"2,000 workers from form to money in {watch.Elapsed.TotalSeconds:N1} s");
        Assert.Equal(2_000, (await world.LinesAsync(id)).Count(line => line.State == LineStage.Paid));
        Assert.Empty(await Proof.ComplaintsAsync(world, id));
    }
}

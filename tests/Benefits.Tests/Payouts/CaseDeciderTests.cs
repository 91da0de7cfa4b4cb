using Benefits.Audit;
using Benefits.Cases;
using Benefits.Ledger;
using Benefits.Payouts;
using Benefits.Registers;
using Benefits.Tests.Registers;
using Benefits.Tests.Workflows;
using Benefits.Vault;

namespace Benefits.Tests.Payouts;

/// <summary>What a decision leaves to people, from which fund it pays, and whose claims it takes.</summary>
public sealed class CaseDeciderTests
{
    private const string Apprenticeship = "apprenticeship-subsidy";

    [Theory]
    [InlineData(true, 0, Stage.InNotice)]
    [InlineData(false, 1, Stage.InReview)]
    public async Task An_award_that_rests_on_a_declaration_alone_waits_for_a_person_however_small(bool filed, int signatures, Stage stage)
    {
        Hire[] one = [new(1) { Filed = filed }];
        using var world = await PayoutWorld.WithAsync(one);

        var id = await world.ApplyAsync(one);

        Assert.Equal(new Decided(1, Money.FromYuan(1_500), signatures), await DecidedAsync(world, id));
        Assert.Equal(stage, await world.StageAsync(id));
    }

    [Theory]
    [InlineData(4, 4, 0)]
    [InlineData(4, 5, 1)]
    [InlineData(30, 5, 1)]
    [InlineData(30, 6, 2)]
    public async Task A_sum_exactly_at_a_limit_is_within_it(int insured, int uninsured, int signatures)
    {
        // Insured for a month 1,500 yuan, otherwise 1,000: 10,000 and 50,000 are the limits.
        Hire[] hires = [.. Hire.Graduates(insured), .. Hire.Graduates(uninsured, first: 100).Select(hire => hire with { Insured = 0 })];
        using var world = await PayoutWorld.WithAsync(hires);

        var id = await world.ApplyAsync(hires);

        Assert.Equal(new Decided(hires.Length, Money.FromYuan((insured * 1_500) + (uninsured * 1_000)), signatures), await DecidedAsync(world, id));
    }

    [Fact]
    public async Task Each_line_is_paid_from_the_budget_of_the_level_at_which_its_fund_is_kept()
    {
        Hire[] hires = [new(1), new(2) { Insured = 0 }, new(3) { Graduated = false }];
        using var world = await PayoutWorld.WithAsync(hires);
        await LoadApprenticeAsync(world, hires[2], certificateOn: "");

        var id = await world.ApplyAsync(hires, [.. PayoutWorld.OneOff, Apprenticeship]);

        Assert.Equal(["unemployment-43-2022", "employment-430104-2022", "skills-4301-2022"], (await world.LinesAsync(id)).Select(line => line.Fund.ToString()));
    }

    [Fact]
    public async Task A_settlement_takes_off_the_advance_that_was_paid_and_neither_an_unpaid_one_nor_another_settlement()
    {
        Hire[] hires = [new(1) { Graduated = false }];
        using var world = await PayoutWorld.WithAsync(hires);
        await LoadApprenticeAsync(world, hires[0], certificateOn: "2022-08-30");
        var person = world.Get<PersonVault>().KeyOf(hires[0].Id);
        foreach (var (period, yuan, isPaid) in new[] { ("2022-07-advance", 3_000, true), ("2021-06-settlement", 4_000, true), ("2021-05-advance", 500, false) })
        {
            await world.Get<Claims>().TakeAsync(person, [new ClaimKey($"apprenticeship-{period}")], new ClaimHolder($"line-{period}", "earlier", hires[0].Code), Money.FromYuan(yuan), PayoutWorld.Today, default);
            if (isPaid) await world.Get<Claims>().MarkPaidAsync(person, $"line-{period}", PayoutWorld.Today, default);
        }

        var id = await world.ApplyAsync(hires, [Apprenticeship]);

        var line = Assert.Single(await world.LinesAsync(id));
        Assert.Equal(("2022-07-settlement", Money.FromYuan(3_000)), (line.Period, line.Amount));
    }

    [Fact]
    public async Task A_person_whom_another_firm_claims_between_the_decision_and_its_claim_is_decided_again_and_not_paid_twice()
    {
        Hire[] mine = [new(1, 1)];
        var remains = Remains.InMemory();
        using (await PayoutWorld.WithAsync([new(1, 1), new(1, 2)], remains))
        {
        }
        InterveningTable? race = null;
        PayoutWorld? world = null;
        PersonKey Person() => world!.Get<PersonVault>().KeyOf(mine[0].Id);
        ClaimHolder theirs = new("line-of-2", "app-of-2", new Hire(1, 2).Code);
        Claims others = new(remains.Table, new Journal(remains.Table, remains.Clock, Office.Keys("k1").Audit, RealPauses.Optimistic));
        using (world = await PayoutWorld.StartAsync(remains, new Seams
        {
            Table = table => race = new InterveningTable(
                table,
                batch => batch.Writes.Any(write => write.Key.Row == "claim-one-off-graduate-ever"),
                async () => Assert.IsType<TakeOutcome.Taken>(await others.TakeAsync(Person(), [new ClaimKey("one-off-graduate-ever")], theirs, Money.FromYuan(1_500), PayoutWorld.Today, default))),
        }))
        {
            var id = await world.ApplyAsync(mine);

            Assert.True(race!.HasIntervened);
            Assert.Empty(await world.LinesAsync(id));
            Assert.Equal(Stage.Refused, await world.StageAsync(id));
            Assert.Equal(theirs, Assert.Single(await world.Get<Claims>().ListAsync(Person(), default)).Holder);
            Assert.All(Assert.Single((await world.ViewAsync(id)).Decisions).NotChosen, lost => Assert.Contains("该人员已于2022-09-01由其他企业申领", lost.Reason, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData(true, 1_500)]
    [InlineData(false, null)]
    public async Task A_worker_decided_again_on_other_facts_keeps_no_claim_of_the_first_try(bool graduated, int? yuan)
    {
        Hire[] before = [new(1) { Insured = 0 }];
        var remains = Remains.InMemory();
        using (await PayoutWorld.WithAsync(before, remains))
        {
        }
        CaseId id;
        // The decision itself never gets written; its claim does.
        using (var dying = await PayoutWorld.StartAsync(remains, new Seams { Table = table => new InterveningTable(table, batch => batch.Writes.Any(write => write.Key.Row.EndsWith("-d-00001", StringComparison.Ordinal)), () => throw new KilledException()) }))
        {
            id = await dying.ApplyAsync(before);
            Assert.Equal(Money.FromYuan(1_000), Assert.Single(await ClaimsAsync(dying)).Amount);
            await dying.LoadAsync([new(1) { Graduated = graduated }]);
        }

        using var world = await PayoutWorld.StartAsync(remains);
        await world.Engine.IdleAsync(default);

        Assert.Equal(yuan is { } sum ? [Money.FromYuan(sum)] : [], (await world.LinesAsync(id)).Select(line => line.Amount));
        Assert.Equal(yuan is { } claimed ? [Money.FromYuan(claimed)] : [], (await ClaimsAsync(world)).Select(claim => claim.Amount));

        Task<IReadOnlyList<Claim>> ClaimsAsync(PayoutWorld at) => at.Get<Claims>().ListAsync(at.Get<PersonVault>().KeyOf(before[0].Id), default);
    }

    private static Task<Decided> DecidedAsync(PayoutWorld world, CaseId id) => world.Get<CaseDecider>().DecideAsync(new DatedCase(id, PayoutWorld.Today), default);

    private static async Task LoadApprenticeAsync(PayoutWorld world, Hire hire, string certificateOn)
    {
        var csv = $"residentId,creditCode,level,from,to,filedOn,certificateOn\n{hire.Id.Text},{hire.Code},中级工,2022-07-11,2023-07-10,2022-07-05,{certificateOn}\n";
        Assert.Empty((await world.Get<RegisterLoader>().LoadAsync(new() { Register = "apprentices", AsOf = PayoutWorld.Today, Complete = true }, Office.Csv(csv), default)).Faults);
    }
}

using Benefits.Cases;
using Benefits.Cases.Notices;
using Benefits.Reference;
using Benefits.Storage;
using Benefits.Tests.Payouts;

namespace Benefits.Tests.Cases.Notices;

public sealed class NoticeTests
{
    [Fact]
    public async Task A_notice_adds_up_by_measure_and_in_all_and_shows_no_more_of_a_person_than_a_masked_name()
    {
        Hire[] hires = [new(1), new(2) { Insured = 0 }, new(3)];
        using var world = await PayoutWorld.WithAsync(hires);
        var id = await world.ApplyAsync(hires);

        var (notice, lines) = (await world.Get<NoticeBoard>().FindAsync(id, default))!.Value;

        Assert.Equal(new Money(400_000), notice.Total);
        Assert.Equal([(2, new Money(300_000)), (1, new Money(100_000))], notice.Totals.Select(total => (total.Lines, total.Amount)));
        Assert.Equal(notice.Total, lines.Sum(line => line.Amount));
        Assert.All(lines, line => Assert.Equal("欧*", line.MaskedName));
        Assert.Equal([notice.Id], (await world.Get<NoticeBoard>().ListAsync(PayoutWorld.County.Province, default).ToListAsync()).Select(listed => listed.Id));
    }

    [Fact]
    public async Task A_notice_that_does_not_add_up_is_not_published_until_it_does()
    {
        var hires = Hire.Graduates(8);
        using var world = await PayoutWorld.WithAsync(hires);
        var id = await world.ApplyAsync(hires);
        TableKey key = new(id.Partition, new LineId(id, 2, 1).Row);
        var genuine = (await world.Remains.Table.FindAsync(key, default))!.Read<LineRow>();
        await world.Remains.Table.CommitAsync(new TableBatch(key.Partition).Upsert(key.Row, genuine with { Amount = new Money(150_001) }), default);

        await world.SignAsync(id, "first");

        Assert.Null(await world.Get<NoticeBoard>().FindAsync(id, default));
        Assert.DoesNotContain((await world.ProgressAsync(id)).Steps, step => step.Stage == Stage.InNotice);
        Assert.Contains(nameof(NoticeDoesNotAddUpException), (await world.Engine.FindAsync(id.Instance, default))!.Fault, StringComparison.Ordinal);

        await world.Remains.Table.CommitAsync(new TableBatch(key.Partition).Upsert(key.Row, genuine), default);
        Assert.Equal(Stage.Settled, await new Counter().CarryAsync(world, id));
    }

    [Fact]
    public async Task A_notice_published_again_after_an_objection_is_the_same_notice_with_the_frozen_line()
    {
        var hires = Hire.Graduates(3);
        using var world = await PayoutWorld.WithAsync(hires);
        var id = await world.ApplyAsync(hires);
        var once = (await world.Get<NoticeBoard>().FindAsync(id, default))!.Value;
        Assert.Equal(ObjectionResult.Done, await world.ObjectAsync(new LineId(id, 2, 1)));

        var waiting = await world.Get<NoticeBoard>().PublishAsync(new DatedCase(id, PayoutWorld.Today), default);

        Assert.Equal(once.Notice.EndsOn.AddDays(1).StartsAt, waiting.DueAt);
        var listed = Assert.Single(await world.Get<NoticeBoard>().ListAsync(PayoutWorld.County, default).ToListAsync());
        Assert.Equal((Money.FromYuan(4_500), 3), (listed.Total, listed.Totals.Sum(total => total.Lines)));
        Assert.Equal([LineStage.InNotice, LineStage.Frozen, LineStage.InNotice], (await world.LinesAsync(id)).Select(line => line.State));
    }

    [Fact]
    public void Lines_and_decisions_that_differ_by_a_fen_make_no_notice()
    {
        CaseHeader header = new()
        {
            Id = CaseId.Derive(new Hire(1).Code, "k"),
            EnterpriseName = "x",
            District = PayoutWorld.County,
            ReceivedAt = default,
            SubmittedBy = "",
            Fingerprint = "",
            Measures = [],
            Workers = 1,
            SealedContact = "",
            SealedAccount = "",
            MaskedAccount = "",
        };
        NoticeLine line = new(new LineId(header.Id, 1, 1), "欧*", "m", "t", "c", "once", new Money(150_000));

        Assert.Equal(new Money(300_000), Notice.Draft(header, [line, line], new Money(300_000), PayoutWorld.Today, new Deadline(PayoutWorld.Today, false)).Total);
        Assert.Throws<NoticeDoesNotAddUpException>(() => Notice.Draft(header, [line, line], new Money(300_001), PayoutWorld.Today, new Deadline(PayoutWorld.Today, false)));
    }
}

using System.Text;
using Benefits.Audit;
using Benefits.Audit.Verification;
using Benefits.Cases;
using Benefits.Storage;
using Benefits.Tests.Ledger;

namespace Benefits.Tests.Audit;

public sealed class AuditTests
{
    private const string Chain = "ent-a";

    private readonly LedgerWorld _world = new();

    [Fact]
    public async Task What_nobody_touched_holds_over_many_days()
    {
        await WriteAsync(3);
        await _world.Seal.SealAsync(LedgerWorld.Today, default);
        await WriteAsync(2);
        await _world.Seal.SealAsync(LedgerWorld.Today.AddDays(1), default);

        var report = await _world.Audit.VerifyAsync(default);

        Assert.True(report.Holds);
        Assert.Equal((1, 5, 2), (report.Chains, report.Records, report.Seals));
    }

    [Fact]
    public async Task Sealing_a_day_again_answers_the_seal_that_is_there()
    {
        await WriteAsync(1);
        var first = await _world.Seal.SealAsync(LedgerWorld.Today, default);
        await WriteAsync(1);

        Assert.Equal(first, await _world.Seal.SealAsync(LedgerWorld.Today, default));
        await Assert.ThrowsAsync<InvalidOperationException>(() => _world.Seal.SealAsync(LedgerWorld.Today.AddDays(-1), default));
    }

    [Fact]
    public async Task An_edited_record_is_found_and_named()
    {
        await WriteAsync(4);
        var record = await RecordAsync(2);
        await _world.ForgeAsync(Chain, Rows.Audit(2), record with { Facts = [new("line-paid", "line-2", "999999")] });

        await AssertBreaksAsync(new(Chain, Rows.Audit(2)), ChainFault.Edited);
    }

    [Fact]
    public async Task A_record_without_facts_is_an_edit_and_so_are_the_rows_that_it_claims()
    {
        await WriteAsync(2);
        var record = await RecordAsync(1);
        await _world.ForgeAsync(Chain, Rows.Audit(1), record with { Facts = [], Rows = [new RowHash("line-9", RowHash.Of("9"))] });

        await AssertBreaksAsync(new(Chain, Rows.Audit(1)), ChainFault.Edited);
        await AssertBreaksAsync(new(Chain, "line-9"), ChainFault.RowMissing);
    }

    [Fact]
    public async Task A_member_added_to_a_record_is_an_edit()
    {
        await WriteAsync(2);
        var record = await RecordAsync(1);
        await _world.ForgeAsync(Chain, Rows.Audit(1), new { record.Number, record.At, record.Facts, record.Previous, record.Hash, Remark = "x" });

        await AssertBreaksAsync(new(Chain, Rows.Audit(1)), ChainFault.Edited);
    }

    [Fact]
    public async Task A_record_edited_together_with_its_own_hash_is_found_at_the_next_one()
    {
        await WriteAsync(4);
        var first = await RecordAsync(1);
        await _world.ForgeAsync(Chain, Rows.Audit(2), AuditRecord.After(new AuditHead(1, first.Hash), Chain, first.At, [new("line-paid", "x", "1")], [], LedgerWorld.Key));

        await AssertBreaksAsync(new(Chain, Rows.Audit(3)), ChainFault.Unlinked);
    }

    [Fact]
    public async Task A_removed_record_is_found()
    {
        await WriteAsync(4);
        await _world.RemoveAsync(Chain, Rows.Audit(2));

        await AssertBreaksAsync(new(Chain, Rows.Audit(3)), ChainFault.Missing);
    }

    [Fact]
    public async Task Two_records_that_changed_places_are_found()
    {
        await WriteAsync(4);
        var (second, third) = (await RecordAsync(2), await RecordAsync(3));
        await _world.ForgeAsync(Chain, Rows.Audit(2), third);
        await _world.ForgeAsync(Chain, Rows.Audit(3), second);

        await AssertBreaksAsync(new(Chain, Rows.Audit(2)), ChainFault.Edited);
        await AssertBreaksAsync(new(Chain, Rows.Audit(3)), ChainFault.Edited);
    }

    [Fact]
    public async Task A_cut_off_tail_is_found_by_the_head()
    {
        await WriteAsync(3);
        await _world.RemoveAsync(Chain, Rows.Audit(3));

        await AssertBreaksAsync(new(Chain, Rows.AuditHead), ChainFault.Truncated);
    }

    [Fact]
    public async Task A_tail_cut_off_together_with_the_head_is_found_by_the_seal()
    {
        await WriteAsync(3);
        await _world.Seal.SealAsync(LedgerWorld.Today, default);
        await _world.RemoveAsync(Chain, Rows.Audit(3));
        await _world.ForgeAsync(Chain, Rows.AuditHead, new AuditHead(2, (await RecordAsync(2)).Hash));

        Assert.Empty((await LedgerWorld.CheckAsync(_world.Table, Chain)).Breaks);
        await AssertBreaksAsync(new(Chain, Rows.Audit(3)), ChainFault.Truncated);
    }

    [Fact]
    public async Task A_chain_written_anew_from_the_start_is_found_by_the_seal()
    {
        await WriteAsync(2);
        await _world.Seal.SealAsync(LedgerWorld.Today, default);
        var head = AuditHead.None;
        for (var number = 1; number <= 2; number++)
        {
            var record = AuditRecord.After(head, Chain, _world.Clock.GetUtcNow(), [new("line-paid", "forged", "1")], [], LedgerWorld.Key);
            await _world.ForgeAsync(Chain, Rows.Audit(number), record);
            head = new AuditHead(number, record.Hash);
        }
        await _world.ForgeAsync(Chain, Rows.AuditHead, head);

        await AssertBreaksAsync(new(Chain, Rows.Audit(2)), ChainFault.SealBroken);
    }

    [Fact]
    public async Task A_chain_that_vanished_with_its_listing_is_found_by_the_seal()
    {
        await WriteAsync(1);
        await _world.Seal.SealAsync(LedgerWorld.Today, default);
        await _world.RemoveAsync(Chain, Rows.Audit(1));
        await _world.RemoveAsync(Chain, Rows.AuditHead);
        await _world.RemoveAsync(Partitions.Chains, Chain);

        await AssertBreaksAsync(new(Partitions.Chains, Chain), ChainFault.Missing);
        await AssertBreaksAsync(new(Chain, Rows.Audit(1)), ChainFault.Truncated);
    }

    [Fact]
    public async Task A_head_that_points_elsewhere_is_found()
    {
        await WriteAsync(2);
        await _world.ForgeAsync(Chain, Rows.AuditHead, new AuditHead(2, new string('f', 64)));

        await AssertBreaksAsync(new(Chain, Rows.Audit(2)), ChainFault.HeadWrong);
    }

    [Fact]
    public async Task A_changed_seal_and_a_changed_seal_file_are_found()
    {
        await WriteAsync(1);
        var seal = await _world.Seal.SealAsync(LedgerWorld.Today, default);
        await _world.ForgeAsync(AuditSeal.Place, "2022-09-01", seal with { Root = new string('f', 64) });
        await AssertBreaksAsync(new(AuditSeal.Place, "2022-09-01"), ChainFault.SealWrong);

        await _world.ForgeAsync(AuditSeal.Place, "2022-09-01", seal);
        Assert.True((await _world.Audit.VerifyAsync(default)).Holds);
        using var stream = (await _world.Files.OpenAsync(AuditSeal.Place, seal.File, default))!;
        using StreamReader reader = new(stream);
        var text = await reader.ReadToEndAsync();
        _world.Files.Drop(AuditSeal.Place, seal.File, Encoding.UTF8.GetBytes(text.Replace(" 1 ", " 2 ", StringComparison.Ordinal)));
        await AssertBreaksAsync(new(AuditSeal.Place, "2022-09-01"), ChainFault.SealWrong);
    }

    [Fact]
    public async Task A_seal_taken_out_of_the_row_of_seals_is_found()
    {
        await WriteAsync(1);
        for (var day = 0; day < 3; day++) await _world.Seal.SealAsync(LedgerWorld.Today.AddDays(day), default);
        await _world.RemoveAsync(AuditSeal.Place, "2022-09-02");

        await AssertBreaksAsync(new(AuditSeal.Place, "2022-09-03"), ChainFault.SealWrong);
    }

    [Fact]
    public async Task Rows_that_were_changed_that_are_missing_that_came_back_and_that_nothing_speaks_of_are_named()
    {
        await _world.Journal.CommitAsync(new TableBatch(Chain).Insert("line-1", 1).Insert("line-2", 2).Insert("line-3", 3), [new(LedgerWorld.Tested, "line-1", "")], default);
        var gone = await _world.Table.FindAsync(new TableKey(Chain, "line-3"), default);
        await _world.Journal.CommitAsync(new TableBatch(Chain).Delete("line-3", gone!.ETag), [new(CaseFactKinds.LineDropped, "line-3", "")], default);
        Assert.True((await _world.Audit.VerifyAsync(default)).Holds);

        await _world.ForgeAsync(Chain, "line-1", 9);
        await _world.RemoveAsync(Chain, "line-2");
        await _world.ForgeAsync(Chain, "line-3", 3);
        await _world.ForgeAsync(Chain, "line-4", 4);

        await AssertBreaksAsync(new(Chain, "line-1"), ChainFault.RowChanged);
        await AssertBreaksAsync(new(Chain, "line-2"), ChainFault.RowMissing);
        await AssertBreaksAsync(new(Chain, "line-3"), ChainFault.RowReturned);
        await AssertBreaksAsync(new(Chain, "line-4"), ChainFault.RowUnknown);
        // What the chain said of a row last is told in words, by the code alone where the kind is no longer declared.
        var said = (await _world.Audit.VerifyAsync(default)).Breaks.ToDictionary(broken => broken.Place.Row, broken => broken.Says);
        Assert.Contains("第2号审计记录“明细不予发放（line-dropped）”", said["line-3"], StringComparison.Ordinal);
        Assert.Contains("第1号审计记录“line-tested”", said["line-1"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_was_sealed_anew_by_someone_else_is_found_by_the_signature_and_by_the_root_kept_outside()
    {
        await WriteAsync(2);
        await _world.Seal.SealAsync(LedgerWorld.Today, default);
        LedgerWorld forger = new();
        await forger.Journal.CommitAsync(new TableBatch(Chain), [new(LedgerWorld.Tested, "forged", "1")], default);
        var forged = await new AuditSeal(forger.Table, _world.Files, forger.Roots, new AuditKey([1]), forger.Clock).SealAsync(LedgerWorld.Today, default);
        await _world.ForgeAsync(AuditSeal.Place, "2022-09-01", forged);

        await AssertBreaksAsync(new(AuditSeal.Place, "2022-09-01"), ChainFault.SealWrong);
        await AssertBreaksAsync(new(AuditSeal.Place, "2022-09-01"), ChainFault.StoreWrong);
    }

    private async Task WriteAsync(int records)
    {
        for (var number = 1; number <= records; number++)
        {
            _world.Clock.Advance(TimeSpan.FromMinutes(1));
            await _world.Journal.CommitAsync(new TableBatch(Chain), [new(LedgerWorld.Tested, $"line-{number}", "150000")], default);
        }
    }

    private async Task<AuditRecord> RecordAsync(int number) =>
        (await _world.Table.FindAsync(new TableKey(Chain, Rows.Audit(number)), default))!.Read<AuditRecord>();

    private async Task AssertBreaksAsync(TableKey place, ChainFault fault)
    {
        var report = await _world.Audit.VerifyAsync(default);
        Assert.False(report.Holds);
        Assert.Contains(report.Breaks, broken => broken.Place == place && broken.Fault == fault);
    }
}

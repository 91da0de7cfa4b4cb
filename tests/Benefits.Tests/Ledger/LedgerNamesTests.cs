using Benefits.Audit;
using Benefits.Banking;
using Benefits.Funds;
using FsCheck;
using FsCheck.Fluent;

namespace Benefits.Tests.Ledger;

public sealed class LedgerNamesTests
{
    [Theory]
    [InlineData("employment-4301-2022")]
    [InlineData("unemployment-insurance-430102-2023")]
    [InlineData("skills-43-2024")]
    public void A_fund_is_known_again_by_its_account(string name)
    {
        var fund = FundKey.OfAccount(FundKey.AccountPrefix + name);

        Assert.Equal(name, fund?.ToString());
        Assert.Equal($"fund-{name}", fund?.Partition);
    }

    [Theory]
    [InlineData("enterprise:91430100MA0000001X")]
    [InlineData("fund:employment-2022")]
    [InlineData("fund:employment-4301-22")]
    [InlineData("bank-in-transit")]
    public void Other_accounts_are_no_fund(string account) => Assert.Null(FundKey.OfAccount(account));

    [Fact]
    public void A_payment_leads_back_to_its_line()
    {
        Assert.Equal("pay-app-1-w-00001-graduate-02", PaymentIds.Of("app-1-w-00001-graduate", 2));
        Assert.Equal("app-1-w-00001-graduate", PaymentIds.LineOf(PaymentIds.Of("app-1-w-00001-graduate", 2)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("pay-")]
    [InlineData("pay-01")]
    [InlineData("pay-l1-x")]
    [InlineData("l1-01")]
    public void Another_id_leads_to_no_line(string id) => Assert.Null(PaymentIds.LineOf(id));

    [Fact]
    public void A_seal_file_says_what_was_sealed_and_shows_any_change() =>
        Prop.ForAll(Gen.Choose(0, 999).ArrayOf().ToArbitrary(), Gen.Choose(0, 10_000).ToArbitrary(), (numbers, spot) =>
        {
            SealFile file = new(LedgerWorld.Today, AuditHead.None.Hash, [.. numbers.Select((number, place) => new SealedHead($"ent-{place}", new AuditHead(number, number.ToString("x64"))))]);
            var text = file.Write();
            var place = spot % text.Length;
            var changed = text[..place] + (text[place] == '5' ? '6' : '5') + text[(place + 1)..];
            return SealFile.TryRead(text, out var read) && read.Heads.SequenceEqual(file.Heads) && read.Root == file.Root && !SealFile.TryRead(changed, out _);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_root_depends_on_every_head_and_on_the_number_of_heads()
    {
        SealedHead[] heads = [.. Enumerable.Range(0, 5).Select(number => new SealedHead($"ent-{number}", new AuditHead(1, new string('a', 64))))];
        HashSet<string> roots = [.. Enumerable.Range(0, 6).Select(count => SealRoot.Of(LedgerWorld.Today, "p", [.. heads.Take(count)]))];
        roots.Add(SealRoot.Of(LedgerWorld.Today, "q", heads));
        roots.Add(SealRoot.Of(LedgerWorld.Today.AddDays(1), "p", heads));

        Assert.Equal(8, roots.Count);
    }
}

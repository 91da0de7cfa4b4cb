using Benefits.Tests.Registers;
using Benefits.Vault;
using FsCheck;
using FsCheck.Fluent;

namespace Benefits.Tests.Vault;

public class PersonVaultTests
{
    [Fact]
    public void What_is_sealed_opens_in_its_context_only()
    {
        using PersonVault vault = new(Office.Keys("k1"));
        Prop.ForAll(Arb.From(ArbMap.Default.GeneratorFor<NonNull<string>>()), text =>
        {
            var plain = Typed.IsWellFormed(text.Get) ? text.Get : "岳麓";
            var box = vault.Seal(plain, "per-1/account");
            Assert.Throws<SealBrokenException>(() => vault.Open(box, "per-2/account"));
            return vault.Open(box, "per-1/account") == plain && (plain.Length < 3 || !box.Contains(plain, StringComparison.Ordinal)) && vault.Seal(plain, "per-1/account") != box;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Any_changed_sign_breaks_the_seal()
    {
        using PersonVault vault = new(Office.Keys("k1"));
        var box = vault.Seal("6222020000001234567", "x");
        for (var place = 0; place < box.Length; place++)
        {
            var changed = box.ToCharArray();
            changed[place] = changed[place] == 'A' ? 'B' : 'A';
            Assert.Throws<SealBrokenException>(() => vault.Open(new string(changed), "x"));
        }
        foreach (var broken in new[] { "", "k1", "k1.", "k1.AAAA", "k1.***", "k9.AAAA", ".AAAA" }) Assert.Throws<SealBrokenException>(() => vault.Open(broken, "x"));
    }

    [Fact]
    public void After_a_rotation_the_old_opens_and_the_new_is_sealed_with_the_new_key()
    {
        using PersonVault before = new(Office.Keys("k1"));
        using PersonVault after = new(Office.Keys("k2"));
        Assert.Equal("plain", after.Open(before.Seal("plain", "x"), "x"));
        Assert.StartsWith("k2.", after.Seal("plain", "x"), StringComparison.Ordinal);
        Assert.Equal(before.KeyOf(Office.Person(1)), after.KeyOf(Office.Person(1)));
    }

    [Fact]
    public void Keys_of_people_differ_and_can_be_parsed()
    {
        using PersonVault vault = new(Office.Keys("k1"));
        var keys = Enumerable.Range(1, 900).Select(number => vault.KeyOf(Office.Person(number))).ToList();
        Assert.Equal(900, keys.Distinct().Count());
        Assert.True(PersonKey.TryParse(keys[0].Text, out var same, out _));
        Assert.Equal(keys[0], same);
    }

    [Fact]
    public async Task Many_threads_seal_and_open_at_once()
    {
        using PersonVault vault = new(Office.Keys("k1"));
        await Parallel.ForEachAsync(Enumerable.Range(0, 4000), (number, _) =>
        {
            Assert.Equal($"{number}", vault.Open(vault.Seal($"{number}", "x"), "x"));
            return ValueTask.CompletedTask;
        });
    }

    [Fact]
    public void Keys_of_a_wrong_length_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new VaultKeys(new byte[31], "k1", new Dictionary<string, byte[]> { ["k1"] = new byte[32] }));
        Assert.Throws<ArgumentException>(() => new VaultKeys(new byte[32], "k1", new Dictionary<string, byte[]> { ["k1"] = new byte[16] }));
        Assert.Throws<ArgumentException>(() => new VaultKeys(new byte[32], "k2", new Dictionary<string, byte[]> { ["k1"] = new byte[32] }));
        Assert.Throws<ArgumentException>(() => new VaultKeys(new byte[32], "k.1", new Dictionary<string, byte[]> { ["k.1"] = new byte[32] }));
    }

    [Theory]
    [InlineData("张三丰", "张*")]
    [InlineData("欧阳震华", "欧*")]
    [InlineData("𠮷野", "𠮷*")]
    [InlineData("张", "*")]
    [InlineData("", "*")]
    [InlineData(null, "*")]
    public void A_masked_name_is_the_first_sign_and_a_star(string? name, string masked) => Assert.Equal(masked, Masks.Name(name));

    [Fact]
    public void A_masked_account_shows_at_most_the_last_four_digits_and_never_a_third_of_it()
    {
        Prop.ForAll(Arb.From(Gen.Choose(0, 30).SelectMany(length => Gen.ArrayOf(Gen.Elements("0123456789".ToCharArray()), length))), digits =>
        {
            var number = new string(digits);
            var masked = Masks.Account(number);
            var shown = masked.TrimStart('*');
            return masked.StartsWith("****", StringComparison.Ordinal) && shown.Length <= 4 && number.EndsWith(shown, StringComparison.Ordinal) && shown.Length * 3 <= number.Length;
        }).QuickCheckThrowOnFailure();
    }
}

using Benefits.Tests.Registers;
using FsCheck;
using FsCheck.Fluent;

namespace Benefits.Tests;

public class TypedIdTests
{
    private const string CodeCharacters = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    private static readonly DateOnly Today = new(2026, 11, 22);

    [Fact]
    public void A_credit_code_with_one_wrong_sign_is_refused()
    {
        var bodies = Gen.ArrayOf(Gen.Elements(CodeCharacters.ToCharArray()), 17).Select(signs => new string(signs));
        Prop.ForAll(Arb.From(bodies), Arb.From(Gen.Choose(0, 16)), Arb.From(Gen.Choose(1, 30)), (body, place, step) =>
        {
            var good = body + CreditCode.CheckCharacter(body);
            var changed = good.ToCharArray();
            changed[place] = CodeCharacters[(CodeCharacters.IndexOf(changed[place], StringComparison.Ordinal) + step) % 31];
            return CreditCode.TryParse(good, out var code, out _) && code.Text == good
                && !CreditCode.TryParse(new string(changed), out _, out var fault) && fault.Contains("校验位", StringComparison.Ordinal);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_resident_id_with_one_wrong_digit_is_refused()
    {
        var bodies = Gen.Choose(0, 20000).SelectMany(day => Gen.Choose(1, 999).Select(number => $"439901{new DateOnly(1960, 1, 1).AddDays(day):yyyyMMdd}{number:000}"));
        Prop.ForAll(Arb.From(bodies), Arb.From(Gen.Choose(14, 16)), Arb.From(Gen.Choose(1, 9)), (body, place, step) =>
        {
            var good = body + ResidentId.CheckCharacter(body);
            var changed = good.ToCharArray();
            changed[place] = (char)('0' + (changed[place] - '0' + step) % 10);
            return ResidentId.TryParse(good, Today, out var id, out _) && id.Text == good && !ResidentId.TryParse(new string(changed), Today, out _, out _);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_printed_resident_id_shows_neither_birth_date_nor_serial_number()
    {
        Prop.ForAll(Arb.From(Gen.Choose(1, 999)), number =>
        {
            var id = Office.Person(number);
            return !$"{id}".Contains("20000101", StringComparison.Ordinal) && !$"{id}".Contains(id.Text[4..16], StringComparison.Ordinal) && $"{id}".Length == 18;
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("４３９９０１２０００010100", "43990120000101 00")]
    [InlineData("\u200B43-99\u201401\u00A0", "439901")]
    public void Full_width_signs_and_what_copying_brings_along_are_taken_out(string typed, string same) => Assert.Equal(Typed.Normalise(same), Typed.Normalise(typed));

    [Fact]
    public void A_full_width_id_with_a_small_x_is_the_same_id()
    {
        var id = Enumerable.Range(1, 999).Select(number => Office.Person(number)).First(id => id.Text.EndsWith('X'));
        var wide = string.Concat(id.Text.Select(character => character == 'X' ? 'ｘ' : (char)(character + 0xFEE0)));
        Assert.True(ResidentId.TryParse(wide, Today, out var same, out _));
        Assert.Equal(id, same);
    }

    [Theory]
    [InlineData("", "不能为空")]
    [InlineData("4.30102E+17", "科学计数")]
    [InlineData("43990120000101001", "18位")]
    [InlineData("439901200002300011", "出生日期不存在")]
    [InlineData("439901209901010011", "晚于今天")]
    [InlineData("43990120000101001\0", "不允许的字符")]
    public void Each_fault_of_a_resident_id_is_named(string typed, string says)
    {
        Assert.False(ResidentId.TryParse(typed, Today, out _, out var fault));
        Assert.Contains(says, fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "不能为空")]
    [InlineData("9143990100000001", "18位")]
    [InlineData("91439901000000000I", "不允许的字符")]
    public void Each_fault_of_a_credit_code_is_named(string typed, string says)
    {
        Assert.False(CreditCode.TryParse(typed, out _, out var fault));
        Assert.Contains(says, fault, StringComparison.Ordinal);
    }
}

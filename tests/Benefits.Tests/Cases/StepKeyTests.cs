using System.Text.Json;
using Benefits.Cases;
using Benefits.Storage;
using Benefits.Tests.Registers;
using FsCheck;
using FsCheck.Fluent;

namespace Benefits.Tests.Cases;

/// <summary>What is stored of a step or of a request to a fund is read back as what it was, and in no other way.</summary>
public sealed class StepKeyTests
{
    private static readonly Type[] Kinds = [.. typeof(StepKey).GetNestedTypes().Where(type => type.BaseType == typeof(StepKey))];

    private static readonly Gen<StepKey> Keys = Gen.Elements(Kinds).SelectMany(kind =>
    {
        var parameters = kind.GetConstructors()[0].GetParameters();
        return Gen.ArrayOf(Gen.Choose(0, 1_000), parameters.Length).Select(numbers => (StepKey)Activator.CreateInstance(kind, [.. numbers.Cast<object>()])!);
    });

    private static readonly Gen<AskId> Asks = Gen.Choose(1, 20_000).SelectMany(number => Gen.Choose(1, 999).Select(key => new AskId(CaseId.Derive(Office.Code(1), $"k-{key}"), number)));

    [Fact]
    public void Every_key_is_read_back_from_its_text_and_from_what_is_stored_of_it() => Prop.ForAll(Arb.From(Keys), key =>
        StepKey.TryParse(key.Text, out var read, out _) && read == key
        && StoredJson.Write(key) == $"\"{key.Text}\"" && StoredJson.Read<StepKey>(StoredJson.Write(key)) == key).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_request_to_a_fund_is_read_back_from_its_number() => Prop.ForAll(Arb.From(Asks), ask =>
        AskId.TryParse(ask.Text, out var read, out _) && read == ask && StoredJson.Read<AskId>(StoredJson.Write(ask)) == ask).QuickCheckThrowOnFailure();

    [Fact]
    public void Two_keys_have_two_texts() => Prop.ForAll(Arb.From(Keys), Arb.From(Keys), (one, other) => (one == other) == (one.Text == other.Text)).QuickCheckThrowOnFailure();

    /// <summary>A text with a character more or less, or with another's: what is still taken is to the letter what the key writes.</summary>
    [Fact]
    public void What_is_taken_has_no_other_way_to_be_written()
    {
        Prop.ForAll(Arb.From(Keys), Arb.From(Gen.Choose(0, 40)), Arb.From(Gen.Elements("0", "1", "-", "x", "+", " ", "")), (key, place, character) =>
        {
            var at = Math.Min(place, key.Text.Length);
            string[] changed = [key.Text.Insert(at, character), key.Text.Remove(Math.Min(at, key.Text.Length - 1), 1)];
            return Array.TrueForAll(changed, text => !StepKey.TryParse(text, out var read, out _) || read.Text == text);
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("review-1")]
    [InlineData("review-01-0")]
    [InlineData("signed-")]
    [InlineData("signed--1")]
    [InlineData("account-1-1-kept")]
    [InlineData("lapsed")]
    [InlineData("")]
    public void What_no_step_is_called_is_refused(string text)
    {
        Assert.False(StepKey.TryParse(text, out _, out _));
        Assert.Throws<JsonException>(() => StoredJson.Read<StepKey>($"\"{text}\""));
    }
}

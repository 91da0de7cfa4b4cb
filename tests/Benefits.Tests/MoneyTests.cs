namespace Benefits.Tests;

public sealed class MoneyTests
{
    [Theory]
    [InlineData("0.004", 0)]
    [InlineData("0.005", 1)]
    [InlineData("0.125", 13)]
    [InlineData("0.135", 14)]
    [InlineData("-0.125", -13)]
    [InlineData("-0.004", 0)]
    [InlineData("1500", 150_000)]
    public void Half_a_fen_is_rounded_away_from_zero(string yuan, long fen) =>
        Assert.Equal(new Money(fen), Money.FromYuan(decimal.Parse(yuan, System.Globalization.CultureInfo.InvariantCulture)));
}

using Benefits.Policy;

namespace Benefits.Tests.Policy;

public sealed class FactSheetTests
{
    private static readonly DateOnly Day = new(2022, 9, 1);
    private readonly FactSheet _sheet = new(SmallCatalogue.Facts);

    [Fact]
    public void A_path_that_the_catalogue_lacks_is_refused() =>
        Assert.Contains("no.such", Assert.Throws<ArgumentException>(() => _sheet.Set("no.such", Said(new Value.Bool(true)))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_value_of_another_type_and_a_word_that_is_not_allowed_are_refused()
    {
        Assert.Throws<ArgumentException>(() => _sheet.Set("a", Said(new Value.Number(1))));
        Assert.Throws<ArgumentException>(() => _sheet.Set("paid", Said(new Value.Number(1))));
        Assert.Throws<ArgumentException>(() => _sheet.Set("tier", Said(new Value.Text("special"))));
        Assert.Throws<ArgumentException>(() => _sheet.Set("months", Said(new Value.List([new Value.Number(1)]))));
        Assert.Throws<ArgumentException>(() => _sheet.SetSeries("firm.tier", [new DatedValue(Day, null, new Value.Bool(true))], "登记", Day));
        Assert.Throws<ArgumentException>(() => _sheet.SetSeries("firm.tier", [], "登记", Day, new Value.Text("special")));
    }

    [Fact]
    public void A_fact_that_is_asked_for_a_day_and_one_that_is_not_do_not_stand_for_each_other()
    {
        Assert.Throws<ArgumentException>(() => _sheet.Set("firm.tier", Said(new Value.Text("none"))));
        Assert.Throws<ArgumentException>(() => _sheet.SetSeries("tier", [new DatedValue(Day, null, new Value.Text("none"))], "登记", Day));
    }

    private static Fact Said(Value value) => new(value, "登记", Day);
}

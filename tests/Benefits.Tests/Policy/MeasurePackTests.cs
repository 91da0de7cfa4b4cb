using Benefits.Policy;
using Benefits.Policy.Expressions;

namespace Benefits.Tests.Policy;

public sealed class MeasurePackTests
{
    [Fact]
    public void No_amount_of_money_stands_in_a_measure()
    {
        foreach (var measure in PolicyLibrary.LoadBuiltIn().Measures)
        {
            IEnumerable<Expression?> all = [measure.Amount, measure.Periods, .. measure.Conditions.Select(condition => condition.When), .. measure.Instalments.SelectMany(part => part.Conditions.Select(condition => condition.When).Append(part.Amount))];
            var constants = all.OfType<Expression>().SelectMany(expression => expression.Tree).OfType<Expression.Constant>().ToList();
            Assert.DoesNotContain(constants, constant => constant.Type is TermType.Money);
            // The rest counts months, years and ages.
            Assert.DoesNotContain(constants, constant => constant.Is is Value.Number { Is: >= 100 });
        }
    }

    [Fact]
    public void The_name_of_a_measures_file_begins_with_its_article()
    {
        var names = PolicyLibrary.BuiltInFiles().Select(file => file.Path).ToList();
        Assert.Contains("hunan-2022-22/a03-apprenticeship-subsidy.yaml", names);
        Assert.Contains("mohrss-2023-47/a02-07-priority-hiring-subsidy.yaml", names);
    }

    [Theory]
    [InlineData("八", "a08")]
    [InlineData("十", "a10")]
    [InlineData("十二", "a12")]
    [InlineData("二十", "a20")]
    [InlineData("九十九", "a99")]
    [InlineData("第三条", "a03")]
    [InlineData("二（七）", "a02-07")]
    [InlineData("二（十一）", "a02-11")]
    [InlineData("一次性扩岗补助", null)]
    [InlineData("", null)]
    public void An_article_is_written_in_figures(string clause, string? code) => Assert.Equal(code, Benefits.Policy.Reading.ArticleCode.Of(clause));

    [Fact]
    public void An_edition_takes_what_it_does_not_say_from_the_one_it_is_like()
    {
        var library = PolicyLibrary.LoadBuiltIn();
        var (first, later) = (library.Find("national-expansion-2024")!, library.Find("national-expansion-2026")!);
        Assert.Equal(first.Conditions.Select(condition => condition.Says), later.Conditions.Select(condition => condition.Says));
        Assert.All(later.Conditions, condition => Assert.StartsWith("人社部发〔2026〕39号", condition.Clause, StringComparison.Ordinal));
        Assert.Equal(first.Fund, later.Fund);
        Assert.Equal(first.Exclusive, later.Exclusive);
        Assert.Equal(new DateOnly(2026, 1, 1), later.InForce.From);
        Assert.Equal(6, later.Questions.Count);
        Assert.Equal(5, first.Questions.Count);
    }

    [Fact]
    public void A_fault_in_a_shared_text_is_told_once_and_where_it_stands()
    {
        var files = PolicyLibrary.BuiltInFiles().Select(file => file.Path == "expansion-2024/national-expansion-2024.yaml" ? file with { Text = file.Text.Replace("insurance.injury.months", "insurance.injure.months", StringComparison.Ordinal) } : file);
        var fault = Assert.Single(Assert.Throws<PolicyPackException>(() => PolicyLibrary.Load(files)).Faults);
        Assert.Equal("expansion-2024/national-expansion-2024.yaml", fault.File);
    }
}

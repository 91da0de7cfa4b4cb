using System.Globalization;
using System.Text;
using Benefits.Policy;
using Benefits.Policy.Expressions;
using Mutations;

namespace Benefits.Tests.Policy;

/// <summary>Holds the packs against the law's own words, where the official texts lie beside the repository.</summary>
public sealed class OfficialTextTests
{
    [Fact]
    public void Every_cited_article_exists()
    {
        var library = PolicyLibrary.LoadBuiltIn();
        var clauses = library.Measures.SelectMany(measure => measure.Conditions.Select(condition => condition.Clause).Append(measure.Clause))
            .Concat(library.Documents.SelectMany(document => document.Announces.Select(announced => $"{document.Number} {announced.Clause}")))
            .Where(clause => OfficialText.Numbers.Any(number => clause.StartsWith(number, StringComparison.Ordinal)))
            .Distinct()
            .ToList();

        Assert.True(clauses.Count > 10);
        Assert.DoesNotContain(clauses, clause => OfficialText.Article(clause) is null);
    }

    [Fact]
    public void Every_amount_and_end_date_stands_in_its_article()
    {
        List<string> missing = [];
        foreach (var measure in PolicyLibrary.LoadBuiltIn().Measures.Where(measure => OfficialText.Numbers.Contains(measure.Document.Number)))
        {
            var article = OfficialText.Article(measure.Clause)!;
            var amounts = measure.Instalments.Select(part => part.Amount).Append(measure.Amount).OfType<Expression>()
                .SelectMany(amount => amount.Tree).OfType<Expression.Constant>().Select(constant => constant.Is).OfType<Value.Number>().Where(number => number.Is >= 100);
            missing.AddRange(amounts.Select(number => $"{number.Is.ToString("0", CultureInfo.InvariantCulture)}元").Where(words => !article.Contains(words, StringComparison.Ordinal)).Select(words => $"{measure.Id}: {words}"));
            if (measure.InForce.To is { } end && !article.Contains($"{end:yyyy年M月d日}", StringComparison.Ordinal)) missing.Add($"{measure.Id}: {end:yyyy-MM-dd}");
        }
        Assert.Empty(missing);
    }

    [Fact]
    public void Every_local_figure_that_cites_an_article_stands_in_it()
    {
        var cited = PolicyLibrary.LoadBuiltIn().Parameters.SelectMany(parameter => parameter.Values).Where(value => OfficialText.Numbers.Any(number => value.Source.Text.StartsWith(number, StringComparison.Ordinal))).ToList();

        Assert.NotEmpty(cited);
        foreach (var value in cited) Assert.Contains($"{((Value.Amount)value.Value!).Is.Yuan:0}元", OfficialText.Article(value.Source.Text), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("graduate-hiring-subsidy", "招用毕业年度高校毕业生并签订1年以上劳动合同的", "1000元", "一次性吸纳就业补贴", "2022年12月31日")]
    [InlineData("graduate-expansion-subsidy", "签订合同并参加失业保险的", "1500元", "一次性扩岗补助", "失业保险基金", "与一次性吸纳就业补贴不重复享受")]
    [InlineData("apprenticeship-subsidy", "企业新型学徒制", "中级工、高级工", "6000元、8000元", "每年")]
    [InlineData("priority-hiring-subsidy", "吸纳就业补贴", "重点群体")]
    [InlineData("social-insurance-graduate", "社保补贴")]
    [InlineData("social-insurance-hardship", "社保补贴")]
    [InlineData("internship-subsidy", "就业见习补贴")]
    [InlineData("internship-retention-subsidy", "提前留用的，给予剩余期限见习补贴")]
    public void The_words_a_measure_rests_on_stand_in_its_article(string measure, params string[] words)
    {
        var article = OfficialText.Article(PolicyLibrary.LoadBuiltIn().Find(measure)!.Clause)!;

        foreach (var quoted in words) Assert.Contains(quoted, article, StringComparison.Ordinal);
    }

    [Fact]
    public void The_documents_dates_stand_in_their_texts()
    {
        var hunan = PolicyLibrary.LoadBuiltIn().Documents.Single(document => document.Id == "hunan-2022-22");
        var text = OfficialText.Whole(hunan.Number);

        Assert.Contains(hunan.Title, text, StringComparison.Ordinal);
        Assert.Contains($"{hunan.IssuedOn:yyyy年M月d日}", text, StringComparison.Ordinal);
        Assert.Contains($"{hunan.From:yyyy年M月d日}印发", text, StringComparison.Ordinal);
        Assert.Contains($"有效期至{hunan.To:yyyy年M月d日}止", text, StringComparison.Ordinal);
    }
}

/// <summary>The two official texts, split by article.</summary>
internal static class OfficialText
{
    public static readonly string[] Numbers = ["湘人社规〔2022〕22号", "人社部发〔2023〕47号"];

    private static readonly string? Folder = Path.Combine(Repository.Root, "..", "shared", "policy") is var texts && Directory.Exists(texts) ? texts : null;

    /// <summary>The text of that number. A test that asks for it where the texts are not there is skipped, with the reason.</summary>
    public static string Whole(string number)
    {
        Assert.SkipWhen(Folder is null, "The official texts (../shared/policy) are not beside this repository.");
        return Directory.EnumerateFiles(Folder, "*.txt").Select(path => File.ReadAllText(path, Encoding.UTF8)).Single(text => text.Contains(number, StringComparison.Ordinal));
    }

    /// <summary>The article of a clause such as <c>湘人社规〔2022〕22号 八</c> or <c>人社部发〔2023〕47号 二（七）</c>; null where the text has none.</summary>
    public static string? Article(string clause)
    {
        var (number, place) = (clause.Split(' ')[0], clause.Split(' ')[1]);
        var lines = Whole(number).Split('\n').Select(line => line.Trim()).ToList();
        var part = place.IndexOf('（', StringComparison.Ordinal);
        var chapter = lines.FindIndex(line => line.StartsWith($"{(part < 0 ? place : place[..part])}、", StringComparison.Ordinal));
        if (chapter < 0 || part < 0) return chapter < 0 ? null : lines[chapter];
        return lines.Skip(chapter).FirstOrDefault(line => line.StartsWith(place[part..], StringComparison.Ordinal));
    }
}

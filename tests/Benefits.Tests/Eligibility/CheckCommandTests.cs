using Benefits.Local.Commands;

namespace Benefits.Tests.Eligibility;

public sealed class CheckCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("check").FullName;

    [Fact]
    public void A_wrong_expectation_is_explained_and_ends_with_one()
    {
        var (exit, output) = Run(Examples().Replace("expect: { outcome: granted, amount: 1000.00, not_met: []", "expect: { outcome: granted, amount: 1500.00, not_met: []", StringComparison.Ordinal));

        Assert.Equal(1, exit);
        Assert.Contains("预期1,500.00元，实际1,000.00元", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_outcome_shows_the_decision_in_prose()
    {
        var (exit, output) = Run(Examples().Replace("expect: { outcome: refused, not_met: [签订1年以上劳动合同] }", "expect: { outcome: granted }", StringComparison.Ordinal));

        Assert.Equal(1, exit);
        Assert.Contains("预期可兑现，实际不符合：一次性吸纳就业补贴", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_choice_is_named()
    {
        var (exit, output) = Run(Examples().Replace("chosen: [graduate-expansion-subsidy]", "chosen: [graduate-hiring-subsidy]", StringComparison.Ordinal));

        Assert.Equal(1, exit);
        Assert.Contains("预期兑现“graduate-hiring-subsidy”，实际兑现“graduate-expansion-subsidy”", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hire.date: 2022-07-28", "hire.dat: 2022-07-28", "(11): 事实目录中没有“hire.dat”，是否为“hire.date”")]
    [InlineData("worker.graduation.year: 2022\n", "worker.graduation.year: 二〇二二\n", "应为数字")]
    [InlineData("enterprise.tier: specialised\n", "enterprise.tier: spezial\n", "不是允许的取值")]
    [InlineData("measures: [graduate-hiring-subsidy]", "measures: [graduate-hiring]", "没有办法“graduate-hiring”")]
    [InlineData("like: 吸纳补贴，全部条件满足", "like: 无此示例", "前面没有名为“无此示例”的示例")]
    [InlineData("outcome: granted", "outcome: yes", "应为granted、waits、unknown、refused之一")]
    public void A_faulty_example_file_is_refused_with_its_line(string good, string bad, string words)
    {
        var text = Examples();
        var place = text.IndexOf(good, StringComparison.Ordinal);
        var (exit, output) = Run(text[..place] + bad + text[(place + good.Length)..]);

        Assert.Equal(1, exit);
        Assert.Contains(words, output, StringComparison.Ordinal);
        Assert.Contains("有误", output, StringComparison.Ordinal);
    }

    [Fact]
    public void One_file_in_a_folder_of_packs_takes_the_place_of_the_built_in_one()
    {
        var packs = Path.Combine(_folder, "packs", "parameters");
        Directory.CreateDirectory(packs);
        var built = Benefits.Policy.PolicyLibrary.BuiltInFiles().Single(file => file.Path == "parameters/hiring-subsidy.yaml");
        File.WriteAllText(Path.Combine(packs, "hiring-subsidy.yaml"), built.Text.Replace("value: 1000", "value: 1200", StringComparison.Ordinal));

        var (exit, output) = Run(Examples(), Path.Combine(_folder, "packs"));

        Assert.Equal(1, exit);
        Assert.Contains("预期1,000.00元，实际1,200.00元", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_a_missing_folder_and_no_file_at_all_end_with_one()
    {
        using StringWriter output = new();

        Assert.Equal(1, CheckCommand.Run([Path.Combine(_folder, "none.yaml")], null, output));
        Assert.Equal(1, CheckCommand.Run([], null, output));
        Assert.Equal(1, CheckCommand.Run(["x.yaml"], Path.Combine(_folder, "none"), output));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Examples() => File.ReadAllText(Path.Combine(ExamplesTests.Folder, "hunan-article-8.yaml"));

    private (int Exit, string Output) Run(string text, string? packs = null)
    {
        var path = Path.Combine(_folder, "cases.yaml");
        File.WriteAllText(path, text);
        using StringWriter output = new();
        return (CheckCommand.Run([path], packs, output), output.ToString());
    }
}

using Benefits.Policy;
using FsCheck;
using FsCheck.Fluent;

namespace Benefits.Tests.Policy;

public sealed class PackFaultTests
{
    private const string Hiring = "hunan-2022-22/a08-graduate-hiring-subsidy.yaml";
    private const string Edition = "expansion-2025/national-expansion-2025.yaml";
    private const string Wage = "parameters/minimum-wage.yaml";

    [Theory]
    [InlineData(Hiring, "fund: employment", "fund: employmint", "是否为“employment”")]
    [InlineData(Hiring, "procedure: bundle", "procedure: bundel", "是否为“bundle”")]
    [InlineData(Hiring, "payee: enterprise", "payees: enterprise", "缺少“payee”")]
    [InlineData(Hiring, "payee: enterprise", "payee: firm", "应为enterprise、person之一")]
    [InlineData(Hiring, "per: hire", "per: hire\nper: award", "重复")]
    [InlineData(Hiring, "amount: param('hiring_subsidy', enterprise.district, hire.date)", "amount: 一千元", "第1列")]
    [InlineData(Hiring, "amount: param('hiring_subsidy', enterprise.district, hire.date)", "amount: hire.date", "应为金额")]
    [InlineData(Hiring, "amount: param('hiring_subsidy', enterprise.district, hire.date)", "amount: 1000.00", "只写在 parameters/ 中")]
    [InlineData(Hiring, "clause: 八", "clause: 九", "文件名应为“a09-graduate-hiring-subsidy.yaml”")]
    [InlineData(Edition, "like: national-expansion-2024", "like: national-expansion-20244", "是否为“national-expansion-2024”")]
    [InlineData(Edition, "like: national-expansion-2024", "like: national-expansion-2026", "绕回了自己")]
    [InlineData(Hiring, "'little-giant'", "'little-gaint'", "little-gaint")]
    [InlineData(Hiring, "year(hire.date)", "year(hire.dat)", "是否为“hire.date”")]
    [InlineData(Hiring, "from: 2022-06-22", "from: 2022-06-31", "应为日期")]
    [InlineData(Hiring, "to: 2022-12-31", "to: 2022-01-01", "结束日早于开始日")]
    [InlineData(Hiring, "decided_by: hire.date", "decided_by: worker.graduation.year", "应为日期")]
    [InlineData(Hiring, "exclusive:\n  - { group: one-off-graduate, scope: person-ever }\n", "", "exclusive")]
    [InlineData(Hiring, "title: 一次性吸纳就业补贴", "title: &t 一次性吸纳就业补贴", "锚点")]
    [InlineData(Hiring, "title: 一次性吸纳就业补贴", "title: [一次性]", "单个值")]
    [InlineData(Hiring, "title: 一次性吸纳就业补贴", "title: !!str 一次性", "标签")]
    [InlineData(Hiring, "payee: enterprise", "payee: enterprise\nsuperseded: { by: 湘人社规〔2099〕1号, on: 2023-01-01 }", "没有文号或办法")]
    [InlineData(Hiring, "kind: grant", "kind: grant\n\tx: y", "YAML")]
    [InlineData("hunan-2022-22/document.yaml", "region: \"43\"", "region: hunan", "行政区划")]
    [InlineData("funds.yaml", "code: skills", "code: employment", "重复")]
    [InlineData("procedures.yaml", "notice_working_days: 5", "notice_working_days: five", "整数")]
    [InlineData("procedures.yaml", "up_to: 50000.00", "up_to: 5000000.00", "由小到大")]
    [InlineData(Wage, "from: 2022-04-01, value: 1930", "from: 2019-04-01, value: 1930", "重叠")]
    [InlineData(Wage, "from: 2019-10-01, value: 1700", "from: 2019-10-01, to: 2022-02-28, value: 1700", "2022-03-01至2022-03-31没有值")]
    [InlineData(Wage, "value: 1930", "value: many", "应为金额")]
    [InlineData(Wage, "verified: false, question: 长沙市全域是否均执行第一档待按文件附表核实 }\n      - { from: 2022", "verified: false }\n      - { from: 2022", "question")]
    public void A_faulty_file_is_refused_with_file_line_and_reason(string file, string good, string bad, string words)
    {
        var faults = FaultsOf(file, good, bad);

        var line = Text(file)[..Text(file).IndexOf(good, StringComparison.Ordinal)].Count(character => character == '\n') + 1;
        Assert.Contains(faults, fault => fault.File == file && fault.Message.Contains(words, StringComparison.Ordinal) && Math.Abs(fault.Line - line) <= (words is "exclusive" or "缺少“payee”" ? line : 1));
    }

    [Fact]
    public void Every_fault_of_every_file_is_reported_at_once()
    {
        var files = PolicyLibrary.BuiltInFiles().Select(file => file.Path switch
        {
            Hiring => file with { Text = file.Text.Replace("fund: employment", "fund: nofund", StringComparison.Ordinal).Replace("'specialised'", "'speciality'", StringComparison.Ordinal) },
            Wage => file with { Text = file.Text.Replace("type: money", "type: monney", StringComparison.Ordinal) },
            "registers/poverty.yaml" => file with { Text = file.Text + "  - { fact: x, exists: true }\n" },
            _ => file,
        });

        var faults = Assert.Throws<PolicyPackException>(() => PolicyLibrary.Load(files)).Faults;

        Assert.Contains(faults, fault => fault.File == Hiring && fault.Message.Contains("nofund", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.File == Hiring && fault.Message.Contains("speciality", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.File == Wage && fault.Line == 3);
        Assert.Contains(faults, fault => fault.File == "registers/poverty.yaml" && fault.Message.Contains("缺少“title”", StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_that_is_a_bomb_is_refused_and_harms_nothing()
    {
        Assert.Contains(LoadedWith(new string('[', 200_000)), fault => fault.Message.Contains("嵌套", StringComparison.Ordinal));
        Assert.Contains(LoadedWith(new string('x', 600_000)), fault => fault.Message.Contains("超过", StringComparison.Ordinal));
        Assert.Contains(LoadedWith("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"), fault => fault.Message.Contains("锚点", StringComparison.Ordinal));
        Assert.Contains(LoadedWith("a: *b\n"), fault => fault.Line == 1);
        Assert.Contains(LoadedWith(""), fault => fault.Message.Contains("文件是空的", StringComparison.Ordinal));
        Assert.Contains(LoadedWith("--- {}\n--- {}\n"), fault => fault.Message.Contains("一份", StringComparison.Ordinal));
    }

    [Fact]
    public void A_damaged_file_is_read_or_reported_and_never_throws_anything_else()
    {
        List<PackFile> files = [.. PolicyLibrary.BuiltInFiles().Where(file => file.Path is "subjects.yaml" or "registers/contracts.yaml" or "registers/insurance.yaml" or "registers/form.yaml" or "registers/enterprise-list.yaml" or "funds.yaml" or "procedures.yaml" or Hiring or Wage or "hunan-2022-22/document.yaml")];
        Prop.ForAll<int>(seed =>
        {
            Random random = new(seed);
            var hit = random.Next(files.Count);
            var text = files[hit].Text;
            var place = random.Next(text.Length);
            var cut = Math.Min(random.Next(40), text.Length - place);
            string[] junk = ["", "{", "]", "'", "\"", ":", "- ", "\t", "*", "&x ", "!y ", "|", "\0", "\ud800", "%", "@", "null", "1e9999", "\r\n---\r\n"];
            var damaged = files.Select((file, index) => index == hit ? file with { Text = text[..place] + junk[random.Next(junk.Length)] + text[(place + cut)..] } : file);
            try
            {
                PolicyLibrary.Load(damaged);
                return true;
            }
            catch (PolicyPackException faulty)
            {
                return faulty.Faults.Count > 0 && faulty.Faults.All(fault => fault.Line >= 1);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(400));
    }

    [Fact]
    public void A_longer_division_code_wins_and_a_repealed_value_is_a_value()
    {
        PackFile wage = new("parameters/x.yaml", """
            parameter: x
            title: 测试
            type: number
            places:
              - { place: CN, title: 全国, values: [{ from: 2020-01-01, value: 1, source: 甲 }] }
              - { place: "4301", title: 长沙市, values: [{ from: 2022-01-01, value: 2, source: 乙 }, { from: 2023-01-01, value: null, source: 丙 }] }
            """);
        var parameter = PolicyLibrary.Load(PolicyLibrary.BuiltInFiles().Append(wage)).Parameters.Single(known => known.Name == "x");

        Assert.Equal(new Value.Number(1), parameter.At("430104", new DateOnly(2021, 12, 31))!.Value);
        Assert.Equal(new Value.Number(2), parameter.At("430104", new DateOnly(2022, 12, 31))!.Value);
        Assert.Equal(new Value.Number(1), parameter.At("4302", new DateOnly(2022, 12, 31))!.Value);
        Assert.Null(parameter.At("430104", new DateOnly(2023, 1, 1))!.Value);
        Assert.Null(parameter.At("430104", new DateOnly(2019, 1, 1)));
    }

    private static string Text(string file) => PolicyLibrary.BuiltInFiles().Single(one => one.Path == file).Text;

    private static IReadOnlyList<PackFault> FaultsOf(string file, string good, string bad)
    {
        Assert.Contains(good, Text(file), StringComparison.Ordinal);
        var place = Text(file).IndexOf(good, StringComparison.Ordinal);
        var files = PolicyLibrary.BuiltInFiles().Select(one => one.Path == file ? one with { Text = one.Text[..place] + bad + one.Text[(place + good.Length)..] } : one);
        return Assert.Throws<PolicyPackException>(() => PolicyLibrary.Load(files)).Faults;
    }

    private static IReadOnlyList<PackFault> LoadedWith(string text) =>
        Assert.Throws<PolicyPackException>(() => PolicyLibrary.Load(PolicyLibrary.BuiltInFiles().Append(new PackFile("hunan-2022-22/extra.yaml", text)))).Faults;
}

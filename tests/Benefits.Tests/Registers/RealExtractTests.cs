using Benefits.Enterprises.Lists;
using Benefits.Policy;

namespace Benefits.Tests.Registers;

/// <summary>Extracts as offices really send them: other headers, other words, other forms of a date.</summary>
public sealed class RealExtractTests : IDisposable
{
    private static readonly string Firm = Office.Code(1).Text;
    private static readonly string Worker = Office.Person(1).Text;
    private readonly Office _office = new();

    [Fact]
    public async Task Extra_columns_are_passed_over_and_named_once()
    {
        var report = await _office.LoadAsync("graduates", $"序号,姓名,身份证号,毕业院校,学历,普通高等教育,毕业日期,备注,\n1,张三,{Worker},湖南大学,本科,是,2022-06-30,,\n2,李四,{Office.Person(2).Text},湖南大学,本科,是,2022-06-30,,x\n");
        // The last header is empty, and so is no column; a cell below it is one too many.
        Assert.Contains("表头只有8列", Assert.Single(report.Faults).Message, StringComparison.Ordinal);
        report = await _office.LoadAsync("graduates", $"序号,姓名,身份证号,毕业院校,学历,普通高等教育,毕业日期,备注\n1,张三,{Worker},湖南大学,本科,是,2022-06-30,\n");
        Assert.Empty(report.Faults);
        Assert.Equal(["序号", "姓名", "备注"], report.IgnoredColumns);
        Assert.Equal(1, report.Lines);
    }

    [Fact]
    public async Task A_column_that_may_be_empty_must_still_be_there_since_a_misspelt_one_would_pass_for_empty()
    {
        var report = await _office.LoadAsync("unemployment", $"身份证号,登记日期,注销日朝\n{Worker},2022-01-10,2022-02-01\n");
        Assert.Contains("表头缺少该列（注销日期或endedOn）", Assert.Single(report.Faults).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("职工基本养老保险", "pension")]
    [InlineData("企业职工基本养老保险", "pension")]
    [InlineData("职工基本医疗保险", "medical")]
    [InlineData("职工基本医疗保险（含生育）", "medical")]
    [InlineData("Pension", "pension")]
    public async Task Official_words_of_the_insurances_are_taken(string word, string kind)
    {
        await LoadAsync("insurance", "身份证号,统一社会信用代码,险种,费款所属月,缴费日期,单位缴费金额,是否补缴", $"{Worker},{Firm},{word},2022-07,2022-07-18,100.00,否");
        Assert.Equal([new Value.Date(new DateOnly(2022, 7, 1))], await MonthsAsync(kind));
    }

    [Fact]
    public async Task A_refused_word_lists_those_that_are_allowed()
    {
        var report = await _office.LoadAsync("insurance", $"身份证号,统一社会信用代码,险种,费款所属月,缴费日期,单位缴费金额,是否补缴\n{Worker},{Firm},生育保险,2022-07,2022-07-18,100.00,否\n");
        var message = Assert.Single(report.Faults).Message;
        Assert.Contains("可写：失业保险、养老保险", message, StringComparison.Ordinal);
        Assert.DoesNotContain("生育保险、", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2022-07-01")]
    [InlineData("2022/7/1")]
    [InlineData("202207")]
    [InlineData("2022年7月")]
    [InlineData("2022-07-01 00:00:00")]
    public async Task A_month_may_be_written_as_its_first_day(string month)
    {
        await LoadAsync("insurance", "身份证号,统一社会信用代码,险种,费款所属月,缴费日期,单位缴费金额,是否补缴", $"{Worker},{Firm},失业保险,{month},2022-07-18,100.00,否");
        Assert.Equal([new Value.Date(new DateOnly(2022, 7, 1))], await MonthsAsync("unemployment"));
    }

    [Fact]
    public async Task A_month_written_as_another_day_is_refused()
    {
        var report = await _office.LoadAsync("insurance", $"身份证号,统一社会信用代码,险种,费款所属月,缴费日期,单位缴费金额,是否补缴\n{Worker},{Firm},失业保险,2022-07-02,2022-07-18,100.00,否\n");
        Assert.Contains("月份应为", Assert.Single(report.Faults).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deferred_month_is_neither_paid_nor_unpaid_so_the_months_are_unknown()
    {
        await LoadAsync("insurance", "身份证号,统一社会信用代码,险种,费款所属月,缴费日期,单位缴费金额,是否补缴", $"{Worker},{Firm},养老保险,2022-07,2022-07-18,100.00,否\n{Worker},{Firm},养老保险,2022-08,,100.00,否\n{Worker},{Firm},失业保险,2022-08,2022-08-18,7.00,否");
        var sheet = await SheetAsync();
        Assert.Null(sheet.Find("insurance.pension.months"));
        Assert.NotNull(sheet.Find("insurance.unemployment.months"));
        Assert.Equal(new Value.Amount(new Money(7_00)), sheet.Find("insurance.employer_paid", new DateOnly(2022, 8, 1))!.Value);

        // Paid in the end, it takes the place of the deferral.
        await LoadAsync("insurance", "身份证号,统一社会信用代码,险种,费款所属月,缴费日期,单位缴费金额,是否补缴", $"{Worker},{Firm},养老保险,2022-08,2022-08-31,100.00,否");
        Assert.Equal(2, (await MonthsAsync("pension")).Count);
    }

    [Theory]
    [InlineData("\"1,234.50\"", 1_234_50)]
    [InlineData("\"1,234,567\"", 1_234_567_00)]
    [InlineData("1234.5", 1_234_50)]
    public async Task Thousands_may_be_set_apart(string written, long fen)
    {
        await LoadAsync("insurance", "身份证号,统一社会信用代码,险种,费款所属月,缴费日期,单位缴费金额,是否补缴", $"{Worker},{Firm},养老保险,2022-07,2022-07-18,{written},否");
        Assert.Equal(new Value.Amount(new Money(fen)), (await SheetAsync()).Find("insurance.employer_paid", new DateOnly(2022, 7, 1))!.Value);
    }

    [Theory]
    [InlineData("\"1,23.50\"", "金额应为")]
    [InlineData("\"12,34\"", "金额应为")]
    [InlineData("-35.00", "金额不能为负")]
    [InlineData("=1+1", "公式符号")]
    [InlineData("-1+1", "公式符号")]
    public async Task Other_amounts_are_refused_with_the_reason(string written, string says)
    {
        var report = await _office.LoadAsync("insurance", $"身份证号,统一社会信用代码,险种,费款所属月,缴费日期,单位缴费金额,是否补缴\n{Worker},{Firm},养老保险,2022-07,2022-07-18,{written},否\n");
        Assert.Contains(says, Assert.Single(report.Faults).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("无固定期限")]
    [InlineData("长期")]
    [InlineData("9999-12-31")]
    public async Task A_contract_without_a_fixed_end_is_written_in_several_ways(string end)
    {
        await LoadAsync("contracts", "身份证号,统一社会信用代码,合同起始日期,合同终止日期,备案日期", $"{Worker},{Firm},2022-07-11,{end},2022-07-15");
        Assert.Equal(new Value.Date(DateOnly.MaxValue), (await SheetAsync()).Find("contract.to")!.Value);
    }

    [Theory]
    [InlineData("2022-06-30 00:00:00")]
    [InlineData("2022/6/30 0:00")]
    [InlineData("20220630")]
    public async Task A_date_may_carry_midnight(string date)
    {
        await LoadAsync("graduates", "身份证号,毕业院校,学历,学习形式,毕业日期", $"{Worker},湖南大学,本科,普通全日制,{date}");
        Assert.Equal(new Value.Date(new DateOnly(2022, 6, 30)), (await SheetAsync()).Find("worker.graduation.date")!.Value);
    }

    [Theory]
    [InlineData("2022-06-30 08:00:00")]
    [InlineData("2022-06-30 24:00")]
    public async Task A_date_with_another_time_is_refused(string date)
    {
        var report = await _office.LoadAsync("graduates", $"身份证号,毕业院校,学历,学习形式,毕业日期\n{Worker},湖南大学,本科,函授,{date}\n");
        Assert.Contains("日期应为", Assert.Single(report.Faults).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'{0}")]
    [InlineData("\"=\"\"{0}\"\"\"")]
    [InlineData("=\"{0}\"")]
    public async Task A_number_that_a_spreadsheet_kept_as_text_is_read_as_the_number(string form)
    {
        await LoadAsync("poverty", "社会保障号码,识别日期", $"{form.Replace("{0}", Worker, StringComparison.Ordinal)},2020-03-01");
        Assert.Equal(new Value.Bool(true), (await SheetAsync()).Find("worker.poverty.listed")!.Value);
    }

    [Theory]
    [InlineData("湖南省专精特新中小企业", "specialised")]
    [InlineData("省专精特新中小企业", "specialised")]
    [InlineData("国家级重点“小巨人”企业", "little-giant")]
    [InlineData("专精特新“小巨人”企业（第四批）", "little-giant")]
    [InlineData("科技和创新型中小企业", "innovative")]
    public async Task Titles_of_real_lists_are_taken_and_other_columns_named(string title, string tier)
    {
        var applied = Assert.IsType<ListImport.Applied>(await _office.Lists.ApplyAsync(Office.Csv($"序号,统一社会信用代码,企业名称,称号,有效期起,区划\n1,{Firm},湘江示例一有限公司,{title},2021-10-01,430104\n"), default));
        Assert.Equal(["序号"], applied.Report.IgnoredColumns);
        Assert.Equal(new Value.Text(tier), (await SheetAsync()).Find("enterprise.tier", Office.Today)!.Value);
    }

    [Fact]
    public async Task A_refused_title_lists_those_that_are_allowed()
    {
        var report = await _office.Lists.PreviewAsync(Office.Csv($"统一社会信用代码,企业名称,称号,有效期起,区划\n{Firm},湘江示例一有限公司,瞪羚企业,2021-10-01,430104\n"), default);
        Assert.Contains("可写：创新型中小企业", Assert.Single(report.Faults).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _office.Dispose();

    private async Task LoadAsync(string register, string header, string lines)
    {
        var report = await _office.LoadAsync(register, $"{header}\n{lines}\n");
        Assert.True(report.Faults.Count == 0, string.Join('\n', report.Faults));
        Assert.Empty(report.IgnoredColumns);
    }

    private async Task<IReadOnlyList<Value>> MonthsAsync(string kind) => ((Value.List)(await SheetAsync()).Find($"insurance.{kind}.months")!.Value).Items;

    private Task<FactSheet> SheetAsync() => _office.Facts.GatherAsync(Office.Code(1), _office.Vault.KeyOf(Office.Person(1)), null, Office.Today, default);
}

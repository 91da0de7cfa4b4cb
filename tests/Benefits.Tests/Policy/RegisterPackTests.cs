using Benefits.Policy;

namespace Benefits.Tests.Policy;

public sealed class RegisterPackTests
{
    private const string Contracts = "registers/contracts.yaml";
    private const string Insurance = "registers/insurance.yaml";
    private const string Hardship = "registers/hardship.yaml";
    private const string List = "registers/enterprise-list.yaml";
    private const string Form = "registers/form.yaml";

    [Theory]
    [InlineData(Contracts, "about: person-at-firm", "about: family", "应为person、firm、person-at-firm、district之一")]
    [InlineData(Contracts, "register: contracts", "register: insurance", "登记簿“insurance”重复")]
    [InlineData(Contracts, "register: contracts", "register: contracts2", "只能用小写字母和连字符")]
    [InlineData(Contracts, "register: contracts", "register: identity", "保留")]
    [InlineData(Contracts, "fact: contract.filed_on", "fact: contract.from", "事实“contract.from”重复")]
    [InlineData(Contracts, "value: filedOn", "value: filedAt", "本登记簿的列中没有“filedAt”，是否为“filedOn”")]
    [InlineData(Contracts, "fact: contract.filed_on, title: 劳动合同备案日期, value: filedOn", "fact: contract.filed_on, title: 劳动合同备案日期, value: to", "没有事实用到列“filedOn”")]
    [InlineData(Contracts, "header: 备案日期,", "header: 合同起始日期,", "表头“合同起始日期”重复")]
    [InlineData(Contracts, "name: filedOn, header", "name: day, header", "列名")]
    [InlineData(Contracts, "name: filedOn, header: 备案日期, also: [备案时间], type: date", "name: filedOn, header: 备案日期, also: [备案时间], type: datum", "应为text、hashed、code、date、month、money、count、bool之一")]
    [InlineData("registers/graduates.yaml", "type: hashed", "type: hashed, values: { a: [甲] }", "只留存散列的列没有取值可言")]
    [InlineData("registers/graduates.yaml", "value: year(graduatedOn)", "value: school", "本登记簿的列中没有“school”")]
    [InlineData(Contracts, "not_before: from", "not_before: form", "not_before 应为本登记簿的日期列")]
    [InlineData(Contracts, "9999-12-31: [\"\"", "9999-12-32: [\"\"", "应为日期")]
    [InlineData(Contracts, "day: [form.hired_on,", "day: [form.hired,", "事实目录中没有“form.hired”")]
    [InlineData(Contracts, "day: [form.hired_on,", "day: [contract.to,", "互相依赖")]
    [InlineData(Contracts, "day: [form.hired_on,", "day: [worker.poverty.listed,", "应为不按日期查询的日期")]
    [InlineData(Contracts, "day: [form.hired_on,", "day: [enterprise.tier,", "应为不按日期查询的日期")]
    [InlineData(Contracts, "pick: nearest, by: from", "by: from", "“pick”和“by”应同时写明")]
    [InlineData(Contracts, "pick: nearest, by: from", "pick: nearest, by: frm", "是否为“from”")]
    [InlineData(Contracts, ", pick: nearest, by: from", "", "应在 entry 中写明")]
    [InlineData(Contracts, "value: filedOn", "value: filedOn, exists: true", "一种取法")]
    [InlineData(Contracts, "value: filedOn", "value: filedOn, where: known(filedOn)", "写在 entry 中")]
    [InlineData(Contracts, "value: filedOn", "value: filedOn, wher: known(filedOn)", "不认识的键“wher”")]
    [InlineData(Contracts, "key: [from]", "key: [frm]", "列名")]
    [InlineData(Insurance, "kind == 'pension' and known(paidOn) and not backPayment", "kind == 'pensions' and known(paidOn) and not backPayment", "“pensions”不是允许的取值")]
    [InlineData(Insurance, "sum: employerPaid", "sum: paidOn", "应为金额")]
    [InlineData(Insurance, "list: month, where: backPayment", "list: kind, where: backPayment", "应为日期")]
    [InlineData(Insurance, "by: month", "by: paidOn", "应为本登记簿的month列")]
    [InlineData(Insurance, "paidOn if backPayment", "paidOn if kind", "是否列")]
    [InlineData(Insurance, "injury: [工伤保险]", "injury: [失业保险]", "取值“失业保险”重复")]
    [InlineData(Hardship, "absent: { none: 未认定 }", "absent: no-such-kind", "不是允许的取值")]
    [InlineData(Form, "filled_by: form-hired-on", "filled_by: form-hired", "“filled_by”应为today、born-on")]
    [InlineData(Form, "filled_by: form-hired-on", "title: x", "重复")]
    [InlineData("registers/ledger.yaml", ", instalment: advance", "", "缺少“instalment”")]
    [InlineData(List, "name: state", "name: status", "缺少列“state”")]
    [InlineData(List, "name: from, header: 有效期起, also: [有效期开始, 起始日期], type: date", "name: from, header: 有效期起, type: text", "列“from”应为date")]
    [InlineData(List, "      little-giant:", "      small-giant:", "没有取值“small-giant”")]
    [InlineData("subjects.yaml", "subject: firm", "subject: person", "缺少“firm”")]
    public void A_faulty_register_is_refused_with_file_line_and_reason(string file, string good, string bad, string words)
    {
        var text = PolicyLibrary.BuiltInFiles().Single(one => one.Path == file).Text;
        Assert.Contains(good, text, StringComparison.Ordinal);
        var index = text.IndexOf(good, StringComparison.Ordinal);
        var files = PolicyLibrary.BuiltInFiles().Select(one => one.Path == file ? one with { Text = text[..index] + bad + text[(index + good.Length)..] } : one);

        var faults = Assert.Throws<PolicyPackException>(() => PolicyLibrary.Load(files)).Faults;

        var line = text[..index].Count(character => character == '\n') + 1;
        Assert.Contains(faults, fault => fault.Message.Contains(words, StringComparison.Ordinal) && (words.Contains("登记簿“insurance”", StringComparison.Ordinal) || fault.File == file));
        Assert.True(faults.Any(fault => fault.Message.Contains(words, StringComparison.Ordinal) && (Math.Abs(fault.Line - line) <= 40)), string.Join('\n', faults));
    }

    [Fact]
    public void A_column_that_nobody_uses_is_kept_only_with_a_reason()
    {
        var file = PolicyLibrary.BuiltInFiles().Single(one => one.Path == "registers/poverty.yaml");
        PackFile With(string column) => file with { Text = file.Text.Replace("columns:\n", $"columns:\n  - {{ name: remark, header: 备注, type: text, required: false{column} }}\n", StringComparison.Ordinal) };
        IEnumerable<PackFile> Files(PackFile changed) => PolicyLibrary.BuiltInFiles().Select(one => one.Path == file.Path ? changed : one);

        var fault = Assert.Single(Assert.Throws<PolicyPackException>(() => PolicyLibrary.Load(Files(With("")))).Faults);
        Assert.Equal(("registers/poverty.yaml", 5), (fault.File, fault.Line));
        Assert.Contains("没有事实用到列“remark”", fault.Message, StringComparison.Ordinal);
        Assert.Contains("remark", PolicyLibrary.Load(Files(With(", kept: 供人工核对"))).Registers.Single(register => register.Name == "poverty").Columns.Select(column => column.Name));
    }

    [Fact]
    public void Every_fact_has_one_register_or_source_and_its_title()
    {
        var library = PolicyLibrary.LoadBuiltIn();
        Assert.All(library.Facts.All.Where(fact => fact.Origin is FactOrigin.Drawn), fact => Assert.Equal(((FactOrigin.Drawn)fact.Origin).Register.Title, fact.Source));
        Assert.Equal(11, library.Registers.Count);
        Assert.Equal("劳动用工备案", library.Facts.Find("contract.to")!.Source);
    }
}

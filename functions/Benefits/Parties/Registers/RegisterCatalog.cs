using System.Globalization;
using Benefits.Parties.Csv;

namespace Benefits.Parties.Registers;

/// <summary>The registers that can be loaded (可导入的登记簿), by name.</summary>
internal static class RegisterCatalog
{
    private static readonly CsvColumn Person = new("residentId", "身份证号", ["公民身份号码", "身份证号码", "证件号码"]);
    private static readonly CsvColumn Firm = new("creditCode", "统一社会信用代码", ["信用代码", "社会信用代码"]);

    private static readonly Dictionary<string, InsuranceKind> Kinds = new()
    {
        ["UNEMPLOYMENT"] = InsuranceKind.Unemployment,
        ["失业保险"] = InsuranceKind.Unemployment,
        ["PENSION"] = InsuranceKind.Pension,
        ["养老保险"] = InsuranceKind.Pension,
        ["MEDICAL"] = InsuranceKind.Medical,
        ["医疗保险"] = InsuranceKind.Medical,
        ["INJURY"] = InsuranceKind.Injury,
        ["工伤保险"] = InsuranceKind.Injury,
    };

    private static readonly Dictionary<string, ApprenticeLevel> Levels = new()
    {
        ["INTERMEDIATE"] = ApprenticeLevel.Intermediate,
        ["中级工"] = ApprenticeLevel.Intermediate,
        ["SENIOR"] = ApprenticeLevel.Senior,
        ["高级工"] = ApprenticeLevel.Senior,
    };

    private static readonly Dictionary<string, string> HardshipKinds = new[]
        {
            ("older", "大龄失业人员"), ("disabled", "残疾人"), ("low-income", "低保人员"), ("long-unemployed", "长期失业人员"),
            ("zero-employment", "零就业家庭成员"), ("landless", "失地人员"), ("other", "其他就业困难人员"),
        }
        .SelectMany(kind => new[] { KeyValuePair.Create(Typed.Normalise(kind.Item1).ToUpperInvariant(), kind.Item1), KeyValuePair.Create(kind.Item2, kind.Item1) })
        .ToDictionary();

    /// <summary>Degrees as extracts write them, and the one word that is kept of each (学历).</summary>
    private static readonly Dictionary<string, string> Degrees = new (string Kept, string[] Written)[]
        {
            ("博士研究生", ["博士研究生", "博士"]),
            ("硕士研究生", ["硕士研究生", "硕士", "研究生"]),
            ("本科", ["本科", "大学本科", "普通本科"]),
            ("专科", ["专科", "大专", "大学专科", "高职", "高职专科"]),
            ("中专", ["中专", "中等专科", "中职"]),
            ("技师学院高级工班", ["技师学院高级工班", "高级工班"]),
            ("技师学院预备技师班", ["技师学院预备技师班", "预备技师班"]),
            ("特殊教育院校职业教育类", ["特殊教育院校职业教育类"]),
            ("其他", ["其他"]),
        }
        .SelectMany(degree => degree.Written, (degree, written) => KeyValuePair.Create(written, degree.Kept))
        .ToDictionary();

    public static readonly Register<Graduation> Graduates = new(
        "graduates",
        "高校毕业生登记",
        [Person, new("school", "毕业院校"), new("degree", "学历"), new("fullTime", "普通高等教育", ["全日制"]), new("graduatedOn", "毕业日期")],
        HasFirm: false,
        IsOfFirm: false,
        (line, at) => new Graduation(line.Text(at), line.Choice(at + 1, Degrees), line.Bool(at + 2), line.Date(at + 3)),
        entry => $"{Day(entry.GraduatedOn)}/{entry.School}/{entry.Degree}",
        Hide: (entry, vault) => entry with { School = vault.Fingerprint(entry.School)[..16] });

    public static readonly Register<Unemployment> Unemployed = new(
        "unemployment",
        "失业登记",
        [Person, new("registeredOn", "登记日期"), new("endedOn", "注销日期", optional: true)],
        HasFirm: false,
        IsOfFirm: false,
        (line, at) => Checked(line, at + 1, new Unemployment(line.Date(at), line.OptionalDate(at + 1)), entry => entry.EndedOn < entry.RegisteredOn, "早于登记日期"),
        entry => Day(entry.RegisteredOn));

    public static readonly Register<UnemployedGraduate> UnemployedGraduates = new(
        "unemployed-graduates",
        "离校未就业高校毕业生实名台账",
        [Person, new("listedOn", "列入日期"), new("endedOn", "退出日期", optional: true)],
        HasFirm: false,
        IsOfFirm: false,
        (line, at) => Checked(line, at + 1, new UnemployedGraduate(line.Date(at), line.OptionalDate(at + 1)), entry => entry.EndedOn < entry.ListedOn, "早于列入日期"),
        entry => Day(entry.ListedOn));

    public static readonly Register<Hardship> Hardships = new(
        "hardship",
        "就业困难人员认定记录",
        [Person, new("kind", "类别"), new("recognisedOn", "认定日期"), new("endedOn", "退出日期", optional: true)],
        HasFirm: false,
        IsOfFirm: false,
        (line, at) => Checked(line, at + 2, new Hardship(line.Choice(at, HardshipKinds), line.Date(at + 1), line.OptionalDate(at + 2)), entry => entry.EndedOn < entry.RecognisedOn, "早于认定日期"),
        entry => $"{Day(entry.RecognisedOn)}/{entry.Kind}");

    public static readonly Register<Poverty> PovertyList = new(
        "poverty",
        "脱贫人口和防止返贫监测对象名单",
        [Person, new("listedOn", "列入日期")],
        HasFirm: false,
        IsOfFirm: false,
        (line, at) => new Poverty(line.Date(at)),
        entry => Day(entry.ListedOn));

    public static readonly Register<Contract> Contracts = new(
        "contracts",
        "劳动用工备案",
        [Person, Firm, new("from", "合同起始日期"), new("to", "合同终止日期", optional: true), new("filedOn", "备案日期")],
        HasFirm: true,
        IsOfFirm: false,
        (line, at) => Checked(line, at + 1, new Contract(line.Date(at), line.OptionalDate(at + 1), line.Date(at + 2)), entry => entry.To < entry.From, "早于合同起始日期"),
        entry => Day(entry.From));

    public static readonly Register<InsuranceMonth> Insurance = new(
        "insurance",
        "社会保险缴费记录",
        [Person, Firm, new("kind", "险种"), new("month", "费款所属月"), new("paidOn", "缴费日期"), new("employerYuan", "单位缴费金额"), new("backPayment", "是否补缴")],
        HasFirm: true,
        IsOfFirm: false,
        (line, at) => Checked(line, at + 2, new InsuranceMonth(line.Choice(at, Kinds), line.Month(at + 1), line.Date(at + 2), line.Yuan(at + 3), line.Bool(at + 4)), entry => entry.PaidOn < entry.Month.AddMonths(-1), "早于费款所属月一个月以上"),
        entry => $"{Day(entry.Month)}/{entry.Kind}/{(entry.BackPayment ? Day(entry.PaidOn) : "")}",
        entry => entry.Month.Year);

    public static readonly Register<Apprenticeship> Apprentices = new(
        "apprentices",
        "企业新型学徒制备案",
        [Person, Firm, new("level", "培养等级"), new("from", "培养开始日期"), new("to", "培养结束日期"), new("filedOn", "备案日期"), new("certificateOn", "取证日期", optional: true)],
        HasFirm: true,
        IsOfFirm: false,
        (line, at) => Checked(line, at + 2, new Apprenticeship(line.Choice(at, Levels), line.Date(at + 1), line.Date(at + 2), line.Date(at + 3), line.OptionalDate(at + 4)), entry => entry.To < entry.From, "早于培养开始日期"),
        entry => Day(entry.From));

    public static readonly Register<Internship> Internships = new(
        "internships",
        "就业见习备案",
        [Person, Firm, new("from", "见习开始日期"), new("to", "见习结束日期"), new("retainedOn", "留用日期", optional: true), new("insured", "已投保意外险")],
        HasFirm: true,
        IsOfFirm: false,
        (line, at) => Checked(line, at + 1, new Internship(line.Date(at), line.Date(at + 1), line.OptionalDate(at + 2), line.Bool(at + 3)), entry => entry.To < entry.From, "早于见习开始日期"),
        entry => Day(entry.From));

    public static readonly Register<InternshipAllowance> Allowances = new(
        "internship-allowances",
        "见习基本生活费发放记录",
        [Person, Firm, new("month", "发放所属月"), new("yuan", "发放金额")],
        HasFirm: true,
        IsOfFirm: false,
        (line, at) => new InternshipAllowance(line.Month(at), line.Yuan(at + 1)),
        entry => Day(entry.Month),
        entry => entry.Month.Year);

    public static readonly Register<InternshipBase> InternshipBases = new(
        "internship-bases",
        "就业见习基地名录",
        [Firm, new("from", "有效期起"), new("to", "有效期止", optional: true)],
        HasFirm: true,
        IsOfFirm: true,
        (line, at) => Checked(line, at + 1, new InternshipBase(line.Date(at), line.OptionalDate(at + 1)), entry => entry.To < entry.From, "早于有效期起"),
        entry => Day(entry.From));

    public static IReadOnlyList<Register> All { get; } =
        [Graduates, UnemployedGraduates, Unemployed, Hardships, PovertyList, Contracts, Insurance, Apprentices, Internships, Allowances, InternshipBases];

    public static Register? Find(string name) => All.FirstOrDefault(register => register.Name == name);

    private static string Day(DateOnly day) => day.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    private static T Checked<T>(CsvLine line, int column, T entry, Func<T, bool> isWrong, string fault)
    {
        if (line.IsGood && isWrong(entry)) line.Fault(column, fault);
        return entry;
    }
}

using System.Globalization;
using System.Text;
using Benefits.Applications;
using Benefits.Tests.Registers;

namespace Benefits.Tests.Payouts;

/// <summary>Someone hired by a firm, and what the registers say of it: as it stands, a graduate of the year on a long contract, insured since the first month.</summary>
internal sealed record Hire(int Person, int Firm = 1)
{
    private const string Numerals = "零一二三四五六七八九";

    public DateOnly On { get; init; } = new(2022, 7, 4);

    /// <summary>Length of the contract.</summary>
    public int Months { get; init; } = 36;

    /// <summary>True: of a full-time course; false: of evening classes; null: the register does not know the person.</summary>
    public bool? Graduated { get; init; } = true;

    /// <summary>Months of unemployment insurance paid, from the month of hire on.</summary>
    public int Insured { get; init; } = 1;

    /// <summary>False: the register of contracts does not know the hire, and only the form tells of it.</summary>
    public bool Filed { get; init; } = true;

    public CreditCode Code => Office.Code(Firm);

    public ResidentId Id => Office.Person(Person % 1000, 2001 - Person / 1000);

    public string Name => "欧阳" + string.Concat(Person.ToString("0000", CultureInfo.InvariantCulture).Select(digit => Numerals[digit - '0']));

    public WorkerForm Form => new() { ResidentId = Id.Text, Name = Name, HiredOn = On, ContractFrom = On, ContractTo = ContractTo };

    private DateOnly ContractTo => On.AddMonths(Months).AddDays(-1);

    /// <summary>So many graduates, each worth 1,500 yuan of the unemployment fund.</summary>
    public static Hire[] Graduates(int count, int firm = 1, int first = 1) => [.. Enumerable.Range(first, count).Select(person => new Hire(person, firm))];

    public static string FirmName(int firm) => $"湘江示例{firm}有限公司";

    public static string EnterpriseList(IEnumerable<int> firms)
    {
        StringBuilder text = new("code,name,title,from,to,district\n");
        foreach (var firm in firms) text.Append(CultureInfo.InvariantCulture, $"{Office.Code(firm)},{FirmName(firm)},specialised,2021-10-01,,430104\n");
        return text.ToString();
    }

    /// <summary>The registers that know the hires, by name.</summary>
    public static Dictionary<string, string> Registers(IReadOnlyCollection<Hire> hires)
    {
        StringBuilder graduates = new("residentId,school,degree,fullTime,graduatedOn\n");
        foreach (var hire in hires.Where(hire => hire.Graduated is not null).DistinctBy(hire => hire.Person))
        {
            graduates.Append(CultureInfo.InvariantCulture, $"{hire.Id.Text},示例大学,本科,{(hire.Graduated == true ? "是" : "否")},{hire.On.Year}-06-25\n");
        }
        StringBuilder contracts = new("residentId,creditCode,from,to,filedOn\n");
        foreach (var hire in hires.Where(hire => hire.Filed)) contracts.Append(CultureInfo.InvariantCulture, $"{hire.Id.Text},{hire.Code},{hire.On:yyyy-MM-dd},{hire.ContractTo:yyyy-MM-dd},{hire.On:yyyy-MM-dd}\n");
        StringBuilder insurance = new("residentId,creditCode,kind,month,paidOn,employerYuan,backPayment\n");
        foreach (var hire in hires)
        {
            for (var number = 0; number < hire.Insured; number++)
            {
                DateOnly month = new DateOnly(hire.On.Year, hire.On.Month, 1).AddMonths(number);
                insurance.Append(CultureInfo.InvariantCulture, $"{hire.Id.Text},{hire.Code},失业保险,{month:yyyy-MM},{month.AddDays(17):yyyy-MM-dd},35.00,否\n");
            }
        }
        return new Dictionary<string, string> { ["graduates"] = graduates.ToString(), ["contracts"] = contracts.ToString(), ["insurance"] = insurance.ToString() };
    }
}

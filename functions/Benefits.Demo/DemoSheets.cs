using System.Globalization;
using System.Text;

namespace Benefits.Demo;

/// <summary>The CSV files that the demo loads through the same doors as a bureau's own. Lines that lie after today are left out: registers do not know the future.</summary>
internal sealed class DemoSheets(DateOnly today)
{
    private static readonly Dictionary<string, string> Headers = new()
    {
        [EnterpriseList] = "统一社会信用代码,企业名称,称号,有效期起,有效期止,区划",
        ["graduates"] = "residentId,school,degree,fullTime,graduatedOn",
        ["unemployed-graduates"] = "residentId,listedOn,endedOn",
        ["unemployment"] = "residentId,registeredOn,endedOn",
        ["hardship"] = "residentId,kind,recognisedOn,endedOn",
        ["poverty"] = "residentId,listedOn",
        ["contracts"] = "residentId,creditCode,from,to,filedOn",
        ["insurance"] = "residentId,creditCode,kind,month,paidOn,employerYuan,backPayment",
        ["apprentices"] = "residentId,creditCode,level,from,to,filedOn,certificateOn",
        ["internships"] = "residentId,creditCode,from,to,retainedOn,insured",
        ["internship-allowances"] = "residentId,creditCode,month,yuan",
        ["internship-bases"] = "creditCode,from,to",
    };

    public const string EnterpriseList = "enterprise-list";
    private readonly Dictionary<string, StringBuilder> _sheets = Headers.ToDictionary(pair => pair.Key, pair => new StringBuilder(pair.Value).Append('\n'));

    /// <summary>The registers, without the enterprise list.</summary>
    public static IEnumerable<string> Registers => Headers.Keys.Where(name => name != EnterpriseList);

    public Stream Open(string sheet) => new MemoryStream(Encoding.UTF8.GetBytes(_sheets[sheet].ToString()), writable: false);

    /// <summary>Adds a line that the register knows since <paramref name="known"/>.</summary>
    public void Add(string sheet, DateOnly known, params ReadOnlySpan<object?> cells)
    {
        if (known > today) return;
        var text = _sheets[sheet];
        for (var place = 0; place < cells.Length; place++)
        {
            if (place > 0) text.Append(',');
            text.Append(cells[place] switch
            {
                null => "",
                DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                decimal yuan => yuan.ToString("0.00", CultureInfo.InvariantCulture),
                bool flag => flag ? "是" : "否",
                var cell => cell.ToString(),
            });
        }
        text.Append('\n');
    }

    /// <summary>A day that the register knows only once it has come.</summary>
    public DateOnly? Past(DateOnly? day) => day <= today ? day : null;
}

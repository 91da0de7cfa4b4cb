using System.Globalization;

namespace Benefits.Demo;

/// <summary>Writes what the registers say of made-up workers.</summary>
internal sealed class DemoWorkforce(DemoSheets sheets, DemoPeople people)
{
    private static readonly (string Kind, decimal Rate)[] Branches = [("失业保险", 0.007m), ("养老保险", 0.16m), ("医疗保险", 0.08m), ("工伤保险", 0.004m)];

    public void Graduated(ResidentId id, DateOnly on, bool fullTime) =>
        sheets.Add("graduates", on, id.Text, people.Pick(DemoWords.Schools), people.Pick(DemoWords.Degrees), fullTime, on);

    /// <summary>A filed contract.</summary>
    public void Hired(ResidentId id, DemoFirm firm, DateOnly from, DateOnly? to) =>
        sheets.Add("contracts", from.AddDays(5), id.Text, firm.Code, from, to, from.AddDays(5));

    /// <summary>Insurance month by month: from the month of hire where the hire was in its first half. A month is booked on its 18th.</summary>
    public void Insured(ResidentId id, DemoFirm firm, DateOnly hiredOn, DateOnly? until, int mostMonths, int? backPaidMonth = null)
    {
        var pay = people.Number(42, 90) * 100m;
        var month = new DateOnly(hiredOn.Year, hiredOn.Month, 1).AddMonths(hiredOn.Day <= 15 ? 0 : 1);
        for (var count = 0; count < mostMonths && (until is null || month <= until); count++, month = month.AddMonths(1))
        {
            var isBackPaid = count == backPaidMonth;
            var paidOn = isBackPaid ? month.AddMonths(2).AddDays(9) : month.AddDays(17);
            foreach (var (kind, rate) in Branches) sheets.Add("insurance", paidOn, id.Text, firm.Code, kind, month.ToString("yyyy-MM", CultureInfo.InvariantCulture), paidOn, decimal.Round(pay * rate, 2), isBackPaid);
        }
    }

    /// <summary>Registered as unemployed, until the hire where there is one.</summary>
    public void Unemployed(ResidentId id, DateOnly from, DateOnly? until) => sheets.Add("unemployment", from, id.Text, from, sheets.Past(until));

    public void UnemployedGraduate(ResidentId id, DateOnly from, DateOnly? until) => sheets.Add("unemployed-graduates", from, id.Text, from, sheets.Past(until));

    public void Hardship(ResidentId id, DateOnly on) => sheets.Add("hardship", on, id.Text, people.Pick(DemoWords.Hardships), on, null);

    public void Poverty(ResidentId id, DateOnly on) => sheets.Add("poverty", on, id.Text, on);

    /// <summary>Filed five days before it begins.</summary>
    public void Apprenticed(ResidentId id, DemoFirm firm, DateOnly from, int months, bool senior)
    {
        var to = from.AddMonths(months).AddDays(-1);
        sheets.Add("apprentices", from.AddDays(-5), id.Text, firm.Code, senior ? "高级工" : "中级工", from, to, from.AddDays(-5), sheets.Past(to.AddDays(20)));
    }

    /// <summary>A traineeship with its allowance, paid month by month.</summary>
    public void Interned(ResidentId id, DemoFirm firm, DateOnly from, int months, DateOnly? retainedOn, bool insured, decimal allowance)
    {
        var to = from.AddMonths(months).AddDays(-1);
        sheets.Add("internships", from, id.Text, firm.Code, from, to, sheets.Past(retainedOn), insured);
        var month = new DateOnly(from.Year, from.Month, 1);
        for (var count = 0; count < months; count++, month = month.AddMonths(1))
        {
            if (retainedOn is { } retained && month.AddMonths(1) > retained) break;
            sheets.Add("internship-allowances", month.AddMonths(1).AddDays(4), id.Text, firm.Code, month.ToString("yyyy-MM", CultureInfo.InvariantCulture), allowance);
        }
    }
}

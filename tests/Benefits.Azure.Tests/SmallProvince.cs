using System.Text;
using Benefits.Demo;
using Benefits.Enterprises;
using Benefits.Enterprises.Lists;
using Benefits.Funds;
using Benefits.Http.Access;
using Benefits.Registers;
using Benefits.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Benefits.Azure.Tests;

/// <summary>Of the demo's province only what a journey needs: the firm of the rehearsal, its workers, the budgets of its place, and all who may sign in. The 20,000 people would keep Azurite busy for minutes.</summary>
internal static class SmallProvince
{
    private static readonly string[] Registers = ["graduates", "unemployed-graduates", "unemployment", "hardship", "poverty", "contracts", "insurance", "apprentices", "internships", "internship-allowances", "internship-bases"];

    public static async Task LoadAsync(IServiceProvider services, DateOnly day)
    {
        var demo = DemoData.Create(day);
        var firm = demo.RehearsalFirm;
        Assert.IsType<ListImport.Applied>(await services.GetRequiredService<EnterpriseListImport>().ApplyAsync(Open(demo, "enterprise-list"), default));
        await services.GetRequiredService<EnterpriseStore>().SetAccountAsync(firm.Code, new PayeeAccount(firm.Name, firm.BankCode, firm.Account), default);
        foreach (var register in Registers)
        {
            var report = await services.GetRequiredService<RegisterLoader>().LoadAsync(new RegisterLoad { Register = register, AsOf = day, Complete = register is not ("graduates" or "contracts") }, Open(demo, register), default);
            Assert.Empty(report.Faults);
        }
        foreach (var budget in demo.Budgets.Where(budget => budget.Fund.Place.Contains(firm.District))) await services.GetRequiredService<FundStore>().SetBudgetAsync(budget.Fund, budget.Amount, "demo", default);
        var staff = demo.Staff.Select(one => new DemoIdentity { Subject = one.Subject, Name = one.Name, Role = Enum.Parse<Role>(one.Role, ignoreCase: true), CreditCode = one.Firm, District = one.District });
        await services.GetRequiredService<ITable>().CommitAsync(new TableBatch("demo").Upsert("loaded", new DemoSetUp.Loaded(day, [.. staff], StoredJson.Write(DemoSetUp.Form(firm, demo.RehearsalWorkers)))), default);
    }

    /// <summary>A sheet's header, and the lines that name the firm or one of its workers.</summary>
    private static MemoryStream Open(DemoData demo, string sheet)
    {
        HashSet<string> named = [demo.RehearsalFirm.Code.Text, .. demo.RehearsalWorkers.Select(worker => worker.Id.Text)];
        using StreamReader all = new(demo.OpenSheet(sheet));
        var lines = all.ReadToEnd().Split('\n');
        return new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines.Where((line, number) => number == 0 || line.Split(',').Any(named.Contains))) + "\n"));
    }
}

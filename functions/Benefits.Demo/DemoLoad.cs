using System.Globalization;
using Benefits.Enterprises;
using Benefits.Enterprises.Lists;
using Benefits.Funds;
using Benefits.Jobs;
using Benefits.Registers;
using Benefits.Storage;

namespace Benefits.Demo;

/// <summary>Loads the demo's province (演示数据) as a job, through the same doors as a bureau's own files.</summary>
public sealed class DemoLoad(ITable table, EnterpriseListImport lists, EnterpriseStore book, RegisterLoader registers, FundStore funds)
{
    public static readonly JobKind Kind = JobKind.Of<DemoLoad>("demo-load", "载入演示数据", (load, day, cancel) => load.PlanAsync(day, cancel), (load, day, piece, cancel) => load.RunAsync(day, piece, cancel));

    private const string List = "list", Accounts = "accounts", Budgets = "budgets", Done = "done";
    private const int AtOnce = 100;
    private const int SideBySide = 64;

    // The same day gives the same data, and making it takes longer than most pieces do.
    private volatile DemoData? _made;

    public static string SubjectOf(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Stages all files, which touches nobody yet, and so knows every piece.</summary>
    private async Task<IReadOnlyList<JobPiece>> PlanAsync(string day, CancellationToken cancel)
    {
        var data = Data(day);
        List<JobPiece> pieces = [];
        await using (var list = data.OpenSheet(DemoSheets.EnterpriseList))
        {
            var (outcome, hash) = await lists.StoreAsync(list, cancel);
            if (outcome is ListImport.Refused refused) throw new InvalidOperationException($"The demo's list is refused: {refused.Report.Faults[0]}");
            if (outcome is ListImport.Busy) throw new InvalidOperationException("Another list is being imported.");
            if (hash is not null) pieces.AddRange((await lists.PlanAsync(hash, cancel)).Select(piece => piece with { Key = $"{List} {hash} {piece.Key}" }));
        }
        pieces.AddRange(Parts(Accounts, "企业账户", data.Firms.Count));
        foreach (var register in DemoSheets.Registers)
        {
            await using var sheet = data.OpenSheet(register);
            // Some graduates are missing on purpose: what a register has not said is unknown.
            RegisterLoad load = new() { Register = register, AsOf = Day(day), Complete = register is not ("graduates" or "contracts") };
            var (report, row) = await registers.StoreAsync(load, sheet, cancel);
            if (report.Faults.Count > 0) throw new InvalidOperationException($"The demo's {register} is refused: {report.Faults[0]}");
            if (report.Busy is not null) throw new InvalidOperationException($"Another extract of {register} is being loaded.");
            if (row is not null) pieces.AddRange((await registers.PlanAsync(row, cancel)).Select(piece => piece with { Key = $"{register} {row} {piece.Key}" }));
        }
        pieces.AddRange(Parts(Budgets, "资金预算", data.Budgets.Count));
        pieces.Add(new JobPiece(Done, "演示身份"));
        return pieces;
    }

    private async Task<PieceResult> RunAsync(string day, JobPiece piece, CancellationToken cancel)
    {
        var parts = piece.Key.Split(' ');
        switch (parts[0])
        {
            case List:
                return await lists.RunAsync(parts[1], piece with { Key = parts[2] }, cancel);
            case Accounts:
                await EachAsync(Some(Data(day).Firms, parts), (firm, stop) => book.SetAccountAsync(firm.Code, new PayeeAccount(firm.Name, firm.BankCode, firm.Account), stop), cancel);
                return new PieceResult();
            case Budgets:
                await EachAsync(Some(Data(day).Budgets, parts), (budget, stop) => funds.SetBudgetAsync(budget.Fund, budget.Amount, "demo", stop), cancel);
                return new PieceResult();
            case Done:
                await DemoSetUp.KeepAsync(table, Data(day), Day(day), cancel);
                _made = null;
                return new PieceResult();
            default:
                return await registers.RunAsync(parts[1], piece with { Key = parts[2] }, cancel);
        }
    }

    private DemoData Data(string day)
    {
        if (_made is { } made && made.Today == Day(day)) return made;
        return _made = DemoData.Create(Day(day));
    }

    /// <summary>Side by side, so that their commits share an fsync.</summary>
    private static Task EachAsync<T>(IEnumerable<T> items, Func<T, CancellationToken, Task> work, CancellationToken cancel) =>
        Parallel.ForEachAsync(items, new ParallelOptions { MaxDegreeOfParallelism = SideBySide, CancellationToken = cancel }, async (item, stop) => await work(item, stop));

    private static IEnumerable<JobPiece> Parts(string key, string title, int count)
    {
        var parts = (count + AtOnce - 1) / AtOnce;
        return Enumerable.Range(0, parts).Select(part => new JobPiece(string.Create(CultureInfo.InvariantCulture, $"{key} {part * AtOnce}"), $"{title}（{part + 1}/{parts}）"));
    }

    private static IEnumerable<T> Some<T>(IReadOnlyList<T> all, string[] parts) => all.Skip(int.Parse(parts[1], CultureInfo.InvariantCulture)).Take(AtOnce);

    private static DateOnly Day(string day) => DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}

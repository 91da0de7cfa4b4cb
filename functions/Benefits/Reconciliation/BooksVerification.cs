using System.Text.Json;
using Benefits.Audit.Verification;

namespace Benefits.Reconciliation;

/// <summary>Verifies a store as an auditor would (账务核验): the audit chains against themselves and their seals, then lines against ledger, funds and bank. Writes nothing.</summary>
public sealed class BooksVerification(AuditVerification audit, Reconciler reconciliation)
{
    public const int Holds = 0;
    public const int Breaks = 1;

    private const int MostShown = 50;

    /// <summary>Prints what was verified, and each place that does not hold; answers the exit code.</summary>
    public async Task<int> RunAsync(DateOnly on, IAsyncEnumerable<LineState> lines, TextWriter output, CancellationToken cancel)
    {
        var chains = await audit.VerifyAsync(cancel);
        await Print(output, $"逐行核验：{chains.Rows}行；审计链{chains.Chains}条，审计记录{chains.Records}条，每日封存{chains.Seals}次，{(chains.Holds ? "行行相符，链链衔接" : $"发现{chains.Breaks.Count}处不符")}");
        await PrintAll(output, chains.Breaks.Select(broken => $"{broken.Place}：{broken.Says}"));

        if (chains.Pending.Count > 0) await Print(output, $"未完事项{chains.Pending.Count}项，已开始而待完成，不计为不符：");
        await PrintAll(output, chains.Pending.Select(waiting => $"{waiting.Place}：{waiting.Says}"));

        if (await CompareAsync(on, lines, output, cancel) is not { } books) return Breaks;
        await Print(output, $"对账（截至{on:yyyy-MM-dd}）：明细{books.Lines}条，分录{books.Entries}条，银行指令{books.Instructions}条");
        await Print(output, $"明细已发放{books.LinesPaid}，账上已记{books.Booked}，银行已付{books.BankPaid}；其后已追回{books.Recovered}");
        foreach (var fund in books.Funds.Where(fund => fund.Moved)) await Print(output, $"  {fund.Account}：预算{fund.Total}，预留{fund.Reserved}，支出{fund.Spent}，记账{fund.Booked}，银行{fund.BankPaid}");
        if (books.Funds.Count(fund => !fund.Moved) is > 0 and var quiet) await Print(output, $"  另有{quiet}项资金没有动用");
        await Print(output, books.Agrees ? "明细、账簿、资金池与银行一致" : $"发现{books.DifferenceCount}处不符");
        await PrintAll(output, books.Differences.Select(difference => $"[{difference.Kind.Label}] {difference.Subject}：{difference.Says}"));
        if (books.Outstanding.Count > 0) await Print(output, $"另有未达账项{books.Outstanding.Count}笔，属截止日之后，或银行已付而流程尚待入账，不计为不符：");
        await PrintAll(output, books.Outstanding.Select(waiting => $"[{waiting.Kind.Label}] {waiting.Subject}：{waiting.Says}"));

        var holds = chains.Holds && books.Agrees;
        await Print(output, holds ? "核验通过" : "核验未通过");
        return holds ? Holds : Breaks;
    }

    /// <summary>The comparison, or null where a row that it needs was changed so that it cannot be read: the place is named above.</summary>
    private async Task<ReconciliationReport?> CompareAsync(DateOnly on, IAsyncEnumerable<LineState> lines, TextWriter output, CancellationToken cancel)
    {
        try
        {
            return await reconciliation.CompareAsync(on, lines, scope: null, cancel);
        }
        catch (Exception fault) when (fault is JsonException or FormatException or InvalidOperationException)
        {
            await Print(output, "有的行无法读取，账目无从核对");
            await Print(output, "核验未通过");
            return null;
        }
    }

    private static async Task PrintAll(TextWriter output, IEnumerable<string> places)
    {
        var all = places.ToList();
        foreach (var place in all.Take(MostShown)) await Print(output, $"  {place}");
        if (all.Count > MostShown) await Print(output, $"  ……另有{all.Count - MostShown}处");
    }

    private static Task Print(TextWriter output, string line) => output.WriteLineAsync(line);
}

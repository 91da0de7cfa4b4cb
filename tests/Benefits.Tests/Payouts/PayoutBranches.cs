using Benefits.Cases;
using Benefits.Demo;
using Benefits.Funds;
using Benefits.Local.Workflows;
using Mutations;

namespace Benefits.Tests.Payouts;

/// <summary>Every way that a payout can take, each walked by people and a bank who see to it, and each with its recorded history.</summary>
internal static class PayoutBranches
{
    private static readonly Hire[] Few = Hire.Graduates(3);

    /// <summary>More than goes straight through: they need a signature.</summary>
    private static readonly Hire[] Many = Hire.Graduates(8);

    private static readonly Counter People = new() { Jobs = false };
    private static readonly BankMood Closes = new() { ClosedAccountSuffixes = ["0000"] };

    public static readonly IReadOnlyDictionary<string, Func<Task<WorkflowHistory>>> All = new Dictionary<string, Func<Task<WorkflowHistory>>>
    {
        ["paid-straight"] = () => WalkAsync(Few, People),
        ["signed-and-paid"] = () => WalkAsync(Many, People),
        ["nothing-granted"] = () => WalkAsync([new Hire(1) { Graduated = false }], People),
        ["refused"] = () => WalkAsync(Many, People, begin: async (world, id) => await world.SignAsync(id, "first", approved: false, reason: "材料不实")),
        ["lapsed-unsigned"] = () => WalkAsync(Many, People with { Signs = false }),
        ["objection-dismissed"] = () => WalkAsync(Few, People with { ObjectsTo = FirstLine(Few) }),
        ["objection-upheld"] = () => WalkAsync(Few, People with { ObjectsTo = FirstLine(Few), Upholds = true }),
        ["objection-undecided"] = () => WalkAsync(Few, People with { ObjectsTo = FirstLine(Few), Upholds = null }),
        ["short-fund"] = () => WalkAsync(Few, People, yuan: 1_500, begin: RaiseOnceItIsShortAsync),
        ["lapsed-unfunded"] = () => WalkAsync(Few, People, yuan: 0),
        ["returned-and-corrected"] = () => WalkAsync(Few, People, Closes, account: PayoutWorld.ClosedAccount),
        ["returned-and-given-up"] = () => WalkAsync(Few, People with { CorrectsAccounts = false }, Closes, account: PayoutWorld.ClosedAccount),
        ["bank-silent"] = () => WalkAsync(Few, People, new BankMood { Plans = [new BankPlan("pay-", null, BankFate.Pay) { Delay = TimeSpan.FromDays(60) }] }),
    };

    /// <summary>The recorded histories that the tests were built with, by name: one of each branch, and what earlier versions of the code left.</summary>
    public static IReadOnlyDictionary<string, string> Recorded { get; } =
        Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Payouts", "Histories", "payout-1")).Order(StringComparer.Ordinal).ToDictionary(file => Path.GetFileNameWithoutExtension(file), File.ReadAllText);

    public static void Record(string name, WorkflowHistory history) =>
        File.WriteAllText(Path.Combine(Repository.Root, "tests", "Benefits.Tests", "Payouts", "Histories", history.Workflow, $"{name}.json"), history.Print() + "\n");

    private static async Task<WorkflowHistory> WalkAsync(Hire[] hires, Counter people, BankMood? mood = null, int yuan = 1_000_000, string account = PayoutWorld.GoodAccount, Func<PayoutWorld, CaseId, Task>? begin = null)
    {
        using var world = await PayoutWorld.StartAsync(seams: new Seams { Mood = mood ?? BankMood.Calm });
        await world.LoadAsync(hires);
        await world.SetBudgetsAsync(yuan, 0);
        var id = await world.ApplyAsync(hires, account: account);
        if (begin is not null) await begin(world, id);
        while (world.Engine.NextDue is not null) await people.MoveAsync(world, id, await world.ProgressAsync(id));
        return world.Engine.ReadHistory(id.Instance)!;
    }

    private static LineId FirstLine(Hire[] hires) => new(CaseId.Derive(hires[0].Code, "k-1"), 1, 1);

    private static async Task RaiseOnceItIsShortAsync(PayoutWorld world, CaseId id)
    {
        while (await world.StageAsync(id) != Stage.WaitingForFunds) await world.PassToNextAsync(jobs: false);
        await world.Get<FundStore>().RaiseAsync(PayoutWorld.Unemployment, Money.FromYuan(10_000), "raise", default);
        await world.Get<FundsArrival>().TellAsync(PayoutWorld.Unemployment, default);
        await world.Engine.IdleAsync(default);
    }
}

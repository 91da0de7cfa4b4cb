using Benefits.Applications;
using Benefits.Cases;
using Benefits.Cases.Notices;
using Benefits.Payouts;
using Benefits.Storage;
using Benefits.Tests.Payouts;

namespace Benefits.Tests.Cases;

/// <summary>Four eyes: what a person did on a firm or a case decides what else the same person may do there, in whatever role.</summary>
public sealed class FourEyesTests
{
    private const string Person = "甲|auth0/7";

    /// <summary>What the same person may do second, by what the person did first: <c>.</c> allowed, <c>C</c> refused on the same case, <c>F</c> refused on every case of the firm.</summary>
    private static readonly Dictionary<Deed, string> Rules = new()
    {
        // second:          Look Submit Correct Object Sign Decide
        [Deed.LookAhead] = "....FF",
        [Deed.Submit] = "....FF",
        [Deed.Correct] = "....FF",
        [Deed.ObjectAsAgent] = "....FF",
        [Deed.Object] = "....CC",
        [Deed.Sign] = "FFF.CC",
        [Deed.Decide] = "FFF.C.",
    };

    private static readonly Deed[] Seconds = [Deed.LookAhead, Deed.Submit, Deed.Correct, Deed.Object, Deed.Sign, Deed.Decide];

    internal enum Deed
    {
        LookAhead,
        Submit,
        Correct,
        ObjectAsAgent,
        Object,
        Sign,
        Decide,
    }

    public static TheoryData<string> Firsts => [.. Rules.Keys.Select(deed => deed.ToString())];

    [Theory]
    [MemberData(nameof(Firsts))]
    public async Task Whoever_did_one_thing_is_kept_from_what_must_be_another_persons_and_from_nothing_else(string first)
    {
        var did = Enum.Parse<Deed>(first);
        using var world = await PayoutWorld.WithAsync(AllHires());
        var combination = 0;
        foreach (var next in Seconds)
        {
            foreach (var onSameCase in new[] { true, false })
            {
                combination++;
                var person = $"{Person}-{combination}";
                var one = await ApplyAsync(world, combination * 2);
                var other = onSameCase ? one : await ApplyAsync(world, combination * 2 + 1);
                Assert.False(await DoAsync(world, did, one, person), $"{did} was refused to someone new.");

                var before = await PrepareAsync(world, next, other);
                var refused = await DoAsync(world, next, other, person);

                var rule = Rules[did][Array.IndexOf(Seconds, next)];
                Assert.True(refused == (rule == 'F' || (rule == 'C' && onSameCase)), $"{next} after {did} on {(onSameCase ? "the same" : "another")} case was {(refused ? "refused" : "allowed")}.");
                if (refused) Assert.Equal(before, await DumpAsync(world));
                Assert.False(await DoAsync(world, next, other, $"someone-else-{combination}"), $"{next} was refused to someone else.");
            }
        }
    }

    [Fact]
    public async Task Every_refusal_says_what_the_person_did()
    {
        using var world = await PayoutWorld.WithAsync(AllHires());
        var id = await ApplyAsync(world, 1);
        var firm = id.Enterprise;
        HashSet<string> reasons = [];
        foreach (var (did, second) in new[]
        {
            (Part.ActedForFirm, Part.SignedCase), (Part.ActedForFirm, Part.DecidedObjection), (Part.SignedCase, Part.SignedCase), (Part.SignedCase, Part.DecidedObjection), (Part.SignedCase, Part.ActedForFirm),
            (Part.Objected, Part.SignedCase), (Part.Objected, Part.DecidedObjection), (Part.DecidedObjection, Part.SignedCase), (Part.DecidedObjection, Part.ActedForFirm),
        })
        {
            var person = $"{did}-{second}";
            TableBatch batch = new(id.Partition);
            (await world.Get<FourEyes>().ReadAsync(firm, person, default)).Note(batch, On(did, id));
            Assert.IsType<Commit.Done>(await world.Remains.Table.CommitAsync(batch, default));
            reasons.Add(Assert.IsType<string>((await world.Get<FourEyes>().ReadAsync(firm, person, default)).WhyNot(On(second, id))));
        }
        Assert.Equal(8, reasons.Count);
    }

    /// <summary>The second act comes in exactly when the first has looked and not yet written.</summary>
    [Theory]
    [InlineData(nameof(Deed.Sign), nameof(Deed.Submit))]
    [InlineData(nameof(Deed.Submit), nameof(Deed.Sign))]
    [InlineData(nameof(Deed.Sign), nameof(Deed.LookAhead))]
    [InlineData(nameof(Deed.LookAhead), nameof(Deed.Sign))]
    [InlineData(nameof(Deed.Decide), nameof(Deed.Submit))]
    [InlineData(nameof(Deed.Submit), nameof(Deed.Decide))]
    [InlineData(nameof(Deed.Decide), nameof(Deed.Object))]
    [InlineData(nameof(Deed.Correct), nameof(Deed.Decide))]
    public async Task Of_two_things_that_one_person_does_at_the_same_moment_only_one_is_done(string slower, string quicker)
    {
        var (slow, quick) = (Enum.Parse<Deed>(slower), Enum.Parse<Deed>(quicker));
        InterruptedTable? table = null;
        using var world = await PayoutWorld.StartAsync(seams: new Seams { Table = inner => table = new InterruptedTable(inner) });
        await world.LoadAsync(AllHires());
        await world.SetBudgetsAsync(1_000_000, 1_000_000);
        var id = await ApplyAsync(world, 1);
        foreach (var deed in new[] { slow, quick }) await PrepareAsync(world, deed, id);
        bool? quickRefused = null;
        table!.AfterRead = async key =>
        {
            if (!key.Row.StartsWith("inv-", StringComparison.Ordinal)) return;
            table.AfterRead = null;
            quickRefused = await DoAsync(world, quick, id, Person);
        };

        var slowRefused = await DoAsync(world, slow, id, Person);

        Assert.False(quickRefused);
        Assert.True(slowRefused);
    }

    /// <summary>Two people for each case: one whose award is plain, and one whom the registers do not know, so that the case goes to people.</summary>
    private static Hire[] AllHires() => [.. Enumerable.Range(1, 30).SelectMany(HiresOf)];

    private static Hire[] HiresOf(int number) => [new Hire(number * 2), new Hire(number * 2 + 1) { Graduated = null }];

    private static async Task<CaseId> ApplyAsync(PayoutWorld world, int number)
    {
        var id = Assert.IsType<IntakeResult.Received>(await world.Get<Intake>().SubmitAsync(PayoutWorld.Form(HiresOf(number)), $"case-{number}", "the-agent", default)).Receipt.Id;
        await world.Engine.IdleAsync(default);
        Assert.Equal(Stage.InReview, await world.StageAsync(id));
        return id;
    }

    private static Involvement On(Part part, CaseId id) => new(part, part == Part.ActedForFirm ? null : id);

    /// <summary>Brings the case to where the deed is done, through the hands of strangers.</summary>
    private static async Task<string> PrepareAsync(PayoutWorld world, Deed deed, CaseId id)
    {
        if (deed is Deed.Object or Deed.ObjectAsAgent or Deed.Decide)
        {
            if (await world.StageAsync(id) == Stage.InReview) Assert.Equal(SignResult.Done, await world.SignAsync(id, $"stranger-{id}"));
            if (deed == Deed.Decide) await OpenObjectionAsync(world, id);
        }
        return await DumpAsync(world);
    }

    private static async Task<int> OpenObjectionAsync(PayoutWorld world, CaseId id)
    {
        LineId line = new(id, 1, 1);
        var open = (await world.Get<Objections>().ReadAsync(line, default)).Find(objection => objection.Value.Upheld is null);
        if (open is not null) return open.Value.Number;
        var number = (await world.Get<Objections>().ReadAsync(line, default)).Count + 1;
        Assert.Equal(ObjectionResult.Done, await world.Get<Objections>().RaiseAsync(line, new ObjectionForm { Name = "路人", Phone = "0731-80000000", Grounds = $"第{number}次" }, null, default));
        return number;
    }

    /// <summary>True where the person was refused for what the same person did before; anything else that the platform says is not.</summary>
    private static async Task<bool> DoAsync(PayoutWorld world, Deed deed, CaseId id, string person)
    {
        if (deed is Deed.Sign && await world.StageAsync(id) != Stage.InReview)
        {
            return await world.SignAsync(id, person, isReviewer: true, reason: "再次签批") == SignResult.SamePerson;
        }
        if (deed is not Deed.Sign) await PrepareAsync(world, deed, id);
        LineId line = new(id, 1, 1);
        var refused = await new Actor(person, deed is Deed.Object or Deed.Sign or Deed.Decide ? "reviewer" : "agent").RunAsync(async () => deed switch
        {
            Deed.LookAhead => await world.Get<FourEyes>().ActForAsync(id.Enterprise, person, default) is not null,
            Deed.Submit => await world.Get<Intake>().SubmitAsync(PayoutWorld.Form(HiresOf(30)), $"by-{person}", person, default) is IntakeResult.SamePerson,
            Deed.Correct => await CorrectAsync(world, id, person) is CorrectionResult.SamePerson,
            Deed.Object or Deed.ObjectAsAgent => Allowed(await world.Get<Objections>().RaiseAsync(line, new ObjectionForm { Name = "本人", Phone = "0731-80000000", Grounds = person }, new Objector(person, deed == Deed.ObjectAsAgent), default)),
            Deed.Sign => RefusedOrDone(await world.SignAsync(id, person, isReviewer: true)),
            Deed.Decide => RefusedOrDone(await world.Get<Objections>().DecideAsync(line, await OpenObjectionAsync(world, id), false, "经核查", person, default)),
            _ => throw new ArgumentOutOfRangeException(nameof(deed), deed, "No such deed."),
        });
        await world.Engine.IdleAsync(default);
        return refused;
    }

    private static async Task<CorrectionResult> CorrectAsync(PayoutWorld world, CaseId id, string person) =>
        await world.Get<ReturnedPayments>().CorrectAsync(await world.Get<CaseStore>().GetAsync(id, default), PayoutWorld.Account(1, PayoutWorld.GoodAccount), person, default);

    private static bool Allowed(ObjectionResult result)
    {
        Assert.Equal(ObjectionResult.Done, result);
        return false;
    }

    private static bool RefusedOrDone(SignResult result)
    {
        Assert.Contains(result, new[] { SignResult.Done, SignResult.SamePerson });
        return result == SignResult.SamePerson;
    }

    private static bool RefusedOrDone(ObjectionResult result)
    {
        Assert.Contains(result, new[] { ObjectionResult.Done, ObjectionResult.SamePerson });
        return result == ObjectionResult.SamePerson;
    }

    private static async Task<string> DumpAsync(PayoutWorld world) =>
        string.Join('\n', (await world.Remains.Table.AllAsync().ToListAsync()).Select(row => $"{row.Key} {row.ETag} {row.Body}"));
}

/// <summary>A table on which something else may happen between a read and what the reader does with it.</summary>
internal sealed class InterruptedTable(ITable inner) : ITable
{
    public Func<TableKey, Task>? AfterRead { get; set; }

    public async Task<TableRow?> FindAsync(TableKey key, CancellationToken cancel)
    {
        var row = await inner.FindAsync(key, cancel);
        if (AfterRead is { } interrupt) await interrupt(key);
        return row;
    }

    public IAsyncEnumerable<TableRow> ReadAsync(RowRange range, CancellationToken cancel) => inner.ReadAsync(range, cancel);

    public IAsyncEnumerable<TableRow> ScanAsync(CancellationToken cancel) => inner.ScanAsync(cancel);

    public Task<Commit> CommitAsync(TableBatch batch, CancellationToken cancel) => inner.CommitAsync(batch, cancel);
}

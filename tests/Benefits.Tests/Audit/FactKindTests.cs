using System.Reflection;
using System.Reflection.Emit;
using System.Text.RegularExpressions;
using Benefits.Audit;
using Benefits.Cases;
using Benefits.Http.Access;
using Benefits.Storage;
using Benefits.Tests.Ledger;
using Benefits.Tests.Payouts;
using Benefits.Tests.Structure;

namespace Benefits.Tests.Audit;

/// <summary>Kinds of facts are declared once, are all recorded, and say of what and by whom.</summary>
public sealed partial class FactKindTests
{
    private const BindingFlags Everything = BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance;

    private static readonly FieldInfo[] Declared = [.. typeof(FactKind).Assembly.GetTypes().SelectMany(type => type.GetFields(Everything)).Where(field => field.FieldType == typeof(FactKind) && field.IsStatic)];

    /// <summary>What the subject of a fact must look like.</summary>
    private static readonly Dictionary<string, Func<string, bool>> Subjects = new()
    {
        ["申请编号"] = text => CaseId.TryParse(text, out _, out _),
        ["发放明细编号"] = text => LineId.TryParse(text, out _, out _),
        ["预留申请编号"] = text => AskId.TryParse(text, out _, out _),
        ["认定记录"] = text => text.StartsWith("app-", StringComparison.Ordinal),
        ["企业分区"] = text => Partitions.FirmOf(text) is not null,
        ["资金预算"] = text => PayoutWorld.Library.Funds.Any(fund => text.StartsWith($"{fund.Code}-", StringComparison.Ordinal)),
        ["分录编号"] = text => text.StartsWith(Rows.LedgerPrefix, StringComparison.Ordinal),
        ["资格占用"] = text => text.StartsWith(Rows.ClaimPrefix, StringComparison.Ordinal),
        ["名单文件"] = text => Hash().IsMatch(text),
        ["装载记录"] = text => text.Contains('-', StringComparison.Ordinal),
        ["登记"] = text => PayoutWorld.Library.Registers.Any(register => register.Name == text),
        ["对账日期"] = text => Day().IsMatch(text),
        ["每日任务"] = text => JobName().IsMatch(text),
    };

    [Fact]
    public void No_kind_is_declared_twice_and_each_has_a_code_a_title_and_someone_who_records_it()
    {
        Assert.Equal(Declared.Length, FactCatalogue.All.Count);
        Assert.All(FactCatalogue.All, kind => Assert.Matches("^(application\\.)?[a-z]+(-[a-z]+)*$", kind.Code));
        Assert.All(FactCatalogue.All, kind => Assert.Matches(@"^\p{IsCJKUnifiedIdeographs}[\p{IsCJKUnifiedIdeographs}，]+$", kind.Title));
        Assert.DoesNotContain(FactCatalogue.All, kind => kind.By == Recorders.None || kind.Subject.Length == 0);
        Assert.All(Declared, field => Assert.EndsWith("FactKinds", field.DeclaringType!.Name, StringComparison.Ordinal));
    }

    [Fact]
    public void No_kind_is_declared_that_nothing_records()
    {
        var used = typeof(FactKind).Assembly.GetTypes().SelectMany(Loaded).ToHashSet();

        Assert.Empty(Declared.Where(field => !used.Contains(field)).Select(field => $"{field.DeclaringType!.Name}.{field.Name}"));
    }

    [Fact]
    public void Every_role_can_be_named_as_one_that_records() => Assert.Superset(Enum.GetNames<Role>().ToHashSet(), Enum.GetNames<Recorders>().ToHashSet());

    [Fact]
    public async Task The_facts_of_a_whole_case_speak_of_what_their_kinds_say()
    {
        var hires = Hire.Graduates(8);
        using var world = await PayoutWorld.WithAsync(hires);
        var id = await world.ApplyAsync(hires);
        await new Counter { ObjectsTo = new LineId(id, 8, 1), Upholds = true }.CarryAsync(world, id);

        var kinds = FactCatalogue.All.ToDictionary(kind => kind.Code);
        var facts = await world.Remains.Table.ScanAsync(default).Where(row => row.Key.Row.StartsWith(Rows.AuditPrefix, StringComparison.Ordinal) && row.Key.Row != Rows.AuditHead).SelectMany(row => row.Read<AuditRecord>().Facts).ToListAsync();

        Assert.DoesNotContain(facts, fact => !Subjects[kinds[fact.Kind].Subject](fact.Subject));
        Assert.Superset(Subjects.Keys.ToHashSet(), facts.Select(fact => kinds[fact.Kind].Subject).ToHashSet());
    }

    [Fact]
    public async Task A_fact_that_is_not_theirs_to_record_is_refused_with_the_rows_of_its_commit()
    {
        LedgerWorld world = new();
        Actor clerk = new("clerk-1", "caseworker");
        FactKind machines = new("line-tested", "检验", "明细", Recorders.System | Recorders.Operator);

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => clerk.RunAsync(() => world.Journal.CommitAsync(new TableBatch("ent-a").Insert("line-1", 1), [new(machines, "line-1", "")], default)));

        Assert.Contains("not by caseworker", refused.Message, StringComparison.Ordinal);
        Assert.Null(await world.Table.FindAsync(new TableKey("ent-a", "line-1"), default));
        Assert.IsType<Commit.Done>(await Actor.System("step").RunAsync(() => world.Journal.CommitAsync(new TableBatch("ent-a").Insert("line-1", 1), [new(machines, "line-1", "")], default)));
    }

    /// <summary>The kinds that the type's methods take up, other than the one that declares them.</summary>
    private static IEnumerable<FieldInfo> Loaded(Type type) =>
        from method in type.GetMethods(Everything).Cast<MethodBase>().Concat(type.GetConstructors(Everything))
        from instruction in MethodCode.Of(method)
        where instruction.Code == OpCodes.Ldsfld
        let field = method.Module.ResolveField(instruction.Operand, type.IsGenericType ? type.GetGenericArguments() : [], method.IsGenericMethod ? method.GetGenericArguments() : [])
        where field.FieldType == typeof(FactKind) && field.DeclaringType != type
        select field;

    [GeneratedRegex("^[0-9a-f]{64}$")]
    private static partial Regex Hash();

    [GeneratedRegex("^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
    private static partial Regex Day();

    [GeneratedRegex("^[a-z]+(-[a-z]+)*$")]
    private static partial Regex JobName();
}

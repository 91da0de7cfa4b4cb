using NetArchTest.Rules;

namespace Benefits.Tests.Structure;

/// <summary>The order of the house: a room uses only rooms that stand above it in this list.</summary>
public sealed class ArrowsTests
{
    /// <summary>From the ground up.</summary>
    private static readonly string[] Rooms =
        ["Telemetry", "Storage", "Reference", "Sheets", "Http", "Audit", "Workflows", "Timers", "Jobs", "Vault", "Policy", "Eligibility", "Enterprises", "Registers", "Funds", "Ledger", "Banking", "Reconciliation", "Cases", "Applications", "Payouts"];

    /// <summary>The vocabulary, which every room may use, and the one file that puts all rooms together.</summary>
    private const string Root = nameof(Benefits);

    public static TheoryData<string> All => [.. Rooms];

    [Theory, MemberData(nameof(All))]
    public void A_room_uses_only_rooms_above_it(string room)
    {
        string[] below = [.. Rooms.SkipWhile(other => other != room).Skip(1).Select(other => $"{Root}.{other}")];
        if (below.Length == 0) return;

        var wrong = Types.InAssembly(typeof(Money).Assembly).That().ResideInNamespaceStartingWith($"{Root}.{room}").ShouldNot().HaveDependencyOnAny(below).GetResult();

        Assert.Empty(wrong.FailingTypeNames ?? []);
    }

    [Fact]
    public void The_check_sees_an_arrow_that_is_there() =>
        Assert.False(Types.InAssembly(typeof(Money).Assembly).That().ResideInNamespaceStartingWith($"{Root}.Reconciliation").ShouldNot().HaveDependencyOnAny($"{Root}.Ledger").GetResult().IsSuccessful);

    [Fact]
    public void Only_the_two_files_that_put_the_rooms_together_know_them()
    {
        var knowing = Types.InAssembly(typeof(Money).Assembly).That().ResideInNamespaceMatching($"^{Root}$").ShouldNot().HaveDependencyOnAny([.. Rooms.Select(room => $"{Root}.{room}")]).GetResult();

        Assert.Equal([$"{Root}.{nameof(Api)}", $"{Root}.{nameof(Platform)}"], knowing.FailingTypeNames.Order());
    }

    [Fact]
    public void Every_room_is_in_the_list()
    {
        var rooms = typeof(Money).Assembly.GetTypes().Select(type => type.Namespace?.Split('.')).OfType<string[]>().Where(parts => parts[0] == Root && parts.Length > 1).Select(parts => parts[1]);

        Assert.Equal(Rooms.Order(), rooms.Distinct().Order());
    }
}

using System.Reflection;
using System.Text.RegularExpressions;
using Benefits.Local;
using Benefits.Local.Commands;
using Benefits.Policy;
using Benefits.Tests.Storage;
using Mutations;

namespace Benefits.Tests.Structure;

/// <summary>README's key table says what lies where: no row of a whole rehearsal lies outside of it, and it names none that never is.</summary>
public sealed partial class KeyTableTests
{
    private const string Only = "only ";

    private static readonly Dictionary<string, string> Forms = FormsOf(PolicyLibrary.LoadBuiltIn());

    private static readonly List<Line> Table = ReadTable();

    [Fact]
    public async Task Every_key_of_a_rehearsal_is_in_exactly_one_line_and_every_line_has_its_keys()
    {
        using TempFolder disk = new();
        var path = disk.File("rehearsal");
        Assert.Equal(0, await RehearseCommand.RunAsync(new RehearseOptions(null, path), TimeProvider.System, TextWriter.Null));
        using var folder = DataFolder.OpenReadOnly(path);
        List<string> wrong = [];
        HashSet<Place> used = [];
        await foreach (var row in folder.Table.ScanAsync(default).Concat(folder.Bank.ScanAsync(default)))
        {
            var places = Table.SelectMany(line => line.Places).Where(place => place.Holds(row.Key.Partition, row.Key.Row)).ToList();
            if (places.Count != 1) wrong.Add($"{row.Key} is in {places.Count} lines: {string.Join(", ", places)}");
            used.UnionWith(places);
        }

        Assert.Empty(wrong.Take(20));
        foreach (var line in Table.Where(line => !line.What.StartsWith(Only, StringComparison.Ordinal)))
        {
            var there = line.Places.Where(used.Contains).ToList();
            Assert.Empty(line.Rows.Except(there.Select(place => place.Row)));
            Assert.Empty(line.Partitions.Except(there.Select(place => place.Partition)));
        }
    }

    [Fact]
    public void Every_name_that_the_makers_know_is_in_the_table()
    {
        List<string> partitions = [.. Table.SelectMany(line => line.Partitions)];
        List<string> rows = [.. Table.SelectMany(line => line.Rows)];

        Assert.All(NamesOf(typeof(Partitions)), name => Assert.Contains(partitions, pattern => Begins(pattern, name)));
        Assert.All(NamesOf(typeof(Rows)), name => Assert.Contains(rows, pattern => Begins(pattern, name)));
    }

    [Fact]
    public void Every_line_names_a_room()
    {
        Assert.True(Table.Count > 40, $"{Table.Count} lines were read.");
        var rooms = Directory.EnumerateDirectories(Path.Combine(Repository.Root, "functions")).Concat(Directory.EnumerateDirectories(Path.Combine(Repository.Root, "functions", "Benefits"))).Select(Path.GetFileName).ToList();
        Assert.All(Table, line => Assert.Contains(line.Room, rooms));
    }

    /// <summary>A key is made by <see cref="Partitions"/> and <see cref="Rows"/>, never spelled where a row is read or written.</summary>
    [Fact]
    public void No_key_is_spelled_where_it_is_used()
    {
        List<string> spelled = [];
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "functions"), "*.cs", SearchOption.AllDirectories))
        {
            if (file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)) continue;
            spelled.AddRange(File.ReadLines(file).Where(text => SpelledKey().IsMatch(text)).Select(text => $"{Path.GetFileName(file)}: {text.Trim()}"));
        }

        Assert.Empty(spelled);
    }

    /// <summary>A text in quotes as an argument of what takes a key. Calls inside the arguments are passed over, one deep.</summary>
    [GeneratedRegex("""((TableKey|TableBatch|RowRange)( \w+ = new| \w+\([^)]*\) => new)?\(|(table|page)\.(ReadAsync|RowsAsync<\w+>)\()([^()"]|\([^()]*\))*\$?"[^"-]|\.(Insert|Upsert)\(\$?["]""")]
    private static partial Regex SpelledKey();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex("""\\\{(\w+)}""")]
    private static partial Regex Blank();

    private static bool Begins(string pattern, string name) => name.EndsWith('-') ? pattern.StartsWith(name, StringComparison.Ordinal) : pattern == name;

    private static IEnumerable<string> NamesOf(Type type) => type.GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!);

    private static Dictionary<string, string> FormsOf(PolicyLibrary library)
    {
        const string firm = "[0-9A-Z]{18}", application = "[0-9a-z]{12}", name = "[a-z0-9]+(-[a-z0-9]+)*";
        var register = string.Join('|', library.Registers.Select(register => register.Name));
        return new()
        {
            ["firm"] = firm,
            ["case"] = application,
            ["line"] = $"{firm}-{application}-[0-9]{{5}}-[0-9]{{2,3}}",
            ["person"] = "[0-9a-f]{32}",
            ["district"] = "[0-9]{2,6}",
            ["fund"] = "[a-z-]+-[0-9]{2,6}-[0-9]{4}",
            ["register"] = $"({register})",
            ["import"] = $"(enterprise-list|{register})",
            ["job"] = "[a-z]+(-[a-z]+)*",
            ["number"] = $"{name}-[0-9a-f]{{12}}",
            ["name"] = name,
            ["hash"] = "[0-9a-f]{64}",
            ["date"] = "[0-9]{4}-[0-9]{2}-[0-9]{2}",
            ["day"] = "[0-9]{8}",
            ["month"] = "[0-9]{6}",
            ["n"] = "[0-9]+",
            ["partition"] = "[0-9A-Za-z-]+",
        };
    }

    private static List<Line> ReadTable() =>
        [.. File.ReadLines(Path.Combine(Repository.Root, "README.md"))
            .SkipWhile(text => !text.StartsWith("| partition | row |", StringComparison.Ordinal)).Skip(2)
            .TakeWhile(text => text.StartsWith('|'))
            .Select(text => text.Split('|', StringSplitOptions.TrimEntries))
            .Select(cells => new Line(QuotedIn(cells[1]), QuotedIn(cells[2]), cells[3], cells[4]))];

    private static string[] QuotedIn(string cell) => [.. Quoted().Matches(cell).Select(found => found.Groups[1].Value)];

    private static Regex FormOf(string pattern) => new($"^{Blank().Replace(Regex.Escape(pattern), blank => Forms[blank.Groups[1].Value])}$", RegexOptions.CultureInvariant);

    private sealed record Line(string[] Partitions, string[] Rows, string What, string Room)
    {
        public IReadOnlyList<Place> Places { get; } = [.. Partitions.SelectMany(partition => Rows.Select(row => new Place(partition, row)))];
    }

    private sealed record Place(string Partition, string Row)
    {
        private readonly Regex _partition = FormOf(Partition);
        private readonly Regex _row = FormOf(Row);

        public bool Holds(string partition, string row) => _partition.IsMatch(partition) && _row.IsMatch(row);

        public override string ToString() => $"{Partition}/{Row}";

        public bool Equals(Place? other) => other is not null && (Partition, Row) == (other.Partition, other.Row);

        public override int GetHashCode() => HashCode.Combine(Partition, Row);
    }
}

using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Benefits.Registers;
using Benefits.Storage;

namespace Benefits.Tests.Registers;

/// <summary>In which order an extract's lines are stored, and how what is there already is found.</summary>
public sealed class StagedExtractTests
{
    private const int Shards = 64;

    [Fact]
    public void Lines_of_one_person_follow_one_another_and_shard_follows_shard()
    {
        var shards = SortedShards(people: 2_000, linesEach: 3);

        Assert.Equal(Enumerable.Range(0, Shards).Select(shard => $"registers-{shard:00}"), shards);
    }

    [Fact]
    public void A_very_large_extract_comes_in_rounds_over_all_shards()
    {
        var shards = SortedShards(people: 30_000, linesEach: 1);

        Assert.Equal(4 * Shards, shards.Count);
        Assert.All(shards.Chunk(Shards), round => Assert.Equal(Shards, round.Distinct().Count()));
    }

    /// <summary>The shards as the sorted lines come to them, with the people of each looked at.</summary>
    private static List<string> SortedShards(int people, int linesEach)
    {
        using StagedExtract staged = new();
        for (var each = 0; each < linesEach; each++)
        {
            for (var person = 0; person < people; person++) staged.Add(new StagedLine(Place(person), $"insurance-{each}", "", "{}"));
        }
        Assert.Equal(people, staged.Sort());
        var lines = staged.InOrder().Select(pair => StagedLine.Parse(Encoding.UTF8.GetString(pair.Line.Span).TrimEnd('\n'))).ToList();
        Assert.Equal(people * linesEach, lines.Distinct().Count());
        Assert.All(lines.Chunk(linesEach), chunk => Assert.Single(chunk.Select(line => line.Place).Distinct()));
        List<StagedLine> before = [];
        List<string> shards = [];
        foreach (var line in lines)
        {
            if (shards.Count == 0 || shards[^1] != line.Place.Partition) shards.Add(line.Place.Partition);
            else Assert.True(string.CompareOrdinal(before[^1].Place.Prefix, line.Place.Prefix) <= 0);
            before.Add(line);
        }
        return shards;
    }

    [Fact]
    public async Task Neighbours_rows_are_found_in_one_request_and_nobody_elses_are_kept()
    {
        var people = Neighbours(60);
        MemoryTable table = new();
        await FillAsync(table, people.SelectMany(place => new[] { place.IdentityRow, $"{place.Prefix}insurance-1", $"{place.Prefix}poverty" }));
        CountingTable counting = new(table);

        // Each second one is in the extract.
        var wanted = people.Where((_, index) => index % 2 == 0).ToList();
        var found = await (await GroupAsync(wanted)).FindAsync(counting, default);

        Assert.Equal(wanted.SelectMany(place => new[] { place.IdentityRow, $"{place.Prefix}insurance-1" }).Order(StringComparer.Ordinal), found.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(1, counting.Requests);
    }

    [Fact]
    public async Task Who_is_far_from_the_others_is_asked_for_alone()
    {
        var people = Neighbours(1_500);
        MemoryTable table = new();
        await FillAsync(table, people.SelectMany(place => new[] { $"{place.Prefix}insurance-1", $"{place.Prefix}poverty" }));
        CountingTable counting = new(table);

        // The last one has no row.
        List<RegisterPlace> wanted = [people[0], people[1], people[700], people[701], people[1_499], Last(people[0].Partition)];
        var found = await (await GroupAsync(wanted)).FindAsync(counting, default);

        Assert.Equal(wanted[..^1].Select(place => $"{place.Prefix}insurance-1"), found.Keys.Order(StringComparer.Ordinal));
        // Two pages until the gap is too wide, and then one for each.
        Assert.Equal(2 + 4, counting.Requests);
    }

    private static RegisterPlace Place(int number)
    {
        Span<byte> text = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(text, number);
        return RegisterPlace.Of(PersonKey.FromHash(SHA256.HashData(text)));
    }

    /// <summary>People of one shard, in order of their keys.</summary>
    private static List<RegisterPlace> Neighbours(int count) =>
        [.. Enumerable.Range(0, int.MaxValue).Select(Place).Where(place => place.Partition == "registers-07").Take(count).OrderBy(place => place.Prefix, StringComparer.Ordinal)];

    private static RegisterPlace Last(string partition) => new(partition, $"reg-{new string('f', 32)}-");

    private static async Task FillAsync(MemoryTable table, IEnumerable<string> rows)
    {
        foreach (var batch in TableBatch.Pack("registers-07", rows.Select(row => new TableWrite.Insert(new TableKey("registers-07", row), "{}")))) Assert.IsType<Commit.Done>(await table.CommitAsync(batch, default));
    }

    private static async Task<StagedGroup> GroupAsync(IEnumerable<RegisterPlace> people)
    {
        var text = string.Concat(people.Select(place => $"{new StagedLine(place, "insurance-1", "sealed", "{}")}\n"));
        using StreamReader part = new(new MemoryStream(Encoding.UTF8.GetBytes(text)));
        return Assert.Single(await StagedGroup.ReadAsync(part, default).ToListAsync());
    }
}

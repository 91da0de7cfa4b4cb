using System.Runtime.CompilerServices;
using Benefits.Storage;

namespace Benefits.Registers;

/// <summary>Neighbours of one partition in a staged extract, whose rows are read and written together.</summary>
internal sealed class StagedGroup(string partition)
{
    /// <summary>A few commits' worth: what is kept in memory of a group is these rows as they are and as they will be.</summary>
    private const int MostRows = 4 * TableBatch.MaxWrites;

    /// <summary>A page of Azure's. Where as many rows of others lie between two of the group, it is cheaper to ask for each one's rows.</summary>
    private const int MostBetween = 1_000;

    private readonly List<StagedSubject> _subjects = [];
    private int _rows;

    public string Partition { get; } = partition;

    /// <summary>In the order of their row keys.</summary>
    public IReadOnlyList<StagedSubject> Subjects => _subjects;

    /// <summary>The groups of a part of the staged file, one after the other.</summary>
    public static async IAsyncEnumerable<StagedGroup> ReadAsync(StreamReader part, [EnumeratorCancellation] CancellationToken cancel)
    {
        StagedGroup? group = null;
        while (await part.ReadLineAsync(cancel) is { } text)
        {
            var line = StagedLine.Parse(text);
            if (group is not null && !group.Takes(line.Place))
            {
                yield return group;
                group = null;
            }
            group ??= new StagedGroup(line.Place.Partition);
            group.Add(line);
        }
        if (group is not null) yield return group;
    }

    /// <summary>Those of the group's rows that are in the table already.</summary>
    /// <remarks>Read in one go, since most of who lies between the first and the last is mostly in the extract too; one by one from where that is not so.</remarks>
    public async Task<IReadOnlyDictionary<string, TableRow>> FindAsync(ITable table, CancellationToken cancel)
    {
        Dictionary<string, TableRow> found = [];
        for (var next = await FindTogetherAsync(table, found, cancel); next < _subjects.Count; next++)
        {
            await foreach (var row in table.ReadAsync(Partition, _subjects[next].Place.Prefix, cancel)) Keep(row, _subjects[next], found);
        }
        return found;
    }

    /// <returns>The index of the first subject that was not reached; their count where all were.</returns>
    private async Task<int> FindTogetherAsync(ITable table, Dictionary<string, TableRow> found, CancellationToken cancel)
    {
        var (next, between) = (0, 0);
        await foreach (var row in table.ReadAsync(Span(), cancel))
        {
            while (next < _subjects.Count && _subjects[next].IsBefore(row)) (next, between) = (next + 1, 0);
            if (next == _subjects.Count) break;
            if (_subjects[next].Has(row)) Keep(row, _subjects[next], found);
            else if (++between > MostBetween) return next;
        }
        return _subjects.Count;
    }

    private static void Keep(TableRow row, StagedSubject subject, Dictionary<string, TableRow> found)
    {
        if (subject.Entries.ContainsKey(row.Key.Row) || row.Key.Row == subject.Place.IdentityRow) found.Add(row.Key.Row, row);
    }

    /// <summary>From the first subject's rows to what begins as the last one's do.</summary>
    private RowRange Span()
    {
        var (first, last) = (_subjects[0].Place.Prefix, _subjects[^1].Place.Prefix);
        return new RowRange(Partition, first[..first.AsSpan().CommonPrefixLength(last)]).StartingAt(first);
    }

    /// <summary>A subject's rows stay together, however many they are.</summary>
    private bool Takes(RegisterPlace place) => place.Partition == Partition && (_rows < MostRows || place == _subjects[^1].Place);

    private void Add(StagedLine line)
    {
        if (_subjects.Count == 0 || _subjects[^1].Place != line.Place) _subjects.Add(new StagedSubject(line.Place));
        if (_subjects[^1].Add(line)) _rows++;
    }
}

/// <summary>What a group says of one person, firm or district.</summary>
internal sealed class StagedSubject(RegisterPlace place)
{
    private readonly Dictionary<string, List<string>> _entries = [];

    public RegisterPlace Place { get; } = place;

    /// <summary>The first of them; the same date sealed anew says the same.</summary>
    public string SealedBornOn { get; private set; } = "";

    /// <summary>The entries as JSON, by the key of their row.</summary>
    public IReadOnlyDictionary<string, List<string>> Entries => _entries;

    /// <returns>True for the first line of a row.</returns>
    public bool Add(StagedLine line)
    {
        if (SealedBornOn.Length == 0) SealedBornOn = line.SealedBornOn;
        var isFirst = !_entries.TryGetValue(line.Row, out var bodies);
        if (isFirst) _entries[line.Row] = bodies = [];
        bodies!.Add(line.Body);
        return isFirst;
    }

    public bool Has(TableRow row) => row.Key.Row.StartsWith(Place.Prefix, StringComparison.Ordinal);

    /// <summary>True where all of the subject's rows come before the row.</summary>
    public bool IsBefore(TableRow row) => string.CompareOrdinal(Place.Prefix, row.Key.Row) < 0 && !Has(row);
}

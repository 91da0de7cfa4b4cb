using System.Text.Json;
using Benefits.Policy;
using Benefits.Sheets;
using Benefits.Storage;
using Benefits.Vault;

namespace Benefits.Registers;

/// <summary>One register (登记簿) as it is loaded: how a line becomes an entry, and where the entry is kept.</summary>
internal sealed class Register
{
    /// <summary>Characters of a keyed hash: enough to tell one person's entries apart.</summary>
    private const int HashLength = 16;

    private readonly CellReader[] _cells;

    public Register(RegisterTerms terms)
    {
        Terms = terms;
        _cells = [.. terms.Columns.Select((column, index) => new CellReader(column, terms.Subjects.Count + index))];
        Columns = [.. terms.Subjects.Select(subject => new CsvColumn(subject.Column, subject.Header, [.. subject.Also])), .. terms.Columns.Select(column => column.InSheet)];
    }

    public RegisterTerms Terms { get; }

    public IReadOnlyList<CsvColumn> Columns { get; }

    /// <summary>True where the first column is a person's resident id.</summary>
    public bool HasPerson => Terms.About is RegisterSubject.Person or RegisterSubject.PersonAtFirm;

    /// <summary>The column of the firm's code, where there is one.</summary>
    public int? FirmColumn => Terms.About switch
    {
        RegisterSubject.PersonAtFirm => 1,
        RegisterSubject.Firm => 0,
        _ => null,
    };

    /// <summary>The column of the division code, where there is one.</summary>
    public int? DistrictColumn => Terms.About == RegisterSubject.District ? 0 : null;

    /// <summary>Takes the register's own columns of a line. Faults are noted on the line; what comes back then is not used.</summary>
    public TakenEntry Take(CsvLine line, CreditCode? firm, PersonVault vault)
    {
        Dictionary<string, Value> values = [];
        foreach (var cell in _cells)
        {
            if (cell.Take(line) is { } value) values[cell.Column.Name] = cell.Column.Type == ColumnType.Hashed ? Hash(value, vault) : value;
        }
        if (!line.IsGood) return default;
        foreach (var cell in _cells) cell.Compare(line, values, Terms.Columns);
        if (!line.IsGood) return default;
        RegisterEntry entry = new(Terms, values);
        var year = Terms.RowsByYearOf is { } column ? $"-{entry.Day(column)?.Year:0000}" : "";
        return new TakenEntry($"{Terms.Name}{(firm is { } code && HasPerson ? $"-{code}" : "")}{year}", entry.Key, entry.Write());
    }

    /// <summary>The stored row with the entries merged into it, or null where they change nothing.</summary>
    /// <param name="bodies">The entries as they were staged, in the file's order.</param>
    public RegisterRow? Merge(TableRow? row, IEnumerable<string> bodies, string source, DateOnly asOf)
    {
        var stored = row?.Read<RegisterRow>();
        SortedDictionary<string, JsonElement> entries = new(StringComparer.Ordinal);
        foreach (var entry in stored?.Entries ?? []) entries[KeyOf(entry)] = entry;
        var changed = stored is null || stored.AsOf < asOf;
        foreach (var body in bodies)
        {
            var entry = StoredJson.Read<JsonElement>(body);
            var key = KeyOf(entry);
            // An older extract, loaded late, adds what is missing and overrules nothing.
            if (entries.TryGetValue(key, out var had) && (JsonElement.DeepEquals(had, entry) || asOf < stored!.AsOf)) continue;
            entries[key] = entry;
            changed = true;
        }
        if (!changed) return null;
        return stored is not null && asOf < stored.AsOf
            ? stored with { Entries = [.. entries.Values] }
            : new RegisterRow(source, asOf, [.. entries.Values]);
    }

    private static Value.Text Hash(Value value, PersonVault vault) => new(vault.Fingerprint(((Value.Text)value).Is)[..HashLength]);

    private string KeyOf(JsonElement entry) => RegisterEntry.Read(Terms, entry).Key;
}

/// <param name="Name">The row key, less the prefix of the person's, the firm's or the district's place.</param>
/// <param name="Key">What tells the entry from the others of its row.</param>
/// <param name="Body">The entry as JSON.</param>
internal readonly record struct TakenEntry(string Name, string Key, string Body);

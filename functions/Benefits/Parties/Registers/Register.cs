using Benefits.Parties.Csv;
using Benefits.Storage;

namespace Benefits.Parties.Registers;

/// <summary>One kind of register (登记簿): its columns, how a line becomes an entry, and where the entry is kept.</summary>
internal abstract record Register(string Name, string Label, IReadOnlyList<CsvColumn> Columns)
{
    /// <summary>True where the first column is a person's resident id; otherwise the register speaks of firms only.</summary>
    public abstract bool HasPerson { get; }

    /// <summary>The column of the firm's code, where there is one.</summary>
    public abstract int? FirmColumn { get; }

    /// <summary>Takes the rest of a line. Faults are noted on the line; what comes back then is not used.</summary>
    public abstract RegisterEntry Take(CsvLine line, CreditCode? firm, PersonVault vault);

    /// <summary>The stored row with the entries merged into it, or null where they change nothing.</summary>
    /// <param name="bodies">The entries as they were staged, in the file's order.</param>
    public abstract object? Merge(TableRow? row, IEnumerable<string> bodies, string source, DateOnly asOf);
}

/// <param name="Row">Row key in the person's or the firm's partition.</param>
/// <param name="Key">What tells the entry from the others of its row.</param>
/// <param name="Body">The entry as JSON.</param>
internal readonly record struct RegisterEntry(string Row, string Key, string Body);

/// <inheritdoc />
internal sealed record Register<T>(
    string Name,
    string Label,
    IReadOnlyList<CsvColumn> Columns,
    bool HasFirm,
    bool IsOfFirm,
    Func<CsvLine, int, T> Read,
    Func<T, string> KeyOf,
    Func<T, int>? YearOf = null,
    Func<T, PersonVault, T>? Hide = null) : Register(Name, Label, Columns)
{
    public override bool HasPerson => !IsOfFirm;

    public override int? FirmColumn => HasFirm ? FirstOwn - 1 : null;

    /// <summary>First of the register's own columns, behind the person and the firm.</summary>
    private int FirstOwn => (HasPerson ? 1 : 0) + (HasFirm ? 1 : 0);

    public override RegisterEntry Take(CsvLine line, CreditCode? firm, PersonVault vault)
    {
        var entry = Read(line, FirstOwn);
        if (!line.IsGood) return default;
        // Cells that hold free text leave the line as a keyed hash.
        if (Hide is not null) entry = Hide(entry, vault);
        var row = $"reg-{Name}{(firm is { } code && !IsOfFirm ? $"-{code}" : "")}{(YearOf is null ? "" : $"-{YearOf(entry)}")}";
        return new RegisterEntry(row, KeyOf(entry), StoredJson.Write(entry));
    }

    public override object? Merge(TableRow? row, IEnumerable<string> bodies, string source, DateOnly asOf)
    {
        var stored = row?.Read<RegisterRow<T>>();
        SortedDictionary<string, T> entries = new(StringComparer.Ordinal);
        foreach (var entry in stored?.Entries ?? []) entries[KeyOf(entry)] = entry;
        var changed = stored is null || stored.AsOf < asOf;
        foreach (var entry in bodies.Select(StoredJson.Read<T>))
        {
            var key = KeyOf(entry);
            var known = entries.TryGetValue(key, out var had);
            // An older extract, loaded late, adds what is missing and overrules nothing.
            if (known && (Equals(had, entry) || asOf < stored!.AsOf)) continue;
            entries[key] = entry;
            changed = true;
        }
        if (!changed) return null;
        return stored is not null && asOf < stored.AsOf
            ? stored with { Entries = [.. entries.Values] }
            : new RegisterRow<T>(source, asOf, [.. entries.Values]);
    }
}

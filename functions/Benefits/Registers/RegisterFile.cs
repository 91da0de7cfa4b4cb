using Benefits.Policy;
using Benefits.Storage;

namespace Benefits.Registers;

/// <summary>All that registers say of one person, firm or district (登记信息), read in one go.</summary>
internal sealed class RegisterFile
{
    public static readonly RegisterFile Empty = new();

    private readonly SortedDictionary<string, TableRow> _rows = new(StringComparer.Ordinal);

    private RegisterFile()
    {
    }

    public static async Task<RegisterFile> ReadAsync(ITable table, RegisterPlace place, CancellationToken cancel)
    {
        RegisterFile file = new();
        await foreach (var row in table.ReadAsync(place.Partition, place.Prefix, cancel)) file._rows.Add(row.Key.Row[place.Prefix.Length..], row);
        return file;
    }

    public string? SealedBornOn => _rows.GetValueOrDefault(RegisterPlace.Identity)?.Read<IdentityRow>().SealedBornOn;

    /// <summary>The register's entries, of all years, or null where it has none; of a person at a firm, those of the firm.</summary>
    public RegisterExtract? Find(RegisterTerms register, CreditCode? firm)
    {
        var name = $"{register.Name}{(firm is { } code ? $"-{code}" : "")}";
        var found = _rows.Where(row => row.Key == name || (register.RowsByYearOf is not null && IsYearOf(row.Key, name))).Select(row => row.Value.Read<RegisterRow>()).ToList();
        if (found.Count == 0) return null;
        return new RegisterExtract(found[^1].Source, found.Max(row => row.AsOf), [.. found.SelectMany(row => row.Entries).Select(entry => RegisterEntry.Read(register, entry))]);
    }

    private static bool IsYearOf(string row, string name) =>
        row.Length == name.Length + 5 && row.StartsWith(name, StringComparison.Ordinal) && row[name.Length] == '-' && row[(name.Length + 1)..].All(char.IsAsciiDigit);
}

/// <summary>What one register says.</summary>
/// <param name="Source">Its Chinese name.</param>
/// <param name="AsOf">The day it last spoke for.</param>
internal sealed record RegisterExtract(string Source, DateOnly AsOf, IReadOnlyList<RegisterEntry> Entries);

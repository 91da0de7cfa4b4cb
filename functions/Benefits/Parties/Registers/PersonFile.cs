using Benefits.Storage;

namespace Benefits.Parties.Registers;

/// <summary>All that registers say of one person (个人登记信息), as read from the person's partition in one go.</summary>
internal sealed class PersonFile
{
    private readonly Dictionary<string, TableRow> _rows = [];

    private PersonFile()
    {
    }

    public static async Task<PersonFile> ReadAsync(ITable table, PersonKey person, CancellationToken cancel)
    {
        PersonFile file = new();
        await foreach (var row in table.ReadAsync(RegisterLoader.PartitionOf(person), "reg-", cancel)) file._rows.Add(row.Key.Row, row);
        return file;
    }

    public string? SealedBornOn => _rows.GetValueOrDefault("reg-identity")?.Read<IdentityRow>().SealedBornOn;

    /// <summary>The register's entries for the person, or null where it has none.</summary>
    public RegisterRow<T>? Find<T>(Register<T> register) => _rows.GetValueOrDefault($"reg-{register.Name}")?.Read<RegisterRow<T>>();

    /// <summary>The register's entries for the person at the firm, of all years, or null where it has none.</summary>
    public RegisterRow<T>? Find<T>(Register<T> register, CreditCode firm)
    {
        var prefix = $"reg-{register.Name}-{firm}";
        var found = _rows.Where(row => row.Key.StartsWith(prefix, StringComparison.Ordinal)).OrderBy(row => row.Key, StringComparer.Ordinal).Select(row => row.Value.Read<RegisterRow<T>>()).ToList();
        return found.Count == 0 ? null : new RegisterRow<T>(found[^1].Source, found.Max(row => row.AsOf), [.. found.SelectMany(row => row.Entries)]);
    }
}

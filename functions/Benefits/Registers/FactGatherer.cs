using Benefits.Enterprises;
using Benefits.Enterprises.Lists;
using Benefits.Policy;
using Benefits.Storage;
using Benefits.Vault;

namespace Benefits.Registers;

/// <summary>Gathers the facts of one worker at one firm (核验取数), every one as the packs say it is drawn: with its register and the day that it spoke for, and from the form only where no register answers.</summary>
public sealed class FactGatherer(ITable table, EnterpriseStore book, PersonVault vault, PolicyLibrary library)
{
    private readonly bool _hasDistricts = library.Registers.Any(register => register.About == RegisterSubject.District);

    /// <summary>What is known of the firm: once for an application.</summary>
    public async Task<EnterpriseFacts> EnterpriseAsync(CreditCode code, CancellationToken cancel)
    {
        Dictionary<string, RegisterCoverage> coverage = [];
        ListCoverage? list = null;
        await foreach (var row in table.ReadAsync(Partitions.Imports, Rows.CoveragePrefix, cancel))
        {
            if (row.Key == EnterpriseListImport.CoverageKey) list = row.Read<ListCoverage>();
            else coverage[row.Key.Row[Rows.CoveragePrefix.Length..]] = row.Read<RegisterCoverage>();
        }
        var enterprise = await book.FindAsync(code, cancel);
        return new EnterpriseFacts
        {
            Code = code,
            Enterprise = enterprise,
            List = list,
            Coverage = coverage,
            Firm = await RegisterFile.ReadAsync(table, RegisterPlace.Of(code), cancel),
            District = _hasDistricts && enterprise?.District is { } district ? await RegisterFile.ReadAsync(table, RegisterPlace.Of(district), cancel) : RegisterFile.Empty,
        };
    }

    public async Task<FactSheet> GatherAsync(CreditCode code, PersonKey person, Declared? declared, DateOnly today, CancellationToken cancel) =>
        await GatherAsync(await EnterpriseAsync(code, cancel), person, declared, today, cancel);

    /// <summary>The facts of one worker, with one read of the person's rows. What our own ledger answers is added by who holds the claims.</summary>
    public async Task<FactSheet> GatherAsync(EnterpriseFacts enterprise, PersonKey person, Declared? declared, DateOnly today, CancellationToken cancel)
    {
        var place = RegisterPlace.Of(person);
        var file = await RegisterFile.ReadAsync(table, place, cancel);
        var bornOn = declared?.BornOn ?? (file.SealedBornOn is { } kept ? StoredJson.Read<DateOnly>(vault.Open(kept, place.BirthContext)) : null);
        return new FactDrawing(library, enterprise, file, declared, bornOn, today).DrawAll();
    }
}

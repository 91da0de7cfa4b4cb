using Benefits.Storage;
using Benefits.Vault;

namespace Benefits.Cases;

/// <summary>What people write in their own words on a case (自由文本): reasons, grounds of objections. Each is sealed in a row of its own, <c>app-…-text-{name}</c>, and everything else holds its name only.</summary>
/// <remarks>
/// Steps, lines, audit records, logs and workflow history never hold such a text, so that a name someone typed can be erased for good: its row is deleted,
/// the audit chain goes on, and <see cref="Erased"/> is shown in its stead.
/// </remarks>
public sealed class SealedTexts(ITable table, PersonVault vault)
{
    public const string Erased = "（内容已依法删除）";

    /// <summary>Adds the text to the commit of the act it belongs to.</summary>
    public void Add(TableBatch batch, CaseId id, string name, string text) => batch.Insert(RowOf(id, name), vault.Seal(text, ContextOf(id, name)));

    /// <summary>The opened text; null where it was never written, or is erased.</summary>
    public async Task<string?> FindAsync(CaseId id, string name, CancellationToken cancel) =>
        await table.FindAsync(new TableKey(id.Partition, RowOf(id, name)), cancel) is { } row ? vault.Open(row.Read<string>(), ContextOf(id, name)) : null;

    private static string RowOf(CaseId id, string name) => id.Keys.Text(name);

    private static string ContextOf(CaseId id, string name) => $"{id}/{name}";
}

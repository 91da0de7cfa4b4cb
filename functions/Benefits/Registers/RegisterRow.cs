using System.Text.Json;

namespace Benefits.Registers;

/// <summary>What registers store: all entries of one register for one person, firm and year, in one row of the <see cref="RegisterPlace"/>.</summary>
/// <param name="Source">The register's Chinese name.</param>
/// <param name="AsOf">The day the register last spoke for.</param>
/// <param name="Entries">In the order of their keys; read by <see cref="RegisterEntry"/>.</param>
internal sealed record RegisterRow(string Source, DateOnly AsOf, IReadOnlyList<JsonElement> Entries);

/// <summary>A person's row <c>identity</c>: the birth date from the resident id, sealed for the person's place. The rules ask for birth years.</summary>
internal sealed record IdentityRow(string SealedBornOn);

/// <summary>How far a register was loaded (登记数据覆盖): row <c>coverage-{register}</c> of partition <c>imports</c>.</summary>
/// <param name="Complete">True where the load held everyone, so that who is not in it is known not to be.</param>
public sealed record RegisterCoverage(string Source, DateOnly AsOf, bool Complete);

using System.Text.Json.Serialization;
using Benefits.Enterprises.Lists;
using Benefits.Sheets;

namespace Benefits.Registers;

/// <summary>One extract of a register to be loaded (登记数据导入).</summary>
public sealed record RegisterLoad
{
    /// <summary>The name of one of the packs' registers.</summary>
    public required string Register { get; init; }

    /// <summary>The place whose office drew the extract; null for the register as a whole. With the register's own name it is shown as the source of its facts: no typed name is kept.</summary>
    public DistrictCode? Place { get; init; }

    /// <summary>The day the extract speaks for.</summary>
    public required DateOnly AsOf { get; init; }

    /// <summary>True where the extract holds everyone, so that who is not in it is known not to be.</summary>
    public bool Complete { get; init; }
}

/// <summary>What a load came to. With faults, nothing was stored.</summary>
public sealed record RegisterReport
{
    public required string Register { get; init; }

    /// <summary>SHA-256 of the file.</summary>
    public required string Hash { get; init; }

    /// <summary>Good lines.</summary>
    public required int Lines { get; init; }

    /// <summary>Rows that the load wrote; zero where it said nothing new.</summary>
    public required int RowsWritten { get; init; }

    /// <summary>True where this file with this date was loaded before.</summary>
    public required bool LoadedBefore { get; init; }

    /// <summary>Headers of columns that the register does not have; they were passed over.</summary>
    public required IReadOnlyList<string> IgnoredColumns { get; init; }

    public required IReadOnlyList<ImportFault> Faults { get; init; }

    /// <summary>The job that goes on with the load; null where it is done.</summary>
    public string? Job { get; init; }

    /// <summary>How many parts the staged file has.</summary>
    [JsonIgnore]
    internal int Parts { get; init; }

    /// <summary>Another extract of the register that is being loaded; then nothing was stored of this one.</summary>
    [JsonIgnore]
    public OpenImport? Busy { get; init; }
}

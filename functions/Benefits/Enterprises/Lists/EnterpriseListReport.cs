using Benefits.Sheets;

namespace Benefits.Enterprises.Lists;

/// <summary>What a line of the list does to the book.</summary>
public enum ListChange
{
    [Label("未变")]
    Unchanged,
    [Label("新增")]
    Added,
    [Label("变更")]
    Changed,

    /// <summary>The book has it, and the list does not name it.</summary>
    [Label("清单未列")]
    Missing,
}

/// <param name="Line">Line of the file.</param>
/// <param name="What">What changes, as a Chinese sentence; empty where nothing does.</param>
public sealed record EnterpriseListLine(int Line, CreditCode Code, string Name, ListChange Change, string What);

/// <summary>What a list would change (导入预览), or did.</summary>
public sealed record EnterpriseListReport
{
    /// <summary>SHA-256 of the file.</summary>
    public required string Hash { get; init; }

    /// <summary>Every title line, in the file's order.</summary>
    public required IReadOnlyList<EnterpriseListLine> Lines { get; init; }

    /// <summary>Firms with a title that the book holds as valid and the list does not name. For information: nothing is taken from them.</summary>
    public required IReadOnlyList<EnterpriseBrief> Missing { get; init; }

    /// <summary>Headers of columns that a list does not have; they were passed over.</summary>
    public required IReadOnlyList<string> IgnoredColumns { get; init; }

    /// <summary>All that is wrong; nothing is applied unless it is empty.</summary>
    public required IReadOnlyList<ImportFault> Faults { get; init; }

    public int Added => Lines.Count(line => line.Change == ListChange.Added);

    public int Changed => Lines.Count(line => line.Change == ListChange.Changed);

    public int Unchanged => Lines.Count(line => line.Change == ListChange.Unchanged);
}

/// <summary>What applying a list came to.</summary>
public abstract record ListImport
{
    private ListImport()
    {
    }

    /// <summary>Every line is in the book.</summary>
    public sealed record Applied(EnterpriseListReport Report) : ListImport;

    /// <summary>The list is kept, and a job goes on with it.</summary>
    public sealed record Begun(string Job) : ListImport;

    /// <summary>This very file was applied before; nothing changed.</summary>
    public sealed record AppliedBefore(string Hash, DateOnly On) : ListImport;

    /// <summary>Another list is being applied; nothing was applied of this one.</summary>
    public sealed record Busy(OpenImport Open) : ListImport;

    /// <summary>The file has faults; nothing was applied.</summary>
    public sealed record Refused(EnterpriseListReport Report) : ListImport;
}

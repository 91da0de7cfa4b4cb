namespace Benefits.Sheets;

/// <summary>What is wrong with one line of a file (导入错误). Holds no content of the cell: that may be personal.</summary>
/// <param name="Line">Line of the file, the header being line 1; 0 where the file as a whole is meant.</param>
/// <param name="Column">Chinese name of the column, or null where the whole line is meant.</param>
public sealed record ImportFault(int Line, string? Column, string Message)
{
    public override string ToString() => (Line, Column) switch
    {
        (0, _) => Message,
        (_, null) => $"第{Line}行：{Message}",
        _ => $"第{Line}行“{Column}”：{Message}",
    };
}

/// <summary>All faults of a file. Beyond the first ten thousand they are only counted.</summary>
internal sealed class ImportFaults
{
    private const int MostKept = 10_000;
    private readonly List<ImportFault> _kept = [];

    public int Count { get; private set; }

    public void Add(int line, string? column, string message)
    {
        Count++;
        if (_kept.Count < MostKept) _kept.Add(new ImportFault(line, column, message));
    }

    public IReadOnlyList<ImportFault> InOrder()
    {
        List<ImportFault> faults = [.. _kept.OrderBy(fault => fault.Line)];
        if (Count > faults.Count) faults.Add(new ImportFault(0, null, $"共{Count}处错误，以上为前{faults.Count}处"));
        return faults;
    }
}

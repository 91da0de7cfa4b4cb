namespace Benefits.Policy;

/// <summary>One file of the packs: its path below the packs' folder, with forward slashes, and its text.</summary>
public sealed record PackFile(string Path, string Text);

/// <summary>One thing wrong in a file.</summary>
/// <param name="Line">Counted from 1.</param>
public sealed record PackFault(string File, int Line, string Message)
{
    public override string ToString() => $"{File}({Line}): {Message}";
}

/// <summary>The packs cannot be used. It carries every fault of every file, so that one reading shows them all.</summary>
public sealed class PolicyPackException(IReadOnlyList<PackFault> faults)
    : Exception($"政策包有{faults.Count}处错误：{Environment.NewLine}{string.Join(Environment.NewLine, faults)}")
{
    public IReadOnlyList<PackFault> Faults => faults;
}

namespace Benefits.Storage;

/// <summary>The rows of one partition that begin with a prefix, as a range of keys: no key holds a sign above <c>~</c>, so the range ends before prefix + U+007F.</summary>
public readonly record struct RowRange
{
    public RowRange(string partition, string prefix)
    {
        // An empty prefix means every row; any other one obeys the rules of a key.
        Partition = new TableKey(partition, prefix.Length == 0 ? "-" : prefix).Partition;
        Prefix = prefix;
    }

    public string Partition { get; }

    public string Prefix { get; }

    /// <summary>The lowest key there can be: inclusive.</summary>
    public string From => Prefix.Length == 0 ? "!" : Prefix;

    /// <summary>A key above every key of the range, itself a valid key unless the prefix fills all 512 signs.</summary>
    internal string Last => Prefix.Length >= 500 ? Prefix : Prefix + new string('~', 512 - Prefix.Length);

    /// <summary>Exclusive.</summary>
    public string Before => Prefix + '\u007F';
}

namespace Benefits.Storage;

/// <summary>The rows of one partition that begin with a prefix, as a range of keys: no key holds a character above <c>~</c>, so the range ends before prefix + U+007F.</summary>
public readonly record struct RowRange
{
    public RowRange(string partition, string prefix)
    {
        // An empty prefix means every row; any other one obeys the rules of a key.
        Partition = new TableKey(partition, prefix.Length == 0 ? "-" : prefix).Partition;
        Prefix = prefix;
        From = prefix.Length == 0 ? "!" : prefix;
    }

    public string Partition { get; }

    public string Prefix { get; }

    /// <summary>The lowest key there can be: inclusive.</summary>
    public string From { get; private init; }

    /// <summary>A key above every key of the range, itself a valid key unless the prefix fills all 512 characters.</summary>
    internal string Last => Prefix.Length >= 500 ? Prefix : Prefix + new string('~', 512 - Prefix.Length);

    /// <summary>Exclusive.</summary>
    public string Before => Prefix + '\u007F';

    /// <summary>What of the range lies at a row or behind it. A row before the range leaves it as it is: nobody gets out of it.</summary>
    public RowRange StartingAt(string row) => string.CompareOrdinal(row, From) > 0 ? this with { From = row } : this;

    /// <summary>What of the range lies behind a row: no key lies between a key and the same key with the lowest character behind it.</summary>
    public RowRange After(string row) => StartingAt(row + "!");
}

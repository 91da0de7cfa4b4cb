namespace Benefits.Storage;

/// <summary>Where a row lives. Both parts are ASCII, 1 to 512 characters, without / \ # ? and control characters, so that they are valid Azure Table keys.</summary>
public readonly record struct TableKey
{
    public TableKey(string partition, string row)
    {
        Partition = Checked(partition);
        Row = Checked(row);
    }

    public string Partition { get; }

    public string Row { get; }

    public override string ToString() => $"{Partition}/{Row}";

    private static string Checked(string part)
    {
        if (part.Length is 0 or > 512) throw new ArgumentException($"A key part has 1 to 512 characters, not {part.Length}.", nameof(part));
        foreach (var character in part)
        {
            if (character is <= ' ' or >= '\u007F' or '/' or '\\' or '#' or '?') throw new ArgumentException($"'{part}' holds a character that a key must not hold.", nameof(part));
        }
        return part;
    }
}

/// <summary>A row as read: its JSON body and the tag that a later write can name.</summary>
public sealed record TableRow(TableKey Key, string Body, string ETag)
{
    public T Read<T>() => StoredJson.Read<T>(Body);
}

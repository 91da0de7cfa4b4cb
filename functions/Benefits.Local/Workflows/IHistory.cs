namespace Benefits.Local.Workflows;

/// <summary>Where the engine remembers. A write that has completed survives a power cut, on a store that lasts.</summary>
internal interface IHistory
{
    /// <summary>Remembers a start. Null where the id was ever started before.</summary>
    Task<long?> StartAsync(string id, string workflow, byte[] input, DateTimeOffset at);

    /// <summary>Adds to an instance's history, all or nothing. The engine has one write per instance under way at most.</summary>
    Task AppendAsync(long instance, IReadOnlyList<HistoryEntry> entries, StateChange? change);

    /// <summary>Gives every unfinished instance, then all entries of theirs that count, each instance's in its order. Nothing is gathered: a hundred thousand instances are resumed in one pass.</summary>
    void ReadUnfinished(Action<InstanceRow> instance, Action<long, HistoryEntry> entry);

    InstanceRow? Find(string id);

    /// <summary>One instance with its entries. Slow on purpose: history has no index for it, only operators ask.</summary>
    StoredInstance? Read(string id);

    IReadOnlyList<InstanceRow> ReadFailed();
}

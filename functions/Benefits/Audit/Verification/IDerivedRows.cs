using Benefits.Storage;

namespace Benefits.Audit.Verification;

/// <summary>Rows that follow from others (派生行). A run of the verification shows every row once and then asks what does not follow.</summary>
public interface IDerivedRows
{
    /// <summary>Begins a run: what was seen before is forgotten.</summary>
    IDerivedRun Begin();
}

/// <summary>One run through the store.</summary>
public interface IDerivedRun
{
    /// <summary>Any row of the store, without its keyed hash.</summary>
    void See(TableRow row);

    /// <summary>Notes what does not follow.</summary>
    Task EndAsync(Findings findings, CancellationToken cancel);
}

/// <summary>What only the owner of a part of the store can check: the pages of a database file, the workflows' history, a bank's own books.</summary>
public interface IStoreCheck
{
    Task CheckAsync(Findings findings, CancellationToken cancel);
}

/// <summary>What a run has found: places that do not hold, and places where something that was begun waits to be finished (未完事项).</summary>
public sealed class Findings
{
    private readonly List<ChainBreak> _breaks = [];
    private readonly List<ChainBreak> _pending = [];

    public IReadOnlyList<ChainBreak> Breaks => _breaks;

    public IReadOnlyList<ChainBreak> Pending => _pending;

    public void Break(TableKey place, ChainFault fault, string says) => _breaks.Add(new ChainBreak(place, fault, says));

    public void Breaking(IEnumerable<ChainBreak> breaks) => _breaks.AddRange(breaks);

    public void Wait(TableKey place, ChainFault fault, string says) => _pending.Add(new ChainBreak(place, fault, says));
}

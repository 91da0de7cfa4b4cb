using System.Collections.Concurrent;

namespace Benefits.Http.Access;

/// <summary>Callers whose token was checked within the last minute: checking a signature costs more than reading a form.</summary>
/// <remarks>Whole tokens are compared, so a changed one is checked anew; a withdrawn key counts out after a minute at most.</remarks>
internal sealed class KnownTokens(TimeProvider clock)
{
    private const int Max = 10_000;
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    public Caller? Find(string token) =>
        _entries.TryGetValue(token, out var entry) && clock.GetUtcNow() is var now && now >= entry.CheckedAt && now <= entry.Until ? entry.Caller : null;

    /// <param name="expiresAt">When the token itself ends; null leaves it out, to be checked every time.</param>
    public void Add(string token, Caller caller, DateTimeOffset? expiresAt)
    {
        if (expiresAt is not { } end) return;
        // No order is kept: that all are checked once more is cheaper than to know which is the oldest.
        if (_entries.Count >= Max) _entries.Clear();
        var now = clock.GetUtcNow();
        _entries[token] = new Entry(caller, now, end < now + MaxAge ? end : now + MaxAge);
    }

    private sealed record Entry(Caller Caller, DateTimeOffset CheckedAt, DateTimeOffset Until);
}

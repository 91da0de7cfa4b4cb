using Benefits.Storage;

namespace Benefits.Tests;

/// <summary>Pauses that really pass, for worlds whose own clock stands still until it is moved.</summary>
internal static class RealPauses
{
    public static readonly Optimistic Optimistic = new(TimeProvider.System);
}

namespace Benefits.Local.Storage;

/// <summary>Whether this SQLite, set up like this, keeps what it has acknowledged. Asked once at start; the store does not open otherwise.</summary>
internal static class SqliteSafety
{
    /// <summary>STRICT tables, and every fault of the WAL known before it.</summary>
    public const int Lowest = 3_037_000;

    /// <summary>The first version in which a writer and a checkpointer on different connections cannot corrupt the file by resetting the WAL at once.</summary>
    public const int SafeWithManyWriters = 3_051_003;

    /// <summary>What is wrong, or null. The SQLite that we ship has none of these faults; the check is for whoever puts another in its place. The store has one connection that alone writes and checkpoints, and says so in <paramref name="writers"/>.</summary>
    public static string? Fault(int version, string threadSafe, string journal, string synchronous, int writers)
    {
        if (version < Lowest) return $"SQLite {Print(version)} is too old; {Print(Lowest)} is the lowest that this store is written for.";
        if (writers > 1 && version < SafeWithManyWriters)
        {
            return $"SQLite {Print(version)} corrupts a WAL file when one connection writes while another checkpoints (mended in {Print(SafeWithManyWriters)}); with it exactly one connection may write and checkpoint, not {writers}.";
        }
        if (threadSafe is not ("1" or "2")) return $"This SQLite is built with THREADSAFE={threadSafe}; connections on several threads would share unguarded memory.";
        if (!string.Equals(journal, "wal", StringComparison.OrdinalIgnoreCase)) return $"The journal mode is '{journal}', not WAL: the folder's file system may lack shared memory (a network drive?).";
        if (synchronous != "2") return $"synchronous is {synchronous}, not 2 (FULL): acknowledged commits would be lost in a power cut.";
        return null;
    }

    public static string? Fault(SqliteDatabase writer) => Fault(
        SqliteDatabase.LibraryVersion,
        ThreadSafe(writer),
        writer.Ask("PRAGMA journal_mode") ?? "",
        writer.Ask("PRAGMA synchronous") ?? "",
        writers: 1);

    private static string ThreadSafe(SqliteDatabase writer)
    {
        foreach (var mode in (string[])["0", "1", "2"])
        {
            if (writer.Ask($"SELECT sqlite_compileoption_used('THREADSAFE={mode}')") == "1") return mode;
        }
        return "unknown";
    }

    private static string Print(int version) => $"{version / 1_000_000}.{version / 1000 % 1000}.{version % 1000}";
}

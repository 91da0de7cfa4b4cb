namespace Benefits.Local.Storage;

/// <summary>The tables of a store's file.</summary>
internal static class SqliteSchema
{
    public const int Version = 3;

    /// <remarks>
    /// Rows are clustered by their key: a partition's rows lie together and are read in order.
    /// History is appended in the order of time: under group commit neighbouring writes share pages, five to ten times faster than rows that each find a place of their own.
    /// Each entry is bound by a keyed hash to the one before it, of whatever instance, and so is each new head of an audit chain in <c>advances</c>; where both end, <c>ends</c> says.
    /// Its one index is over the ids of instances, and so grows once per instance, not once per answer; the second one holds failed instances only and is all but empty.
    /// </remarks>
    private const string Tables = """
        CREATE TABLE rows (
            partition TEXT NOT NULL,
            row TEXT NOT NULL,
            version INTEGER NOT NULL,
            body TEXT NOT NULL,
            PRIMARY KEY (partition, row)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE instances (
            number INTEGER PRIMARY KEY,
            state INTEGER NOT NULL,
            first INTEGER NOT NULL,
            started INTEGER NOT NULL,
            updated INTEGER NOT NULL,
            id TEXT NOT NULL,
            workflow TEXT NOT NULL,
            fault TEXT,
            input BLOB NOT NULL,
            mac BLOB NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX instance_ids ON instances (id);
        CREATE INDEX failed_instances ON instances (number) WHERE state = 2;

        CREATE TABLE history (
            number INTEGER PRIMARY KEY,
            instance INTEGER NOT NULL,
            kind INTEGER NOT NULL,
            position INTEGER NOT NULL,
            at INTEGER NOT NULL,
            name TEXT NOT NULL,
            body BLOB NOT NULL,
            mac BLOB NOT NULL
        ) STRICT;

        CREATE TABLE advances (
            number INTEGER PRIMARY KEY,
            partition TEXT NOT NULL,
            head TEXT NOT NULL,
            mac BLOB NOT NULL
        ) STRICT;

        CREATE TABLE ends (
            commits INTEGER NOT NULL,
            digest BLOB NOT NULL,
            instances INTEGER NOT NULL,
            entries INTEGER NOT NULL,
            entry_mac BLOB NOT NULL,
            advances INTEGER NOT NULL,
            advance_mac BLOB NOT NULL,
            mac BLOB NOT NULL
        ) STRICT;
        INSERT INTO ends VALUES (0, x'', 0, 0, x'', 0, x'', x'');

        CREATE TABLE runs (number INTEGER PRIMARY KEY) STRICT;
        PRAGMA user_version = 3;
        """;

    /// <summary>Creates the tables in a new file; refuses a file of another version.</summary>
    public static void Ensure(SqliteDatabase writer)
    {
        var version = int.Parse(writer.Ask("PRAGMA user_version")!, System.Globalization.CultureInfo.InvariantCulture);
        if (version == Version) return;
        if (version != 0) throw new InvalidOperationException($"The data file has layout {version}; this program knows layout {Version}.");
        writer.Execute($"BEGIN IMMEDIATE; {Tables} COMMIT");
    }
}

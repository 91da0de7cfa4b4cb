using System.Text;
using Benefits.Storage;
using SQLitePCL;

namespace Benefits.Local.Storage;

/// <summary>One connection to a SQLite file with its prepared statements; used by one thread at a time.</summary>
/// <remarks>Straight on SQLitePCLRaw: the store needs to choose the VFS, to bind UTF-8 without copies and to keep its statements, and wants none of ADO.NET's pooling.</remarks>
internal sealed class SqliteDatabase : IDisposable
{
    private const int NoCheckpointOnClose = 1006;

    static SqliteDatabase() => Load();

    private readonly sqlite3 _handle;
    private readonly Dictionary<Sql, SqliteStatement> _statements = [];

    private SqliteDatabase(string path, int flags, string? vfs)
    {
        var code = raw.sqlite3_open_v2(path, out _handle, flags | raw.SQLITE_OPEN_NOMUTEX, vfs);
        if (code != raw.SQLITE_OK)
        {
            var fault = Fault(code);
            _handle.Dispose();
            throw fault;
        }
        raw.sqlite3_extended_result_codes(_handle, 1);
    }

    public static int LibraryVersion => raw.sqlite3_libversion_number();

    /// <summary>Binds SQLitePCLRaw to the SQLite that we ship.</summary>
    public static void Load() => raw.SetProvider(new SQLite3Provider_e_sqlite3());

    public bool InTransaction => raw.sqlite3_get_autocommit(_handle) == 0;

    /// <summary>Rows changed by the last statement.</summary>
    public int Changes => raw.sqlite3_changes(_handle);

    public static SqliteDatabase OpenWriter(string path, string? vfs) => new(path, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE, vfs);

    /// <summary>A connection that can neither write nor checkpoint, not even when it is the last to close.</summary>
    public static SqliteDatabase OpenReader(string path, string? vfs)
    {
        SqliteDatabase reader = new(path, raw.SQLITE_OPEN_READONLY, vfs);
        reader.Check(raw.sqlite3_db_config(reader._handle, NoCheckpointOnClose, 1, out _));
        reader.Execute("PRAGMA query_only = 1; PRAGMA busy_timeout = 5000; PRAGMA cache_size = -4000");
        return reader;
    }

    public void Execute(string sql)
    {
        // The message of sqlite3_exec is the connection's own.
        Check(raw.sqlite3_exec(_handle, sql));
    }

    /// <summary>The first column of the first row as text; null where there is no row.</summary>
    public string? Ask(string sql)
    {
        using var statement = Prepare(sql);
        return statement.Step() ? statement.Text(0) : null;
    }

    /// <summary>The statement, prepared once per connection and ready to be bound.</summary>
    public SqliteStatement this[Sql sql]
    {
        get
        {
            if (_statements.TryGetValue(sql, out var statement)) return statement;
            return _statements[sql] = Prepare(sql.Text);
        }
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values) statement.Dispose();
        _handle.Dispose();
    }

    internal void Check(int code)
    {
        if (code is not (raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE)) throw Fault(code);
    }

    private SqliteStatement Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v2(_handle, sql, out var statement));
        return new SqliteStatement(this, statement);
    }

    private StorageUnavailableException Fault(int code) =>
        new($"SQLite answered {code} ({raw.sqlite3_errstr(code).utf8_to_string()}): {raw.sqlite3_errmsg(_handle).utf8_to_string()}");
}

/// <summary>The text of a statement, an object of its own so that connections find their prepared copy by reference.</summary>
internal sealed class Sql(string text)
{
    public string Text { get; } = text;
}

/// <summary>A prepared statement. Places are counted from 1 when bound and from 0 when read, as SQLite counts them.</summary>
internal sealed class SqliteStatement(SqliteDatabase database, sqlite3_stmt handle) : IDisposable
{
    public SqliteStatement Bind(int index, long value)
    {
        database.Check(raw.sqlite3_bind_int64(handle, index, value));
        return this;
    }

    public SqliteStatement BindText(int index, ReadOnlySpan<byte> utf8)
    {
        database.Check(raw.sqlite3_bind_text(handle, index, utf8));
        return this;
    }

    public SqliteStatement BindText(int index, string? text)
    {
        database.Check(text is null ? raw.sqlite3_bind_null(handle, index) : raw.sqlite3_bind_text(handle, index, text));
        return this;
    }

    public SqliteStatement BindBlob(int index, ReadOnlySpan<byte> bytes)
    {
        database.Check(bytes.IsEmpty ? raw.sqlite3_bind_zeroblob(handle, index, 0) : raw.sqlite3_bind_blob(handle, index, bytes));
        return this;
    }

    /// <summary>Moves to the next row; false at the end.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(handle);
        if (code == raw.SQLITE_ROW) return true;
        if (code == raw.SQLITE_DONE) return false;
        raw.sqlite3_reset(handle);
        database.Check(code);
        return false;
    }

    /// <summary>Runs a statement that gives no rows.</summary>
    public void Run()
    {
        Step();
        Reset();
    }

    /// <summary>Ends the read transaction that a statement with rows holds open.</summary>
    public void Reset() => raw.sqlite3_reset(handle);

    public long Int64(int column) => raw.sqlite3_column_int64(handle, column);

    public int Int32(int column) => raw.sqlite3_column_int(handle, column);

    /// <summary>Valid until the next step.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(handle, column);

    public string Text(int column) => Encoding.UTF8.GetString(Bytes(column));

    public string? TextOrNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL ? null : Text(column);

    public void Dispose() => handle.Dispose();
}

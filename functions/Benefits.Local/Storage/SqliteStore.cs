using System.Collections.Concurrent;
using System.Globalization;
using Benefits.Audit;
using Benefits.Storage;
using Benefits.Vault;
using Microsoft.Extensions.Logging.Abstractions;

namespace Benefits.Local.Storage;

/// <summary>One SQLite file, held by one process: a single connection that alone writes and checkpoints, on a thread of its own, and readers that can do neither.</summary>
/// <remarks>
/// Commits that come at the same time share one transaction and one fsync (group commit).
/// That is what makes the single writer fast; an older SQLite than ours is moreover safe only so, see <see cref="SqliteSafety.SafeWithManyWriters"/>.
/// </remarks>
internal sealed partial class SqliteStore : IDisposable
{
    private const int MaxGroup = 2048;

    private readonly SqliteSettings _settings;
    private readonly StoreLock? _lock;
    private readonly SqliteDatabase? _writer;
    private readonly ConcurrentBag<SqliteDatabase> _readers = [];
    private readonly ILogger _log;
    private readonly string? _copy;
    private readonly Thread? _thread;
    private readonly object _gate = new();
    private readonly Queue<SqliteWork> _queue = [];
    private readonly StoreWitness? _witness;
    private bool _closing;
    private bool _refusing;

    private SqliteStore(SqliteSettings settings, StoreLock held, ILogger log)
    {
        _settings = settings;
        _lock = held;
        _log = log;
        _writer = OpenWriter(settings);
        if (settings.Witness is { } path) _witness = new StoreWitness(path);
        _thread = new Thread(WriteGroups) { IsBackground = true, Name = $"writer of {Path.GetFileName(settings.Path)}" };
        _thread.Start();
    }

    /// <summary>For reading alone: there is no writer, and no lock is taken.</summary>
    private SqliteStore(SqliteSettings settings, string? copy)
    {
        _settings = settings;
        _log = NullLogger.Instance;
        _copy = copy;
        var reader = OpenReader();
        if (reader.Ask("PRAGMA user_version") != $"{SqliteSchema.Version}") throw new StoreRefusedException($"{Path.GetFileName(settings.Path)} 的版式不是本程序的版式。");
        Ends = StoreEnds.Read(reader, null, out _);
        _readers.Add(reader);
    }

    /// <summary>Where the append-only parts end. The writer thread's.</summary>
    public StoreEnds Ends { get; private set; } = null!;

    /// <summary>Counts the times this file was opened; a part of every row's tag, so that no tag ever comes twice.</summary>
    public long Run { get; private set; }

    /// <summary>Opens the file, or creates it.</summary>
    /// <exception cref="StoreInUseException">Another process has it open.</exception>
    public static SqliteStore Open(string path, ILogger<SqliteStore>? log = null) => Open(new SqliteSettings(path), log);

    /// <summary>Opens the file for reading alone, whoever has it open besides, and writes nothing to its folder. Where the folder does not let itself be read in index, a copy is read.</summary>
    public static SqliteStore OpenReadOnly(string path)
    {
        try
        {
            return new SqliteStore(new SqliteSettings(path), copy: null);
        }
        catch (StorageUnavailableException)
        {
            var copy = Directory.CreateTempSubdirectory("qicaitong-read-").FullName;
            foreach (var part in (string[])["", "-wal"])
            {
                if (File.Exists(path + part)) File.Copy(path + part, Path.Combine(copy, Path.GetFileName(path) + part));
            }
            try
            {
                return new SqliteStore(new SqliteSettings(Path.Combine(copy, Path.GetFileName(path))), copy);
            }
            catch
            {
                Directory.Delete(copy, recursive: true);
                throw;
            }
        }
    }

    public static SqliteStore Open(SqliteSettings settings, ILogger<SqliteStore>? log = null)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(settings.Path))!;
        var fresh = !File.Exists(settings.Path);
        Directory.CreateDirectory(folder);
        var held = StoreLock.Take(settings.Path + ".lock");
        try
        {
            SqliteStore store = new(settings, held, log ?? NullLogger<SqliteStore>.Instance);
            if (fresh) DurableFolder.Sync(folder);
            return store;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Hands work to the writer. It is completed after the fsync of the transaction that holds it.</summary>
    public void Enqueue(SqliteWork work)
    {
        lock (_gate)
        {
            if (!_closing && _writer is not null)
            {
                _queue.Enqueue(work);
                if (_queue.Count == 1) Monitor.Pulse(_gate);
                return;
            }
        }
        work.Fail(new StorageUnavailableException("The store is shutting down, or is open for reading alone."));
    }

    /// <summary>Runs a short read on a read-only connection. It must not keep the connection: a read that stays open keeps the WAL from being reset.</summary>
    public T Read<TAsked, T>(TAsked asked, Func<SqliteDatabase, TAsked, T> read)
    {
        ObjectDisposedException.ThrowIf(_closing, this);
        var reader = _readers.TryTake(out var idle) ? idle : SqliteDatabase.OpenReader(_settings.Path, _settings.Vfs);
        try
        {
            var found = read(reader, asked);
            _readers.Add(reader);
            // Whoever closes has emptied the bag before or sees this one.
            if (_closing) CloseReaders();
            return found;
        }
        catch
        {
            // It may stand in the middle of a statement, and so hold a read transaction open.
            reader.Dispose();
            throw;
        }
    }

    /// <summary>A connection for a long read, which its caller closes.</summary>
    public SqliteDatabase OpenReader() => SqliteDatabase.OpenReader(_settings.Path, _settings.Vfs);

    /// <summary>Writes what is queued, then closes. The last to close is the writer, which leaves the WAL checkpointed.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_closing) return;
            _closing = true;
            Monitor.Pulse(_gate);
        }
        _thread?.Join();
        CloseReaders();
        _writer?.Dispose();
        _witness?.Dispose();
        _lock?.Dispose();
        if (_copy is not null) Directory.Delete(_copy, recursive: true);
    }

    private SqliteDatabase OpenWriter(SqliteSettings settings)
    {
        var writer = SqliteDatabase.OpenWriter(settings.Path, settings.Vfs);
        try
        {
            writer.Execute($"PRAGMA journal_mode = wal; PRAGMA synchronous = {settings.Synchronous}; PRAGMA fullfsync = 1; PRAGMA checkpoint_fullfsync = 1");
            writer.Execute($"PRAGMA wal_autocheckpoint = {settings.CheckpointPages}; PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -65536; PRAGMA temp_store = memory; PRAGMA busy_timeout = 5000");
            if (settings.MustBeSafe && SqliteSafety.Fault(writer) is { } fault) throw new InvalidOperationException(fault);
            SqliteSchema.Ensure(writer);
            Ends = StoreEnds.Read(writer, settings.Key, out _);
            if (settings.Witness is { } witness && StoreWitness.Fault(StoreWitness.Read(witness), Ends.Commits, Ends.Digest) is { } behind) throw new StoreRefusedException($"{behind}。如果确是有意恢复备份，请先移走见证文件 {witness}，再启动。");
            writer.Execute("INSERT INTO runs DEFAULT VALUES");
            Run = long.Parse(writer.Ask("SELECT max(number) FROM runs")!, CultureInfo.InvariantCulture);
            LogOpened(Path.GetFileName(settings.Path), SqliteDatabase.LibraryVersion, Run);
            return writer;
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }

    private void WriteGroups()
    {
        while (NextGroup() is { } group) WriteGroup(_writer!, group);
    }

    /// <summary>All that came while the last group was written; null when the store closes.</summary>
    private SqliteWork[]? NextGroup()
    {
        lock (_gate)
        {
            while (_queue.Count == 0)
            {
                if (_closing) return null;
                Monitor.Wait(_gate);
            }
            var group = new SqliteWork[Math.Min(_queue.Count, MaxGroup)];
            for (var index = 0; index < group.Length; index++) group[index] = _queue.Dequeue();
            return group;
        }
    }

    private void WriteGroup(SqliteDatabase writer, SqliteWork[] group)
    {
        try
        {
            writer[Begin].Run();
            foreach (var work in group) work.Run(writer);
            Ends.Write(writer);
            writer[CommitAll].Run();
            Ends.Keep();
            _witness?.Write(Ends.Commits, Ends.Digest);
        }
        catch (StorageUnavailableException fault)
        {
            if (!_refusing) LogRefusing(fault.Message);
            _refusing = true;
            RollBack(writer);
            ThreadPool.UnsafeQueueUserWorkItem(static failed => Array.ForEach(failed.group, work => work.Fail(failed.fault)), (group, fault), preferLocal: false);
            return;
        }
        catch (Exception fault)
        {
            // A fault of one work's own: the others get their turn alone.
            RollBack(writer);
            if (group.Length > 1) Array.ForEach(group, work => WriteGroup(writer, [work]));
            else ThreadPool.UnsafeQueueUserWorkItem(static failed => failed.work.Fail(failed.fault), (work: group[0], fault), preferLocal: false);
            return;
        }
        if (_refusing) LogTakingAgain();
        _refusing = false;
        // Off this thread: the next group is written while this one's waiters go on.
        ThreadPool.UnsafeQueueUserWorkItem(static done => Array.ForEach(done, work => work.Complete()), group, preferLocal: false);
    }

    private void RollBack(SqliteDatabase writer)
    {
        Ends.TakeBack();
        try
        {
            // SQLite has often rolled back by itself, as when the disk is full.
            if (writer.InTransaction) writer.Execute("ROLLBACK");
        }
        catch (StorageUnavailableException fault)
        {
            LogRefusing(fault.Message);
        }
    }

    private void CloseReaders()
    {
        while (_readers.TryTake(out var reader)) reader.Dispose();
    }

    private static readonly Sql Begin = new("BEGIN IMMEDIATE");
    private static readonly Sql CommitAll = new("COMMIT");

    [LoggerMessage(1100, LogLevel.Information, "Store {File} is open: SQLite {Version}, run {Run}")]
    private partial void LogOpened(string file, int version, long run);

    [LoggerMessage(1101, LogLevel.Error, "The store takes no writes: {Reason}")]
    private partial void LogRefusing(string reason);

    [LoggerMessage(1102, LogLevel.Information, "The store takes writes again")]
    private partial void LogTakingAgain();
}

/// <summary>How a store is opened. All but the path is for the tests that show what the settings are for.</summary>
internal sealed record SqliteSettings(string Path)
{
    /// <summary>The SQLite VFS to go through, such as one that records writes; null for the system's.</summary>
    public string? Vfs { get; init; }

    /// <summary>What the ends of the store are keyed with; null for a store of its own that nobody verifies.</summary>
    public AuditKey? Key { get; init; }

    /// <summary>The witness's file, outside of the data folder; null for none.</summary>
    public string? Witness { get; init; }

    public string Synchronous { get; init; } = "full";

    /// <summary>Pages in the WAL at which the writer brings them home.</summary>
    public int CheckpointPages { get; init; } = 4000;

    public bool MustBeSafe { get; init; } = true;
}

using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Benefits.Audit;
using Benefits.Storage;

namespace Benefits.Local.Storage;

/// <summary>Rows in SQLite, clustered by their key. Keys and bodies are encoded by the caller's thread; the writer only binds.</summary>
internal sealed class SqliteTable(SqliteStore store) : ITable
{
    private const int PageRows = 256;

    private static readonly Sql FindRow = new("SELECT version, body FROM rows WHERE partition = ?1 AND row = ?2");
    private static readonly Sql ReadRows = new("SELECT row, version, body FROM rows WHERE partition = ?1 AND row >= ?2 AND row < ?3 ORDER BY row LIMIT ?4");

    private static readonly Sql ScanRows = new("SELECT partition, row, version, body FROM rows ORDER BY partition, row");

    private readonly SqliteTags _tags = new(store.Run);

    public Task<TableRow?> FindAsync(TableKey key, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        return Task.FromResult(store.Read(key, static (reader, key) =>
        {
            var found = reader[FindRow].BindText(1, key.Partition).BindText(2, key.Row);
            var row = found.Step() ? new TableRow(key, found.Text(1), SqliteTags.Print(found.Int64(0))) : null;
            found.Reset();
            return row;
        }));
    }

    /// <remarks>Reads page by page, each a short transaction of its own: a slow consumer holds nothing open.</remarks>
    public async IAsyncEnumerable<TableRow> ReadAsync(RowRange range, [EnumeratorCancellation] CancellationToken cancel)
    {
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            var page = store.Read(range, Page);
            foreach (var row in page) yield return row;
            if (page.Count < PageRows) break;
            range = range.After(page[^1].Key.Row);
        }
        await Task.CompletedTask;
    }

    /// <remarks>One statement on a connection of its own, and so one read transaction: all rows are of one moment. While it reads, the WAL grows.</remarks>
    public async IAsyncEnumerable<TableRow> ScanAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        using var reader = store.OpenReader();
        var rows = reader[ScanRows];
        while (rows.Step())
        {
            cancel.ThrowIfCancellationRequested();
            yield return new TableRow(new TableKey(rows.Text(0), rows.Text(1)), rows.Text(3), SqliteTags.Print(rows.Int64(2)));
        }
        await Task.CompletedTask;
    }

    public Task<Commit> CommitAsync(TableBatch batch, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        if (batch.Writes.Count == 0) return Task.FromResult<Commit>(new Commit.Done([]));
        SqliteBatch work = new(batch, _tags, store.Ends);
        store.Enqueue(work);
        return work.Done;
    }

    private static List<TableRow> Page(SqliteDatabase reader, RowRange range)
    {
        List<TableRow> page = [];
        var rows = reader[ReadRows].BindText(1, range.Partition).BindText(2, range.From).BindText(3, range.Before).Bind(4, PageRows);
        while (rows.Step()) page.Add(new TableRow(new TableKey(range.Partition, rows.Text(0)), rows.Text(2), SqliteTags.Print(rows.Int64(1))));
        rows.Reset();
        return page;
    }
}

/// <summary>Versions of rows: the store's run in the upper half, a counter in the lower. None is ever given twice, also not to a row that was deleted and came again.</summary>
internal sealed class SqliteTags(long run)
{
    private long _last = run << 32;

    /// <summary>Called by the writer thread only.</summary>
    public long Next() => ++_last;

    public static string Print(long version) => version.ToString(CultureInfo.InvariantCulture);

    /// <summary>A tag of another store matches no row.</summary>
    public static long Parse(string etag) => long.TryParse(etag, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : -1;
}

/// <summary>A table batch in the writer's queue.</summary>
internal sealed class SqliteBatch : SqliteWork<Commit>
{
    private static readonly Sql Version = new("SELECT version FROM rows WHERE partition = ?1 AND row = ?2");
    private static readonly Sql Insert = new("INSERT INTO rows (partition, row, version, body) VALUES (?1, ?2, ?3, ?4)");
    private static readonly Sql Replace = new("UPDATE rows SET version = ?3, body = ?4 WHERE partition = ?1 AND row = ?2");
    private static readonly Sql Upsert = new("INSERT INTO rows (partition, row, version, body) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET version = excluded.version, body = excluded.body");
    private static readonly Sql Delete = new("DELETE FROM rows WHERE partition = ?1 AND row = ?2");

    private readonly TableBatch _batch;
    private readonly StoreEnds _ends;
    private readonly SqliteTags _tags;
    private readonly byte[] _partition;
    private readonly (byte[] Row, byte[] Body)[] _encoded;

    public SqliteBatch(TableBatch batch, SqliteTags tags, StoreEnds ends)
    {
        _ends = ends;
        _batch = batch;
        _tags = tags;
        _partition = Encoding.UTF8.GetBytes(batch.Partition);
        _encoded = [.. batch.Writes.Select(write => (Encoding.UTF8.GetBytes(write.Key.Row), Encoding.UTF8.GetBytes(write.Body)))];
    }

    public override void Run(SqliteDatabase writer)
    {
        for (var index = 0; index < _encoded.Length; index++)
        {
            if (!AsExpected(writer, index))
            {
                Result = new Commit.Conflict(_batch.Writes[index].Key);
                return;
            }
        }
        var tags = new string[_encoded.Length];
        for (var index = 0; index < tags.Length; index++) tags[index] = Write(writer, index);
        Result = new Commit.Done(tags);
    }

    private bool AsExpected(SqliteDatabase writer, int index) => _batch.Writes[index] switch
    {
        TableWrite.Insert => Find(writer, index) is null,
        TableWrite.Replace replace => Find(writer, index) == SqliteTags.Parse(replace.ETag),
        TableWrite.Delete delete => Find(writer, index) == SqliteTags.Parse(delete.ETag),
        TableWrite.Upsert => true,
        var other => throw new InvalidOperationException($"{other.GetType().Name} is no write."),
    };

    private long? Find(SqliteDatabase writer, int index)
    {
        var found = writer[Version].BindText(1, _partition).BindText(2, _encoded[index].Row);
        long? version = found.Step() ? found.Int64(0) : null;
        found.Reset();
        return version;
    }

    private string Write(SqliteDatabase writer, int index)
    {
        var sql = _batch.Writes[index] switch
        {
            TableWrite.Insert => Insert,
            TableWrite.Replace => Replace,
            TableWrite.Upsert => Upsert,
            _ => Delete,
        };
        _ends.Note(_partition);
        _ends.Note(_encoded[index].Row);
        _ends.Note(_encoded[index].Body);
        if (_batch.Writes[index].Key.Row == Rows.AuditHead) _ends.Advanced(writer, _partition, _encoded[index].Body);
        var statement = writer[sql].BindText(1, _partition).BindText(2, _encoded[index].Row);
        if (sql == Delete)
        {
            statement.Run();
            return "";
        }
        var version = _tags.Next();
        statement.Bind(3, version).BindText(4, _encoded[index].Body).Run();
        return SqliteTags.Print(version);
    }
}

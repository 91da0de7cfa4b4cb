using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Azure;
using Azure.Data.Tables;
using Benefits.Storage;

namespace Benefits.Azure;

/// <summary>Rows in one Azure table. A batch is an entity group transaction; a throttled or unanswered request is sent again, and only then is the store unavailable.</summary>
/// <param name="reader">Retries by itself: a read may be sent as often as one likes.</param>
/// <param name="writer">The same table, without retries of its own.</param>
/// <param name="clock">The real one: pauses have nothing to do with a demo's days.</param>
internal sealed class AzureTable(TableClient reader, TableClient writer, TimeProvider clock) : ITable
{
    private const int Attempts = 6;

    // As plain text: the client's own struct of codes cannot be compared with the null that a lost connection has for a code.
    private const string RowNotThere = "ResourceNotFound";

    /// <summary>Marks this process's commits, so that a write whose answer was lost is known again when its repeat meets it.</summary>
    private static readonly string Process = RandomNumberGenerator.GetHexString(16, lowercase: true);
    private static long _commits;

    public async Task<TableRow?> FindAsync(TableKey key, CancellationToken cancel)
    {
        var entity = await GetAsync(key, cancel);
        return entity is null ? null : RowCodec.Read(entity);
    }

    public async IAsyncEnumerable<TableRow> ReadAsync(RowRange range, [EnumeratorCancellation] CancellationToken cancel)
    {
        // Pages follow one another by continuation token; within a partition Azure answers in ordinal order of the row key.
        await using var rows = reader.QueryAsync<TableEntity>(Filter(range), maxPerPage: null, select: null, cancellationToken: cancel).GetAsyncEnumerator(cancel);
        while (await NextAsync(rows)) yield return RowCodec.Read(rows.Current);
    }

    public async IAsyncEnumerable<TableRow> ScanAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        await using var rows = reader.QueryAsync<TableEntity>((string?)null, maxPerPage: null, select: null, cancellationToken: cancel).GetAsyncEnumerator(cancel);
        while (await NextAsync(rows)) yield return RowCodec.Read(rows.Current);
    }

    public async Task<Commit> CommitAsync(TableBatch batch, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        if (batch.Writes.Count == 0) return new Commit.Done([]);
        // A tag of another store, or a mangled one: Azure would refuse the request as malformed, but it is simply not the row's tag.
        foreach (var write in batch.Writes)
        {
            if (ExpectedTag(write) is { } tag && !IsTag(tag)) return new Commit.Conflict(write.Key);
        }
        var mark = string.Create(CultureInfo.InvariantCulture, $"{Process}-{Interlocked.Increment(ref _commits)}");
        var actions = RowCodec.Write(batch, mark);
        var unanswered = false;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return new Commit.Done(actions.Count == 1 ? [await SendAsync(actions[0], cancel)] : await SendAsync(actions, cancel));
            }
            catch (RequestFailedException fault) when (IsConflict(fault))
            {
                // An earlier attempt may have been carried out though its answer was lost: then the row carries our own mark.
                if (unanswered && await OwnAsync(batch, mark, cancel) is { } done) return done;
                var index = fault is TableTransactionFailedException { FailedTransactionActionIndex: { } failed } && failed < batch.Writes.Count ? failed : 0;
                return new Commit.Conflict(batch.Writes[index].Key);
            }
            catch (Exception fault) when (Refusal.IsPassing(fault, cancel))
            {
                if (attempt == Attempts) throw Unavailable(fault);
                unanswered = true;
            }
            await Task.Delay(Pause(attempt), clock, cancel);
        }
    }

    /// <returns>The new tag; empty for a deleted row.</returns>
    private async Task<string> SendAsync(TableTransactionAction action, CancellationToken cancel)
    {
        var answer = action.ActionType switch
        {
            TableTransactionActionType.Add => await writer.AddEntityAsync(action.Entity, cancel),
            TableTransactionActionType.UpdateReplace => await writer.UpdateEntityAsync(action.Entity, action.ETag, TableUpdateMode.Replace, cancel),
            TableTransactionActionType.UpsertReplace => await writer.UpsertEntityAsync(action.Entity, TableUpdateMode.Replace, cancel),
            TableTransactionActionType.Delete => await writer.DeleteEntityAsync(action.Entity.PartitionKey, action.Entity.RowKey, action.ETag, cancel),
            _ => throw new InvalidOperationException($"{action.ActionType} is no write of ours."),
        };
        // The client takes a row that is not there for one that it has deleted.
        if (answer.Status == 404) throw new RequestFailedException(404, "The row to delete is not there.", RowNotThere, null);
        return action.ActionType == TableTransactionActionType.Delete ? "" : TagOf(answer);
    }

    private async Task<IReadOnlyList<string>> SendAsync(IReadOnlyList<TableTransactionAction> actions, CancellationToken cancel)
    {
        var answers = (await writer.SubmitTransactionAsync(actions, cancel)).Value;
        return [.. answers.Select((answer, index) => actions[index].ActionType == TableTransactionActionType.Delete ? "" : TagOf(answer))];
    }

    private static string TagOf(Response answer) => answer.Headers.ETag?.ToString() ?? throw new InvalidOperationException("Azure answered a write without an ETag.");

    /// <summary>What the batch came to where its rows carry its own mark; null where they do not. All rows of a batch are written together, so any one that remains speaks for all.</summary>
    private async Task<Commit.Done?> OwnAsync(TableBatch batch, string mark, CancellationToken cancel)
    {
        List<string> tags = [];
        var marked = false;
        foreach (var write in batch.Writes)
        {
            var entity = await GetAsync(write.Key, cancel);
            if (write is TableWrite.Delete)
            {
                if (entity is not null) return null;
                tags.Add("");
                continue;
            }
            if (entity is null || RowCodec.MarkOf(entity) != mark) return null;
            marked = true;
            tags.Add(entity.ETag.ToString());
        }
        // Deletes alone leave no mark: the rows were there with our tag before, and are gone, which is what was asked for.
        return marked || batch.Writes.All(write => write is TableWrite.Delete) ? new Commit.Done(tags) : null;
    }

    private async Task<TableEntity?> GetAsync(TableKey key, CancellationToken cancel)
    {
        try
        {
            var found = await reader.GetEntityIfExistsAsync<TableEntity>(key.Partition, key.Row, select: null, cancellationToken: cancel);
            return found.HasValue ? found.Value : null;
        }
        catch (Exception fault) when (Refusal.IsPassing(fault, cancel))
        {
            throw Unavailable(fault);
        }
    }

    private static async Task<bool> NextAsync(IAsyncEnumerator<TableEntity> rows)
    {
        try
        {
            return await rows.MoveNextAsync();
        }
        catch (Exception fault) when (Refusal.IsPassing(fault, CancellationToken.None))
        {
            throw Unavailable(fault);
        }
    }

    /// <summary>The range as Azure filters it. Its end is the prefix with its last character raised by one, since a filter should hold no control character.</summary>
    internal static string Filter(RowRange range)
    {
        var before = range.Prefix.TrimEnd('~');
        if (range.From == "!") return TableClient.CreateQueryFilter($"PartitionKey eq {range.Partition}");
        if (before.Length == 0) return TableClient.CreateQueryFilter($"PartitionKey eq {range.Partition} and RowKey ge {range.From}");
        before = before[..^1] + (char)(before[^1] + 1);
        return TableClient.CreateQueryFilter($"PartitionKey eq {range.Partition} and RowKey ge {range.From} and RowKey lt {before}");
    }

    private static string? ExpectedTag(TableWrite write) => write switch
    {
        TableWrite.Replace replace => replace.ETag,
        TableWrite.Delete delete => delete.ETag,
        _ => null,
    };

    /// <summary>Azure's tags are <c>W/"datetime'…'"</c>.</summary>
    private static bool IsTag(string tag) =>
        tag.StartsWith("W/\"datetime'", StringComparison.Ordinal) && tag.IndexOf("'\"", StringComparison.Ordinal) == tag.Length - 2;

    private static bool IsConflict(RequestFailedException fault) => fault.Status switch
    {
        409 => fault.ErrorCode == "EntityAlreadyExists",
        412 => true,
        404 => fault.ErrorCode != "TableNotFound",
        _ => false,
    };

    private static TimeSpan Pause(int attempt) => TimeSpan.FromMilliseconds(Math.Min(200 * (1 << (attempt - 1)) + RandomNumberGenerator.GetInt32(200), 5000));

    private static StorageUnavailableException Unavailable(Exception fault) => new($"Azure Tables does not answer: {Refusal.Named(fault)}.", fault);
}

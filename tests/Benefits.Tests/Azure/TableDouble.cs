using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;
using Azure;
using Azure.Data.Tables;

namespace Benefits.Tests.Azure;

/// <summary>One table as the service keeps it: its limits, its tags, its answers to what does not fit (each looked up against Azurite), and faults on demand.</summary>
internal sealed partial class TableDouble : TableClient
{
    private const int PageRows = 100;
    private static readonly DateTimeOffset Epoch = new(2026, 11, 22, 6, 0, 0, TimeSpan.Zero);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Partition, string Row), (TableEntity Entity, string Tag)> _rows = [];
    private readonly Dictionary<string, SortedSet<string>> _keys = [];
    private long _tags;

    /// <summary>Asked before every write; throws what is to go wrong before anything is written.</summary>
    public Action Before { get; set; } = () => { };

    /// <summary>Asked after every write that was carried out: a throw is a lost answer.</summary>
    public Action After { get; set; } = () => { };

    public int Requests { get; private set; }

    public static RequestFailedException Fault(int status, string? code) => new(status, "The service says no.", code, null);

    public override Task<NullableResponse<T>> GetEntityIfExistsAsync<T>(string partitionKey, string rowKey, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
    {
        lock (_gate) return Task.FromResult<NullableResponse<T>>(new Found<T>(_rows.TryGetValue((partitionKey, rowKey), out var row) ? (T)(object)Copy(row) : null));
    }

    public override AsyncPageable<T> QueryAsync<T>(string? filter = null, int? maxPerPage = null, IEnumerable<string>? select = null, CancellationToken cancellationToken = default) => new Pages<T>(this, filter);

    public override Task<Response> AddEntityAsync<T>(T entity, CancellationToken cancellationToken = default) => OneAsync(new(TableTransactionActionType.Add, entity));

    public override Task<Response> UpdateEntityAsync<T>(T entity, ETag ifMatch, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default) =>
        OneAsync(new(mode == TableUpdateMode.Replace ? TableTransactionActionType.UpdateReplace : TableTransactionActionType.UpdateMerge, entity, ifMatch));

    public override Task<Response> UpsertEntityAsync<T>(T entity, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default) =>
        OneAsync(new(mode == TableUpdateMode.Replace ? TableTransactionActionType.UpsertReplace : TableTransactionActionType.UpsertMerge, entity));

    /// <remarks>The real client answers 404 here and does not throw.</remarks>
    public override async Task<Response> DeleteEntityAsync(string partitionKey, string rowKey, ETag ifMatch = default, CancellationToken cancellationToken = default)
    {
        try
        {
            return await OneAsync(new(TableTransactionActionType.Delete, new TableEntity(partitionKey, rowKey), ifMatch));
        }
        catch (RequestFailedException fault) when (fault.Status == 404)
        {
            return new Answer(404, null);
        }
    }

    public override Task<Response<IReadOnlyList<Response>>> SubmitTransactionAsync(IEnumerable<TableTransactionAction> transactionActions, CancellationToken cancellationToken = default)
    {
        var actions = transactionActions.ToList();
        Assert.InRange(actions.Count, 1, 100);
        Assert.Single(actions.Select(action => action.Entity.PartitionKey).Distinct());
        Assert.Equal(actions.Count, actions.Select(action => action.Entity.RowKey).Distinct().Count());
        if (actions.Sum(Bytes) > 4 * 1024 * 1024) throw Fault(413, "RequestBodyTooLarge");
        return Task.FromResult(Response.FromValue<IReadOnlyList<Response>>(Write(actions, transaction: true), new Answer(202, null)));
    }

    private Task<Response> OneAsync(TableTransactionAction action) => Task.FromResult(Write([action], transaction: false)[0]);

    private List<Response> Write(List<TableTransactionAction> actions, bool transaction)
    {
        Requests++;
        Before();
        List<Response> answers = [];
        lock (_gate)
        {
            for (var place = 0; place < actions.Count; place++)
            {
                if (Refusal(actions[place]) is { } fault) throw transaction ? new TableTransactionFailedException(fault, place) : fault;
            }
            foreach (var action in actions) answers.Add(Apply(action));
        }
        After();
        return answers;
    }

    private RequestFailedException? Refusal(TableTransactionAction action)
    {
        var there = _rows.TryGetValue((action.Entity.PartitionKey, action.Entity.RowKey), out var row);
        foreach (var (_, value) in (TableEntity)action.Entity)
        {
            if (value is string text && System.Text.Encoding.UTF8.GetByteCount(text) > 64 * 1024) return Fault(400, "PropertyValueTooLarge");
            if (value is byte[] { Length: > 64 * 1024 }) return Fault(400, "PropertyValueTooLarge");
        }
        switch (action.ActionType)
        {
            case TableTransactionActionType.Add:
                return there ? Fault(409, "EntityAlreadyExists") : null;
            case TableTransactionActionType.UpsertReplace:
                return null;
            case TableTransactionActionType.UpdateReplace or TableTransactionActionType.Delete:
                if (!Tag().IsMatch(action.ETag.ToString())) return Fault(400, "InvalidInput");
                if (!there) return Fault(404, "ResourceNotFound");
                return row.Tag == action.ETag.ToString() ? null : Fault(412, "UpdateConditionNotSatisfied");
            default:
                throw new NotSupportedException($"{action.ActionType}");
        }
    }

    private Answer Apply(TableTransactionAction action)
    {
        var key = (action.Entity.PartitionKey, action.Entity.RowKey);
        if (action.ActionType == TableTransactionActionType.Delete)
        {
            _rows.Remove(key);
            _keys[key.PartitionKey].Remove(key.RowKey);
            return new Answer(204, null);
        }
        var tag = string.Create(CultureInfo.InvariantCulture, $"W/\"datetime'{Uri.EscapeDataString(Epoch.AddTicks(++_tags).ToString("yyyy-MM-ddTHH:mm:ss.fffffffZ", CultureInfo.InvariantCulture))}'\"");
        _rows[key] = ((TableEntity)action.Entity, tag);
        if (!_keys.TryGetValue(key.PartitionKey, out var keys)) _keys[key.PartitionKey] = keys = new(StringComparer.Ordinal);
        keys.Add(key.RowKey);
        return new Answer(204, tag);
    }

    /// <summary>Without a filter the whole table, in order of its keys.</summary>
    private List<TableEntity> All()
    {
        lock (_gate) return [.. _keys.OrderBy(partition => partition.Key, StringComparer.Ordinal).SelectMany(partition => partition.Value.Select(row => Copy(_rows[(partition.Key, row)])))];
    }

    private List<TableEntity> Page(string filter, string after)
    {
        var asked = FilterShape().Match(filter);
        Assert.True(asked.Success, filter);
        string Value(string name) => asked.Groups[name].Value.Replace("''", "'", StringComparison.Ordinal);
        lock (_gate)
        {
            if (!_keys.TryGetValue(Value("partition"), out var keys)) return [];
            var from = asked.Groups["from"].Success && string.CompareOrdinal(Value("from"), after) > 0 ? Value("from") : after;
            var before = asked.Groups["before"].Success ? Value("before") : "\uFFFF";
            return [.. keys.GetViewBetween(from, before)
                .Where(row => string.CompareOrdinal(row, after) > 0 && string.CompareOrdinal(row, before) < 0)
                .Take(PageRows).Select(row => Copy(_rows[(Value("partition"), row)]))];
        }
    }

    private static TableEntity Copy((TableEntity Entity, string Tag) row)
    {
        TableEntity copy = new(row.Entity.PartitionKey, row.Entity.RowKey) { ETag = new ETag(row.Tag) };
        foreach (var (name, value) in row.Entity) copy[name] = value;
        return copy;
    }

    /// <summary>As the client sends it: text with all but plain ASCII as <c>\uXXXX</c>, binary as Base64.</summary>
    private static long Bytes(TableTransactionAction action) => 400 + ((TableEntity)action.Entity).Sum(property => property.Value switch
    {
        string text => text.Sum(sign => char.IsAsciiLetterOrDigit(sign) || " ,:{}[]-._/=".Contains(sign) ? 1L : 6),
        byte[] bytes => (bytes.Length + 2) / 3 * 4L,
        _ => 0,
    });

    [GeneratedRegex("^W/\"datetime'[0-9TZ%A.:-]+'\"$")]
    private static partial Regex Tag();

    [GeneratedRegex("^PartitionKey eq '(?<partition>([^']|'')*)'( and RowKey ge '(?<from>([^']|'')*)')?( and RowKey lt '(?<before>([^']|'')*)')?$")]
    private static partial Regex FilterShape();

    private sealed class Answer(int status, string? tag) : Response
    {
        public override int Status => status;

        protected override bool TryGetHeader(string name, [NotNullWhen(true)] out string? value)
        {
            value = name == "ETag" ? tag : null;
            return value is not null;
        }
    }

    private sealed class Found<T>(T? value) : NullableResponse<T>
        where T : class
    {
        public override bool HasValue => value is not null;

        public override T? Value => value;

        public override Response GetRawResponse() => new Answer(value is null ? 404 : 200, null);
    }

    private sealed class Pages<T>(TableDouble table, string? filter) : AsyncPageable<T>
        where T : notnull
    {
        public override async IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
        {
            if (filter is null)
            {
                foreach (var entity in table.All()) yield return (T)(object)entity;
                yield break;
            }
            for (var page = table.Page(filter, ""); page.Count > 0; page = table.Page(filter, page[^1].RowKey))
            {
                await Task.Yield();
                foreach (var entity in page) yield return (T)(object)entity;
            }
        }
    }
}

using System.Collections;
using System.Globalization;

namespace Azure.Data.Tables
{
    public interface ITableEntity
    {
        string PartitionKey { get; set; }

        string RowKey { get; set; }

        DateTimeOffset? Timestamp { get; set; }

        ETag ETag { get; set; }
    }

    public class TableEntity : ITableEntity, IDictionary<string, object>
    {
        private readonly Dictionary<string, object> _values = [];

        public TableEntity()
        {
        }

        public TableEntity(string partitionKey, string rowKey)
        {
            PartitionKey = partitionKey;
            RowKey = rowKey;
        }

        public string PartitionKey { get; set; } = "";

        public string RowKey { get; set; } = "";

        public DateTimeOffset? Timestamp { get; set; }

        public ETag ETag { get; set; }

        public ICollection<string> Keys => _values.Keys;

        public ICollection<object> Values => _values.Values;

        public int Count => _values.Count;

        public bool IsReadOnly => false;

        public object this[string key]
        {
            get => _values[key];
            set => _values[key] = value;
        }

        public string? GetString(string key) => _values.TryGetValue(key, out var value) ? (string)value : null;

        public bool ContainsKey(string key) => _values.ContainsKey(key);

        public bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out object value) => _values.TryGetValue(key, out value);

        public void Add(string key, object value) => _values.Add(key, value);

        public bool Remove(string key) => _values.Remove(key);

        public void Add(KeyValuePair<string, object> item) => _values.Add(item.Key, item.Value);

        public void Clear() => _values.Clear();

        public bool Contains(KeyValuePair<string, object> item) => _values.Contains(item);

        public void CopyTo(KeyValuePair<string, object>[] array, int arrayIndex) => ((IDictionary<string, object>)_values).CopyTo(array, arrayIndex);

        public bool Remove(KeyValuePair<string, object> item) => ((IDictionary<string, object>)_values).Remove(item);

        public IEnumerator<KeyValuePair<string, object>> GetEnumerator() => _values.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    public enum TableUpdateMode
    {
        Merge,
        Replace,
    }

    public enum TableTransactionActionType
    {
        Add,
        UpdateMerge,
        UpdateReplace,
        Delete,
        UpsertMerge,
        UpsertReplace,
    }

    public class TableTransactionAction(TableTransactionActionType actionType, ITableEntity entity, ETag etag = default)
    {
        public TableTransactionActionType ActionType => actionType;

        public ITableEntity Entity => entity;

        public ETag ETag => etag;
    }

    public class TableTransactionFailedException(RequestFailedException requestFailedException, int? failedTransactionActionIndex)
        : RequestFailedException(requestFailedException.Status, requestFailedException.Message, requestFailedException.ErrorCode, requestFailedException)
    {
        public int? FailedTransactionActionIndex => failedTransactionActionIndex;
    }

    public class TableClientOptions : Core.ClientOptions;

    public class TableServiceClient
    {
        public TableServiceClient(string connectionString, TableClientOptions? options = null) => _ = (connectionString, options);

        public TableServiceClient(Uri endpoint, Core.TokenCredential tokenCredential, TableClientOptions? options = null) => _ = (endpoint, tokenCredential, options);

        protected TableServiceClient()
        {
        }

        public virtual TableClient GetTableClient(string tableName) => throw new NotSupportedException();

        public virtual Task<object> CreateTableIfNotExistsAsync(string tableName, CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }

    public class TableClient
    {
        protected TableClient()
        {
        }

        public static string CreateQueryFilter(FormattableString filter) => string.Format(CultureInfo.InvariantCulture, filter.Format, [.. filter.GetArguments().Select(value => $"'{((string)value!).Replace("'", "''", StringComparison.Ordinal)}'")]);

        public virtual Task<NullableResponse<T>> GetEntityIfExistsAsync<T>(string partitionKey, string rowKey, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
            where T : class, ITableEntity => throw new NotSupportedException();

        public virtual AsyncPageable<T> QueryAsync<T>(string? filter = null, int? maxPerPage = null, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
            where T : class, ITableEntity => throw new NotSupportedException();

        public virtual Task<Response> AddEntityAsync<T>(T entity, CancellationToken cancellationToken = default)
            where T : ITableEntity => throw new NotSupportedException();

        public virtual Task<Response> UpdateEntityAsync<T>(T entity, ETag ifMatch, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
            where T : ITableEntity => throw new NotSupportedException();

        public virtual Task<Response> UpsertEntityAsync<T>(T entity, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
            where T : ITableEntity => throw new NotSupportedException();

        public virtual Task<Response> DeleteEntityAsync(string partitionKey, string rowKey, ETag ifMatch = default, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public virtual Task<Response<IReadOnlyList<Response>>> SubmitTransactionAsync(IEnumerable<TableTransactionAction> transactionActions, CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }
}

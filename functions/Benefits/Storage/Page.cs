using System.Buffers.Text;
using System.ComponentModel;
using System.Text;

namespace Benefits.Storage;

/// <summary>An answer that may hold only a part of its list (分页). Where <see cref="Next"/> is there, the same request with it as <c>after</c> answers the part behind.</summary>
public interface IPage
{
    string? Next { get; }
}

/// <summary>One page of a list (分页).</summary>
public sealed record Page<T> : IPage
{
    public required IReadOnlyList<T> Items { get; init; }

    [Description(PageAsked.NextSays)]
    public string? Next { get; init; }
}

/// <summary>Which page is asked for. Pages go by the key of the last item, never by a count, so that what is added or taken away meanwhile shows nothing twice and hides nothing that stays.</summary>
/// <param name="After">The key of the last item of the page before; null for the first page.</param>
public readonly record struct PageAsked(int Limit, string? After)
{
    public const string NextSays = "续页标记：还有下一页时才有，原样作为 after 再次请求";

    private const int MaxKey = 500;

    /// <summary>The key in a continuation (续页标记); null where the text is none.</summary>
    public static string? KeyOf(string next)
    {
        if (next.Length is 0 or > MaxKey * 4 / 3 || !Base64Url.IsValid(next)) return null;
        var key = Base64Url.DecodeFromChars(next);
        return key.Length > 0 && key.All(character => character is > (byte)' ' and < 0x7F and not ((byte)'/' or (byte)'\\' or (byte)'#' or (byte)'?')) ? Encoding.ASCII.GetString(key) : null;
    }

    public static string Write(string key) => Base64Url.EncodeToString(Encoding.ASCII.GetBytes(key));

    /// <summary>A page of rows, each an item under its row key.</summary>
    public Task<Page<T>> RowsAsync<T>(ITable table, string partition, string prefix, CancellationToken cancel)
    {
        RowRange range = new(partition, prefix);
        return OfAsync(table.ReadAsync(After is null ? range : range.After(After), cancel), row => row.Key.Row, row => row.Read<T>());
    }

    /// <summary>A page of a list whose keys ascend. The list may begin anywhere at or before the page, and is read no further than one item behind it.</summary>
    public async Task<Page<T>> OfAsync<TSource, T>(IAsyncEnumerable<TSource> ascending, Func<TSource, string> keyOf, Func<TSource, T> show)
    {
        List<T> items = [];
        string? last = null;
        await foreach (var one in ascending)
        {
            var key = keyOf(one);
            if (After is not null && string.CompareOrdinal(key, After) <= 0) continue;
            if (items.Count == Limit) return new Page<T> { Items = items, Next = Write(last!) };
            items.Add(show(one));
            last = key;
        }
        return new Page<T> { Items = items };
    }

    /// <summary>A page of a list that is at hand, by a key that tells its items apart.</summary>
    public Page<T> Of<TSource, T>(IEnumerable<TSource> items, Func<TSource, string> keyOf, Func<TSource, T> show)
    {
        var (limit, after) = this;
        // One more than the page shows whether it is the last.
        var rest = items.Select(item => (Key: keyOf(item), Item: item)).Where(each => after is null || string.CompareOrdinal(each.Key, after) > 0).OrderBy(each => each.Key, StringComparer.Ordinal).ToList();
        return new Page<T> { Items = [.. rest.Take(limit).Select(each => show(each.Item))], Next = rest.Count > limit ? Write(rest[limit - 1].Key) : null };
    }
}

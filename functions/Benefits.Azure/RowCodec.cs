using System.Globalization;
using System.IO.Compression;
using System.Text;
using Azure;
using Azure.Data.Tables;
using Benefits.Storage;

namespace Benefits.Azure;

/// <summary>How a row's body lies in an entity: as text in properties <c>B0</c>, <c>B1</c>… of at most 21 Ki characters each; or compressed in <c>Z0</c>… of at most 64 KiB.</summary>
/// <remarks>
/// Compressed only where the request would be too long otherwise. Azure limits a transaction's request to 4 MiB as sent, and the client sends a Chinese character as six bytes (<c>\u4E13</c>),
/// while <see cref="TableBatch"/> counts two: a batch that every store takes must not fail on this one.
/// </remarks>
internal static class RowCodec
{
    /// <summary>Azure allows 32 Ki characters (64 KiB of UTF-16); its emulator counts UTF-8, in which a Chinese character has three bytes.</summary>
    internal const int MaxSigns = 21 * 1024;

    internal const int MaxBytes = 64 * 1024;

    /// <summary>4 MiB less what keys, headers and boundaries of a hundred writes take.</summary>
    internal const int MaxRequest = (4 * 1024 * 1024) - (100 * 2560);

    private const string Mark = "By";

    public static string? MarkOf(TableEntity entity) => entity.GetString(Mark);

    public static TableRow Read(TableEntity entity)
    {
        TableKey key = new(entity.PartitionKey, entity.RowKey);
        if (!entity.ContainsKey("Z0")) return new TableRow(key, string.Concat(Parts(entity, "B").Cast<string>()), entity.ETag.ToString());
        using MemoryStream packed = new();
        foreach (var part in Parts(entity, "Z").Cast<byte[]>()) packed.Write(part);
        packed.Position = 0;
        using BrotliStream unpacking = new(packed, CompressionMode.Decompress);
        using StreamReader text = new(unpacking, Encoding.UTF8);
        return new TableRow(key, text.ReadToEnd(), entity.ETag.ToString());
    }

    /// <summary>The batch as actions of one transaction, in its order.</summary>
    /// <param name="mark">What every row of this commit carries.</param>
    public static IReadOnlyList<TableTransactionAction> Write(TableBatch batch, string mark)
    {
        var packs = batch.Writes.Sum(write => SentBytes(write.Body)) > MaxRequest;
        List<TableTransactionAction> actions = [];
        long sent = 0;
        foreach (var write in batch.Writes)
        {
            TableEntity entity = new(write.Key.Partition, write.Key.Row);
            if (write is not TableWrite.Delete)
            {
                entity[Mark] = mark;
                sent += packs ? Pack(entity, write.Body) : Split(entity, write.Body);
            }
            actions.Add(write switch
            {
                TableWrite.Insert => new TableTransactionAction(TableTransactionActionType.Add, entity),
                TableWrite.Replace replace => new TableTransactionAction(TableTransactionActionType.UpdateReplace, entity, new ETag(replace.ETag)),
                TableWrite.Upsert => new TableTransactionAction(TableTransactionActionType.UpsertReplace, entity),
                TableWrite.Delete delete => new TableTransactionAction(TableTransactionActionType.Delete, entity, new ETag(delete.ETag)),
                _ => throw new InvalidOperationException($"{write.GetType().Name} is no write."),
            });
        }
        if (packs && sent > MaxRequest) throw new InvalidOperationException($"A batch of {batch.Partition} has {sent} bytes even when compressed; Azure takes {MaxRequest} in one transaction.");
        return actions;
    }

    private static IEnumerable<object> Parts(TableEntity entity, string prefix)
    {
        for (var number = 0; entity.TryGetValue(Name(prefix, number), out var part); number++) yield return part;
    }

    private static long Split(TableEntity entity, string body)
    {
        for (int from = 0, number = 0; from < body.Length; number++)
        {
            var length = Math.Min(MaxSigns, body.Length - from);
            // A pair of surrogates is one character: each half alone could not be sent.
            if (from + length < body.Length && char.IsHighSurrogate(body[from + length - 1])) length--;
            entity[Name("B", number)] = body.Substring(from, length);
            from += length;
        }
        return 0;
    }

    /// <returns>How many bytes are sent for it: binary goes as Base64.</returns>
    private static long Pack(TableEntity entity, string body)
    {
        using MemoryStream packed = new();
        using (BrotliStream packing = new(packed, CompressionLevel.Optimal, leaveOpen: true)) packing.Write(Encoding.UTF8.GetBytes(body));
        var bytes = packed.ToArray();
        for (int from = 0, number = 0; from < bytes.Length; from += MaxBytes, number++) entity[Name("Z", number)] = bytes[from..Math.Min(from + MaxBytes, bytes.Length)];
        return ((bytes.Length + 2) / 3 * 4) + 64;
    }

    /// <summary>What the body comes to as a JSON string with everything escaped that the client escapes, or a little more.</summary>
    private static long SentBytes(string body)
    {
        long bytes = 64;
        foreach (var character in body) bytes += char.IsAsciiLetterOrDigit(character) || character is ' ' or ',' or ':' or '{' or '}' or '[' or ']' or '-' or '.' or '_' or '/' or '=' ? 1 : 6;
        return bytes;
    }

    private static string Name(string prefix, int number) => string.Create(CultureInfo.InvariantCulture, $"{prefix}{number}");
}

using System.Text;
using Benefits.Storage;

namespace Benefits.Audit;

/// <summary>The daily seal (每日封存): the ends of all audit chains under one signed root that also covers the root of the seal before, kept as a row, exported as a file, and kept outside of the store.</summary>
public sealed class AuditSeal(ITable table, IFiles files, KeptRoots roots, AuditKey key, TimeProvider clock)
{
    /// <summary>Partition of the rows and folder of the files.</summary>
    public const string Place = Partitions.Seals;

    private readonly ChainRegistry _registry = new(table);
    private readonly GrownChains _grown = new(table, clock);

    /// <summary>Seals once for the date; a repeat answers the seal that is there.</summary>
    /// <exception cref="InvalidOperationException">A later date is sealed already: seals are a chain too, and only grow at the end.</exception>
    public async Task<SealRecord> SealAsync(DateOnly on, CancellationToken cancel)
    {
        SealRecord? last = null;
        await foreach (var earlier in ListAsync(cancel)) last = earlier;
        if (last is not null && last.On > on) throw new InvalidOperationException($"{last.On:O} is sealed already; {on:O} cannot be sealed after it.");
        if (last?.On == on) return await KeepAsync(last, cancel);

        var heads = await HeadsAsync(last, cancel);
        SealFile content = new(on, last?.Root ?? AuditHead.None.Hash, heads);
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(content.Write()));
        var file = await files.PutAsync(Place, stream, cancel);
        SealRecord seal = new()
        {
            On = on,
            At = clock.GetUtcNow(),
            Root = content.Root,
            Previous = content.Previous,
            Chains = heads.Count,
            Records = heads.Sum(head => head.Head.Number),
            File = file.Name,
            Signature = key.Sign(KeptRoot.TextToSign(on, content.Root, content.Previous)),
        };
        var commit = await table.CommitAsync(new TableBatch(Place).Insert(Rows.Of(on), seal), cancel);
        // Someone else sealed the day in between: theirs stands, and the file of ours is as true as theirs.
        return await KeepAsync(commit is Commit.Done ? seal : await FindAsync(on, cancel) ?? throw new InvalidOperationException($"The seal of {on:O} is there and cannot be read."), cancel);
    }

    /// <summary>Outside after the row: what is kept there was sealed, and a crash in between is finished by the day's next try.</summary>
    private async Task<SealRecord> KeepAsync(SealRecord seal, CancellationToken cancel)
    {
        await roots.KeepAsync(new KeptRoot(seal.On, seal.Root, seal.Previous, key.PublicKey, seal.Signature), cancel);
        return seal;
    }

    public async Task<SealRecord?> FindAsync(DateOnly on, CancellationToken cancel) =>
        (await table.FindAsync(new TableKey(Place, Rows.Of(on)), cancel))?.Read<SealRecord>();

    /// <summary>All seals, by date.</summary>
    public async IAsyncEnumerable<SealRecord> ListAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var row in table.ReadAsync(Place, "", cancel)) yield return row.Read<SealRecord>();
    }

    /// <summary>Where all chains end, in ordinal order. Those that have not grown since the last seal end where it says; where its file is not what it was, every chain is read.</summary>
    private async Task<IReadOnlyList<SealedHead>> HeadsAsync(SealRecord? last, CancellationToken cancel)
    {
        SortedDictionary<string, SealedHead> heads = new(StringComparer.Ordinal);
        var before = last is null ? null : await ReadFileAsync(last, cancel);
        foreach (var head in before?.Heads ?? []) heads[head.Partition] = head;
        await foreach (var partition in before is null ? _registry.ListAsync("", cancel) : _grown.ReadAsync(before.On, cancel))
        {
            if (await table.FindAsync(new TableKey(partition, Rows.AuditHead), cancel) is { } row) heads[partition] = new SealedHead(partition, row.Read<AuditHead>());
        }
        return [.. heads.Values];
    }

    private async Task<SealFile?> ReadFileAsync(SealRecord seal, CancellationToken cancel)
    {
        await using var content = await files.OpenAsync(Place, seal.File, cancel);
        if (content is null) return null;
        using StreamReader reader = new(content, Encoding.UTF8);
        return SealFile.TryRead(await reader.ReadToEndAsync(cancel), out var file) && file.Root == seal.Root ? file : null;
    }
}

/// <summary>A seal as kept in the store.</summary>
public sealed record SealRecord
{
    public required DateOnly On { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Root { get; init; }

    /// <summary>The root of the seal before; 64 zeros for the first.</summary>
    public required string Previous { get; init; }

    public required int Chains { get; init; }

    public required long Records { get; init; }

    /// <summary>The exported file's name in the folder.</summary>
    public required string File { get; init; }

    /// <summary>Over date, root and the root before; see <see cref="KeptRoot.TextToSign"/>.</summary>
    public required string Signature { get; init; }
}

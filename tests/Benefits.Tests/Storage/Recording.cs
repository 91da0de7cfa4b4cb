namespace Benefits.Tests.Storage;

/// <summary>What SQLite did to the files of one folder, in order, with the commits that were acknowledged in between.</summary>
internal sealed class Recording(string folder)
{
    private const int Sector = 512;

    private readonly Lock _gate = new();
    private readonly List<Happening> _happenings = [];
    private readonly Dictionary<string, long> _sizes = [];

    public string Folder { get; } = folder;

    /// <summary>How many bytes the files may have together; a write that makes them more finds the disk full.</summary>
    public long Capacity { get; set; } = long.MaxValue;

    public int Count
    {
        get
        {
            lock (_gate) return _happenings.Count;
        }
    }

    public int Syncs
    {
        get
        {
            lock (_gate) return _happenings.Count(happening => happening is Happening.Sync);
        }
    }

    /// <summary>True where the file was written to after the first <paramref name="from"/> happenings.</summary>
    public bool WasWritten(string file, int from)
    {
        lock (_gate) return _happenings.Skip(from).Any(happening => happening is Happening.Written && happening.File == file);
    }

    /// <summary>Called when the caller has been told that its write is kept.</summary>
    public void Acknowledge(string what) => Add(new Happening.Acknowledged(what));

    public void Add(Happening happening)
    {
        lock (_gate) _happenings.Add(happening);
    }

    /// <summary>False where the disk is full.</summary>
    public bool TryGrow(string file, long size)
    {
        lock (_gate)
        {
            var now = _sizes.GetValueOrDefault(file);
            if (size > now && _sizes.Values.Sum() - now + size > Capacity) return false;
            _sizes[file] = Math.Max(now, size);
            return true;
        }
    }

    public void Shrink(string file, long size)
    {
        lock (_gate) _sizes[file] = size;
    }

    /// <summary>Writes the files into another folder as the disk may hold them when power fails after <paramref name="count"/> happenings: all that was synced, and of the rest whatever chance left, torn in the middle of a write too.</summary>
    /// <returns>What had been acknowledged by then.</returns>
    public IReadOnlyList<string> CutAfter(int count, Random chance, string into)
    {
        Happening[] until;
        lock (_gate) until = [.. _happenings.Take(count)];
        Dictionary<string, (MemoryStream Kept, List<Happening> Loose)> files = [];
        foreach (var happening in until)
        {
            if (happening.File is not { } file) continue;
            if (!files.TryGetValue(file, out var state)) files[file] = state = (new MemoryStream(), []);
            if (happening is Happening.Deleted)
            {
                files.Remove(file);
            }
            else if (happening is Happening.Sync)
            {
                state.Loose.ForEach(loose => Apply(state.Kept, loose, whole: true, chance));
                state.Loose.Clear();
            }
            else
            {
                state.Loose.Add(happening);
            }
        }
        foreach (var (file, (kept, loose)) in files)
        {
            foreach (var happening in loose.Where(_ => chance.Next(2) == 0)) Apply(kept, happening, whole: chance.Next(2) == 0, chance);
            File.WriteAllBytes(Path.Combine(into, Path.GetFileName(file)), kept.ToArray());
        }
        return [.. until.OfType<Happening.Acknowledged>().Select(acknowledged => acknowledged.What)];
    }

    private static void Apply(MemoryStream file, Happening happening, bool whole, Random chance)
    {
        if (happening is Happening.Truncated truncated)
        {
            file.SetLength(truncated.Size);
            return;
        }
        var write = (Happening.Written)happening;
        // A torn write ends at a sector: that much the disk promises.
        var length = whole ? write.Bytes.Length : Math.Min(write.Bytes.Length, chance.Next(write.Bytes.Length / Sector + 1) * Sector);
        if (length == 0) return;
        if (file.Length < write.Offset) file.SetLength(write.Offset);
        file.Position = write.Offset;
        file.Write(write.Bytes, 0, length);
    }
}

internal abstract record Happening(string? File)
{
    public sealed record Written(string Path, long Offset, byte[] Bytes) : Happening(Path);

    public sealed record Truncated(string Path, long Size) : Happening(Path);

    public sealed record Sync(string Path) : Happening(Path);

    public sealed record Deleted(string Path) : Happening(Path);

    public sealed record Acknowledged(string What) : Happening((string?)null);
}

using System.Numerics;
using System.Text;

namespace Benefits.Registers;

/// <summary>The lines that the first pass over an extract took (暂存的登记数据): a nameless file that goes when it is closed, and, in memory, where in it each line lies.</summary>
internal sealed class StagedExtract : IDisposable
{
    /// <summary>A commit's worth of people.</summary>
    private const int PeopleAtOnce = 100;
    private const int Bits = 128;

    private readonly FileStream _file = new(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 64 * 1024, FileOptions.DeleteOnClose);
    private readonly List<Slot> _slots = [];
    private long _length;

    public void Add(StagedLine line)
    {
        var bytes = Encoding.UTF8.GetBytes($"{line}\n");
        _file.Write(bytes);
        _slots.Add(new Slot(line.Place.Order, _length, bytes.Length));
        _length += bytes.Length;
    }

    /// <summary>Puts the lines into the order in which they are stored, and says how many subjects they have.</summary>
    /// <remarks>
    /// Shard by shard, and in a shard by person, so that those who lie together are written together. An extract with more than a commit's worth of people for each shard
    /// comes in rounds, each with a commit's worth for every shard: otherwise the whole load would wait for one partition after the other.
    /// </remarks>
    public int Sort()
    {
        _file.Flush();
        _slots.Sort();
        var subjects = 0;
        for (var index = 0; index < _slots.Count; index++) if (index == 0 || _slots[index].Order != _slots[index - 1].Order) subjects++;
        var bits = BitOperations.Log2((uint)Math.Max(1, subjects / ((1 << RegisterPlace.ShardBits) * PeopleAtOnce)));
        if (bits == 0) return subjects;
        for (var index = 0; index < _slots.Count; index++) _slots[index] = _slots[index] with { Order = InRounds(_slots[index].Order, bits) };
        _slots.Sort();
        return subjects;
    }

    /// <summary>The sorted lines, each with its line feed; those of one subject follow one another and have its number.</summary>
    public IEnumerable<(UInt128 Subject, ReadOnlyMemory<byte> Line)> InOrder()
    {
        foreach (var slot in _slots)
        {
            var line = new byte[slot.Length];
            if (RandomAccess.Read(_file.SafeFileHandle, line, slot.Offset) != line.Length) throw new EndOfStreamException("The staged extract is shorter than what was written to it.");
            yield return (slot.Order, line);
        }
    }

    public void Dispose() => _file.Dispose();

    /// <summary>The bits that tell the round, which follow those of the shard, are moved before them.</summary>
    internal static UInt128 InRounds(UInt128 order, int bits)
    {
        const int ShardBits = RegisterPlace.ShardBits;
        var shard = order >> (Bits - ShardBits);
        var round = order << ShardBits >> (Bits - bits);
        var rest = order << (ShardBits + bits) >> (ShardBits + bits);
        return (round << (Bits - bits)) | (shard << (Bits - bits - ShardBits)) | rest;
    }

    private readonly record struct Slot(UInt128 Order, long Offset, int Length) : IComparable<Slot>
    {
        public int CompareTo(Slot other) => Order.CompareTo(other.Order) is not 0 and var order ? order : Offset.CompareTo(other.Offset);
    }
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Benefits.Audit;

/// <summary>The end of one chain as a seal fixes it.</summary>
public sealed record SealedHead(string Partition, AuditHead Head)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Partition} {Head.Number} {Head.Hash}");
}

/// <summary>Computes the one root (根哈希) over the heads of all chains: a Merkle tree whose leaves are the heads in ordinal order of their partitions.</summary>
/// <remarks>Leaves, nodes and the root are hashed with a first byte of their own (0, 1, 2), so that none can stand in for another. A last node without a partner moves up as it is.</remarks>
public static class SealRoot
{
    public static string Of(DateOnly on, string previousRoot, IReadOnlyList<SealedHead> heads)
    {
        var level = heads.Select(head => Hash(0, Encoding.UTF8.GetBytes(head.ToString()))).ToList();
        while (level.Count > 1)
        {
            level = [.. level.Chunk(2).Select(pair => pair.Length == 1 ? pair[0] : Hash(1, [.. pair[0], .. pair[1]]))];
        }
        var day = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{on:yyyy-MM-dd} {previousRoot} {heads.Count} "));
        return Convert.ToHexStringLower(Hash(2, [.. day, .. level.Count == 0 ? [] : level[0]]));
    }

    private static byte[] Hash(byte kind, byte[] content) => SHA256.HashData([kind, .. content]);
}

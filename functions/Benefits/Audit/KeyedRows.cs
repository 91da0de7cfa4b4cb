using System.Collections.Frozen;

namespace Benefits.Audit;

/// <summary>
/// The rows that no audit chain binds (键控行), because everybody writes to their partition at once, or because an extract of everyone writes millions of them. Each carries a keyed hash of its own,
/// and what is missing among them is found from the rows that they follow from. This list is closed: a row that is neither in a chain nor here is a break.
/// </summary>
public static class KeyedRows
{
    /// <summary>Drawn by a register's load, in a shard of people, or a firm's or a district's partition; that none is missing is told by the loads' staged files.</summary>
    public const string RegisterPrefix = "reg-";

    /// <summary>Partitions that are found again from others, each with that from which it follows. A name that ends in a hyphen stands for all partitions that begin so.</summary>
    public static readonly IReadOnlyDictionary<string, string> Derived = new Dictionary<string, string>
    {
        ["audit-roots"] = "each seal names the one before, and is kept outside of the store",
        ["bank"] = "the payout lines: each attempt that was handed over has its instruction",
        ["chains"] = "the partitions that have a chain",
        ["docket-"] = "the applications' headers",
        ["dockets"] = "the docket's months",
        ["enterprises"] = "the firms' profiles",
        ["grown-"] = "the days of the chains' records",
        ["funds"] = "the funds' budget rows",
        ["open-cases"] = "the applications' progress",
        ["notices"] = "the notices' heads",
        ["queue-"] = "the applications' progress",
        ["store"] = "every store has an identity",
    };

    /// <summary>Partitions whose rows may be lost without harm, each with its reason. An edit of them is found all the same.</summary>
    public static readonly IReadOnlyDictionary<string, string> Technical = new Dictionary<string, string>
    {
        ["bank-tries"] = "how often the rehearsal bank was asked; it only decides which answers it loses",
        ["clock"] = "where the demo's clock stands; without it the demo begins its day again",
        ["demo"] = "who can sign in to the demo; without it the demo is loaded again, which changes nothing",
        ["previews"] = "what a preview has shown; the next preview writes it again, and only a reminder hangs on it",
        ["long-jobs"] = "how far long work has come; what is lost is planned anew, and each piece is repeatable",
        ["health"] = "the health check's probe, written at every call",
    };

    private static readonly FrozenSet<string> Single = Derived.Keys.Concat(Technical.Keys).Where(name => !name.EndsWith('-')).ToFrozenSet();
    private static readonly string[] Families = [.. Derived.Keys.Concat(Technical.Keys).Where(name => name.EndsWith('-'))];

    public static bool Has(string partition, string row) => row.StartsWith(RegisterPrefix, StringComparison.Ordinal) || Has(partition);

    /// <summary>True where no row of the partition is in a chain.</summary>
    public static bool Has(string partition) => Single.Contains(partition) || Array.Exists(Families, name => partition.StartsWith(name, StringComparison.Ordinal));
}

using System.Collections.Frozen;

namespace Benefits.Audit;

/// <summary>
/// The rows that no audit chain binds (键控行), because everybody writes to their partition at once, or because an extract of everyone writes millions of them. Each carries a keyed hash of its own,
/// and what is missing among them is found from the rows that they follow from. This list is closed: a row that is neither in a chain nor here is a break.
/// </summary>
public static class KeyedRows
{
    /// <summary>Partitions that are found again from others, each with that from which it follows. A name that ends in a hyphen stands for all partitions that begin so.</summary>
    public static readonly IReadOnlyDictionary<string, string> Derived = new Dictionary<string, string>
    {
        [Partitions.Seals] = "each seal names the one before, and is kept outside of the store",
        [Partitions.Bank] = "the payout lines: each attempt that was handed over has its instruction",
        [Partitions.Chains] = "the partitions that have a chain",
        [Partitions.DocketPrefix] = "the applications' headers",
        [Partitions.DocketMonths] = "the docket's months",
        [Partitions.Firms] = "the firms' profiles",
        [Partitions.GrownPrefix] = "the days of the chains' records",
        [Partitions.Funds] = "the funds' budget rows",
        [Partitions.OpenCases] = "the applications' progress",
        [Partitions.Notices] = "the notices' heads",
        [Partitions.QueuePrefix] = "the applications' progress",
        [Partitions.Store] = "every store has an identity",
    };

    /// <summary>Partitions whose rows may be lost without harm, each with its reason. An edit of them is found all the same.</summary>
    public static readonly IReadOnlyDictionary<string, string> Technical = new Dictionary<string, string>
    {
        [Partitions.BankTries] = "how often the rehearsal bank was asked; it only decides which answers it loses",
        [Partitions.Clock] = "where the demo's clock stands; without it the demo begins its day again",
        [Partitions.Demo] = "who can sign in to the demo; without it the demo is loaded again, which changes nothing",
        [Partitions.Previews] = "what a preview has shown; the next preview writes it again, and only a reminder hangs on it",
        [Partitions.LongJobs] = "how far long work has come; what is lost is planned anew, and each piece is repeatable",
        [Partitions.Health] = "the health check's probe, written at every call",
    };

    private static readonly FrozenSet<string> Single = Derived.Keys.Concat(Technical.Keys).Where(name => !name.EndsWith('-')).ToFrozenSet();
    private static readonly string[] Families = [.. Derived.Keys.Concat(Technical.Keys).Where(name => name.EndsWith('-'))];

    /// <summary>Registers' rows lie in a shard of people, or in a firm's or a district's partition; that none is missing is told by the loads' staged files.</summary>
    public static bool Has(string partition, string row) => row.StartsWith(Rows.RegisterPrefix, StringComparison.Ordinal) || Has(partition);

    /// <summary>True where no row of the partition is in a chain.</summary>
    public static bool Has(string partition) => Single.Contains(partition) || Array.Exists(Families, name => partition.StartsWith(name, StringComparison.Ordinal));
}

using System.Globalization;

namespace Benefits.Registers;

/// <summary>Where the register rows of one person, firm or district lie (登记数据的存放位置): their partition, and what their row keys begin with.</summary>
/// <remarks>
/// People lie in 64 shards by the first bits of their key, so that one commit of a hundred rows holds many of them: an extract of a few hundred people takes a read and a commit for each shard,
/// and one of millions fills every commit. More shards would not write faster: Azure takes 2,000 rows a second in a partition and 20,000 in an account.
/// Firms and districts are few, and their rows lie with whatever else is kept of them.
/// </remarks>
internal readonly record struct RegisterPlace(string Partition, string Prefix)
{
    public const int ShardBits = 6;

    /// <summary>A register's own name cannot be this one.</summary>
    public const string Identity = "identity";

    public static RegisterPlace Of(PersonKey person) => new(Partitions.Registers(Shard(person)), Rows.RegistersOf(person));

    public static RegisterPlace Of(CreditCode firm) => new(Partitions.Firm(firm), Rows.RegisterPrefix);

    public static RegisterPlace Of(DistrictCode district) => new(Partitions.District(district), Rows.RegisterPrefix);

    /// <summary>The row of a person's birth date.</summary>
    public string IdentityRow => Prefix + Identity;

    /// <summary>What a person's birth date is sealed for.</summary>
    public string BirthContext => Prefix + "born";

    /// <summary>By which what lies together comes together, and no two are mixed: of a person the key, whose first bits are the shard. A firm or district has a partition to itself, and any number of its own will do.</summary>
    public UInt128 Order => Prefix == Rows.RegisterPrefix
        ? RegisterLoader.Fingerprint(Partition)
        : UInt128.Parse(Prefix.AsSpan(Rows.RegisterPrefix.Length, 32), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static int Shard(PersonKey person) => int.Parse(person.Text.AsSpan(0, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) >> (8 - ShardBits);
}

using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Serialization;

namespace Benefits.Funds;

/// <summary>A fund's budget of one place and year (资金预算): <c>employment-4301-2022</c>.</summary>
public sealed record FundKey(string Code, DistrictCode Place, int Year)
{
    internal const string AccountPrefix = "fund:";

    /// <summary>Where its rows lie: <c>fund-employment-4301-2022</c>.</summary>
    [JsonIgnore]
    public string Partition => Partitions.Fund(ToString());

    /// <summary>The ledger's account: <c>fund:employment-4301-2022</c>.</summary>
    [JsonIgnore]
    public string Account => AccountPrefix + ToString();

    public static bool TryParse(string text, [NotNullWhen(true)] out FundKey? fund)
    {
        fund = null;
        var parts = text.Split('-');
        if (parts.Length < 3 || parts[^1].Length != 4) return false;
        if (!int.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var year) || !DistrictCode.TryParse(parts[^2], out var place, out _)) return false;
        fund = new FundKey(string.Join('-', parts[..^2]), place, year);
        return true;
    }

    /// <summary>The fund of a partition, or null where the partition is none of a fund.</summary>
    public static FundKey? OfPartition(string partition) => Partitions.FundOf(partition) is { } name && TryParse(name, out var fund) ? fund : null;

    /// <summary>The fund of a ledger account, or null where the account is none of a fund.</summary>
    public static FundKey? OfAccount(string account) =>
        account.StartsWith(AccountPrefix, StringComparison.Ordinal) && TryParse(account[AccountPrefix.Length..], out var fund) ? fund : null;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Code}-{Place}-{Year:D4}");
}

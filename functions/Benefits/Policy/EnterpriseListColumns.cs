namespace Benefits.Policy;

/// <summary>What the platform reads of an enterprise list (企业名单). Headers and words are the packs'; these names, types and codes are the platform's.</summary>
internal static class EnterpriseListColumns
{
    public static readonly IReadOnlyDictionary<string, ColumnType> Types = new Dictionary<string, ColumnType>
    {
        ["code"] = ColumnType.Text,
        ["name"] = ColumnType.Text,
        ["title"] = ColumnType.Code,
        ["from"] = ColumnType.Date,
        ["to"] = ColumnType.Date,
        ["district"] = ColumnType.Text,
        ["state"] = ColumnType.Code,
    };

    public static readonly IReadOnlyDictionary<string, string[]> Codes = new Dictionary<string, string[]>
    {
        ["title"] = ["innovative", "specialised", "little-giant"],
        ["state"] = ["valid", "expired-review-pending", "expired", "withdrawn"],
    };
}

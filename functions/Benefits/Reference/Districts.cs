namespace Benefits.Reference;

/// <summary>A division with its name (行政区划).</summary>
public sealed record District(DistrictCode Code, string Name);

/// <summary>Names of divisions by GB/T 2260 (Data/divisions.txt): provinces, prefectures and counties.</summary>
public static class Districts
{
    private static readonly Dictionary<string, District> ByCode = Read();

    /// <summary>Every division, in order of its code.</summary>
    public static IReadOnlyList<District> All { get; } = [.. ByCode.Values.OrderBy(district => district.Code.Text, StringComparer.Ordinal)];

    public static District? Find(DistrictCode code) => ByCode.GetValueOrDefault(code.Text ?? "");

    public static bool Contains(DistrictCode code) => Find(code) is not null;

    /// <summary>The own name (岳麓区), or the code where it is unknown.</summary>
    public static string Name(DistrictCode code) => Find(code)?.Name ?? code.ToString();

    /// <summary>The name with those it lies in (湖南省长沙市岳麓区).</summary>
    public static string FullName(DistrictCode code) =>
        string.Concat(new[] { code.Province, code.Prefecture, code }.Distinct().Select(Name));

    /// <summary>The prefectures of a province, as <c>43</c> has 14.</summary>
    public static IReadOnlyList<District> Prefectures(DistrictCode province) => Within(province, 4);

    /// <summary>The counties of a province or a prefecture.</summary>
    public static IReadOnlyList<District> Counties(DistrictCode within) => Within(within, 6);

    private static List<District> Within(DistrictCode area, int digits) =>
        [.. All.Where(district => district.Code.Text.Length == digits && area.Contains(district.Code))];

    private static Dictionary<string, District> Read()
    {
        Dictionary<string, District> districts = [];
        foreach (var line in ReferenceData.Lines("divisions.txt"))
        {
            var blank = line.IndexOf(' ', StringComparison.Ordinal);
            if (!DistrictCode.TryParse(line[..blank], out var code, out var fault)) throw new InvalidDataException($"divisions.txt: '{line}': {fault}");
            districts.Add(code.Text, new District(code, line[(blank + 1)..]));
        }
        return districts;
    }
}

namespace Benefits.Eligibility;

/// <summary>Which awards exclude each other: those that take a common claim.</summary>
internal static class Conflicts
{
    public static bool Between(Assessment one, Assessment other) => one.ClaimKeys.Any(key => other.ClaimKeys.Contains(key));

    /// <summary>Groups that have no claim in common with each other, so that each can be decided alone. Order is kept within a group.</summary>
    public static IEnumerable<List<Assessment>> Split(List<Assessment> awards)
    {
        var leader = Enumerable.Range(0, awards.Count).ToArray();
        Dictionary<string, int> first = [];
        for (var place = 0; place < awards.Count; place++)
        {
            foreach (var key in awards[place].ClaimKeys)
            {
                if (!first.TryAdd(key, place)) Join(leader, place, first[key]);
            }
        }
        return awards.Index().GroupBy(award => Leader(leader, award.Index), award => award.Item).Select(group => group.ToList());
    }

    private static void Join(int[] leader, int one, int other)
    {
        var (low, high) = (Leader(leader, one), Leader(leader, other));
        leader[Math.Max(low, high)] = Math.Min(low, high);
    }

    private static int Leader(int[] leader, int place)
    {
        while (leader[place] != place) place = leader[place] = leader[leader[place]];
        return place;
    }
}

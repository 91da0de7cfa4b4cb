namespace Benefits.Eligibility;

/// <summary>The set of awards worth most of which no two take a common claim: exact, by branch and bound.</summary>
/// <remarks>Each award is first taken, then left out, in order; a later set must be worth strictly more. So of equal sets the one with the earlier awards stays.</remarks>
internal sealed class BestCombination
{
    private readonly List<Assessment> _awards;
    private readonly long[] _worth;
    private readonly int[][] _claims;
    private readonly bool[] _claimed;
    private readonly long[] _heaviest;
    private readonly bool[] _taken;
    private bool[] _best;
    private long _bestWorth = -1;

    private BestCombination(List<Assessment> awards)
    {
        _awards = awards;
        _worth = [.. awards.Select(award => Math.Max(0, award.Amount?.Fen ?? 0))];
        Dictionary<string, int> numbers = [];
        _claims = [.. awards.Select(award => award.ClaimKeys.Distinct().Select(key => numbers.TryGetValue(key, out var known) ? known : numbers[key] = numbers.Count).ToArray())];
        _claimed = new bool[numbers.Count];
        _heaviest = new long[numbers.Count];
        _taken = new bool[awards.Count];
        _best = [];
    }

    /// <summary>The best set of awards that hang together by their claims.</summary>
    public static IEnumerable<Assessment> Of(List<Assessment> awards)
    {
        if (awards.Count == 1) return awards;
        BestCombination search = new(awards);
        search.Branch(0, 0);
        return search._awards.Where((_, place) => search._best[place]);
    }

    private void Branch(int place, long worth)
    {
        if (worth + Bound(place) <= _bestWorth) return;
        if (place == _awards.Count)
        {
            _bestWorth = worth;
            _best = [.. _taken];
            return;
        }
        if (!_claims[place].Any(claim => _claimed[claim]))
        {
            Mark(place, true);
            Branch(place + 1, worth + _worth[place]);
            Mark(place, false);
        }
        Branch(place + 1, worth);
    }

    /// <summary>No set of what is left is worth more: of those whose first claim is the same, at most one.</summary>
    private long Bound(int place)
    {
        Array.Clear(_heaviest);
        var bound = 0L;
        for (; place < _awards.Count; place++)
        {
            if (_claims[place].Any(claim => _claimed[claim])) continue;
            var first = _claims[place][0];
            if (_worth[place] <= _heaviest[first]) continue;
            bound += _worth[place] - _heaviest[first];
            _heaviest[first] = _worth[place];
        }
        return bound;
    }

    private void Mark(int place, bool taken)
    {
        _taken[place] = taken;
        foreach (var claim in _claims[place]) _claimed[claim] = taken;
    }
}

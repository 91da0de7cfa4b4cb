using System.Numerics;

namespace Benefits.Eligibility;

/// <summary>The set of awards worth most of which no two take a common claim: exact, by dynamic programming over the awards in order.</summary>
/// <remarks>What is best of the later awards depends only on those claims taken so far that a later award could want. Of equal sets, the one with the earlier awards is taken.</remarks>
internal sealed class BestCombination
{
    private readonly List<Assessment> _awards;
    private readonly BigInteger[] _claims;
    private readonly BigInteger[] _wantedFrom;
    private readonly Dictionary<(int Place, BigInteger Taken), long> _worth = [];

    private BestCombination(List<Assessment> awards)
    {
        _awards = awards;
        Dictionary<string, int> numbers = [];
        _claims = [.. awards.Select(award => award.ClaimKeys.Aggregate(BigInteger.Zero, (claims, key) => claims | BigInteger.One << Number(numbers, key)))];
        _wantedFrom = new BigInteger[awards.Count + 1];
        for (var place = awards.Count - 1; place >= 0; place--) _wantedFrom[place] = _wantedFrom[place + 1] | _claims[place];
    }

    /// <summary>The best set of awards that hang together by their claims.</summary>
    public static IEnumerable<Assessment> Of(List<Assessment> awards) => awards.Count == 1 ? awards : new BestCombination(awards).Chosen();

    private IEnumerable<Assessment> Chosen()
    {
        var taken = BigInteger.Zero;
        for (var place = 0; place < _awards.Count; place++)
        {
            if (!IsFree(place, taken) || With(place, taken) < Worth(place + 1, taken)) continue;
            taken |= _claims[place];
            yield return _awards[place];
        }
    }

    /// <summary>Most that the awards from this place on can be worth.</summary>
    private long Worth(int place, BigInteger taken)
    {
        if (place == _awards.Count) return 0;
        var state = (place, taken & _wantedFrom[place]);
        if (_worth.TryGetValue(state, out var known)) return known;
        var without = Worth(place + 1, taken);
        return _worth[state] = IsFree(place, taken) ? Math.Max(without, With(place, taken)) : without;
    }

    private long With(int place, BigInteger taken) => Math.Max(0, _awards[place].Amount?.Fen ?? 0) + Worth(place + 1, taken | _claims[place]);

    private bool IsFree(int place, BigInteger taken) => (_claims[place] & taken).IsZero;

    private static int Number(Dictionary<string, int> numbers, string key)
    {
        if (!numbers.TryGetValue(key, out var number)) numbers[key] = number = numbers.Count;
        return number;
    }
}

using Benefits.Eligibility;
using FsCheck;
using FsCheck.Fluent;
using Outcome = Benefits.Eligibility.Outcome;

namespace Benefits.Tests.Eligibility;

public sealed class CombinationTests
{
    private static readonly Dictionary<string, string> Nothing = [];

    [Fact]
    public void The_choice_is_lawful_worth_most_and_does_not_depend_on_the_order_of_input() =>
        Prop.ForAll<int>(seed =>
        {
            Random random = new(seed);
            var awards = Enumerable.Range(0, random.Next(11)).Select(number => Award($"m{number:00}", random.Next(6) * 500, [.. Enumerable.Range(0, random.Next(4)).Select(_ => $"k{random.Next(6)}")])).ToList();
            var taken = random.Next(3) == 0 ? new Dictionary<string, string> { ["k0"] = "已由他人享受" } : Nothing;

            var chosen = Combination.Choose(awards, taken);
            var shuffled = Combination.Choose([.. awards.OrderBy(_ => random.Next())], taken);

            var keys = chosen.Granted.SelectMany(award => award.ClaimKeys.Distinct()).ToList();
            return keys.Distinct().Count() == keys.Count
                && !keys.Exists(taken.ContainsKey)
                && chosen.Granted.Sum(award => award.Amount!.Value).Fen == MostWorth(awards, taken)
                && chosen.Granted.SequenceEqual(shuffled.Granted)
                && chosen.Granted.Count + chosen.Displaced.Count == awards.Count
                && chosen.Displaced.All(lost => lost.Reason.Length > 0);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1500));

    [Fact]
    public void Two_small_awards_beat_a_larger_one_that_excludes_both()
    {
        var chosen = Combination.Choose([Award("both", 1500, "x", "y"), Award("one", 1000, "x"), Award("two", 1000, "y")], Nothing);

        Assert.Equal(["one", "two"], chosen.Granted.Select(award => award.Measure));
        Assert.Equal("2,000.00元的one、two优于1,500.00元的both，各项不重复享受", Assert.Single(chosen.Displaced).Reason);
    }

    [Fact]
    public void Of_equal_awards_the_earlier_by_name_is_granted_and_the_reason_says_so()
    {
        var chosen = Combination.Choose([Award("b", 1500, "x"), Award("a", 1500, "x")], Nothing);

        Assert.Equal("a", Assert.Single(chosen.Granted).Measure);
        Assert.Contains("同为1,500.00元", Assert.Single(chosen.Displaced).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_grant_that_closes_a_larger_one_that_only_waits_is_cautioned()
    {
        var later = Award("later", 1500, "x") with { Outcome = Outcome.Waits, ReadyOn = new DateOnly(2022, 9, 18) };

        var caution = Assert.Single(Combination.Choose([Award("now", 1000, "x"), later], Nothing).Cautions);

        Assert.Equal("现在领取now（1,000.00元）后，不能再享受2022年9月18日可兑现的later（1,500.00元）", caution.Says);
        Assert.Empty(Combination.Choose([Award("now", 1000, "y"), later], Nothing).Cautions);
    }

    [Theory]
    [InlineData(999, 0)]
    [InlineData(1000, 0)]
    [InlineData(1001, 1)]
    public void What_comes_later_is_worth_a_caution_only_where_it_is_worth_more(int yuan, int cautions)
    {
        var later = Award("later", yuan, "x") with { Outcome = Outcome.Waits, ReadyOn = new DateOnly(2022, 9, 18) };

        Assert.Equal(cautions, Combination.Choose([Award("now", 1000, "x"), later], Nothing).Cautions.Count);
    }

    [Fact]
    public void A_long_chain_of_awards_that_exclude_their_neighbours_is_still_decided_exactly()
    {
        var awards = Enumerable.Range(0, 60).Select(number => Award($"m{number:00}", 1000 + (number * 37 % 11), $"k{number}", $"k{number + 1}")).ToList();

        var worth = Combination.Choose(awards, Nothing).Granted.Sum(award => award.Amount!.Value).Fen;

        // Along a chain the best up to each award is the better of leaving it and of taking it with the best up to two before.
        var (before, best) = (0L, 0L);
        foreach (var award in awards) (before, best) = (best, Math.Max(best, before + award.Amount!.Value.Fen));
        Assert.Equal(best, worth);
    }

    private static long MostWorth(List<Assessment> awards, Dictionary<string, string> taken)
    {
        var best = 0L;
        for (var set = 0; set < 1 << awards.Count; set++)
        {
            var chosen = awards.Where((_, place) => (set >> place & 1) == 1).ToList();
            var keys = chosen.SelectMany(award => award.ClaimKeys.Distinct()).ToList();
            if (keys.Distinct().Count() == keys.Count && !keys.Exists(taken.ContainsKey)) best = Math.Max(best, chosen.Sum(award => award.Amount!.Value).Fen);
        }
        return best;
    }

    private static Assessment Award(string measure, int yuan, params string[] keys) => new()
    {
        Measure = measure,
        Title = measure,
        Clause = "甲 一",
        Period = "once",
        Outcome = Outcome.Granted,
        Amount = Money.FromYuan(yuan),
        Fund = "employment",
        ClaimKeys = keys,
        Findings = [],
    };
}

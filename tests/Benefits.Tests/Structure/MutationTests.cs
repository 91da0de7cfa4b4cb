using Mutations;

namespace Benefits.Tests.Structure;

/// <summary>Small untruths that somebody must notice. The packs' are tried here; the code's take a build each: <c>dotnet run --project tests/Mutations -- places</c>.</summary>
public sealed class MutationTests
{
    [Fact]
    public void Every_change_of_a_pack_is_noticed_by_an_example_or_named_as_one_that_changes_nothing()
    {
        var score = Repository.TryPacks();

        Assert.Empty(score.Survived.Select(mutant => mutant.ToString()));
        Assert.Empty(score.Idle.Select(idle => $"{idle.File}: {idle.Change}"));
        Assert.True(score.Noticed > 500, $"Only {score.Noticed} changes were tried.");
    }

    [Fact]
    public void Every_place_in_the_code_that_is_tried_stands_there_and_has_its_tests()
    {
        var tests = typeof(MutationTests).Assembly.GetTypes().Select(type => type.Name).ToHashSet();
        var stale = Repository.Places().Where(place => place.Change(File.ReadAllText(Path.Combine(Repository.Root, place.File))) is null || !tests.Contains(place.Tests));

        Assert.Empty(stale.Select(place => $"{place.File} ({place.Tests}): {place.Text}"));
    }

    [Theory]
    [InlineData("a <= b", "a < b", "a > b")]
    [InlineData("x and y", "x or y", "y", "x")]
    [InlineData("x or y and z", "x and y and z", "y and z", "x", "x or y or z", "x or z", "x or y")]
    [InlineData("not x", "x")]
    [InlineData("k in ['a', 'b']", "k in [ 'b']", "k in ['a']")]
    [InlineData("n >= 12", "n > 12", "n < 12", "n >= 13", "n >= 11")]
    [InlineData("consecutive_months(m, d) >= 1", "consecutive_months(m) >= 1")]
    [InlineData("f(d) + 1", "f(today) + 1", "f(d) - 1")]
    public void An_expression_is_changed_word_by_word_and_part_by_part(string text, params string[] among) =>
        Assert.Superset(among.ToHashSet(), ExpressionMutations.Of(text).Select(mutated => mutated.Trim()).ToHashSet());
}

using Benefits.Eligibility;
using Benefits.Eligibility.Examples;
using Benefits.Local.Commands;
using Benefits.Policy;

namespace Benefits.Tests.Eligibility;

/// <summary>Our own examples: they are YAML, so that a policy officer can read them and add to them.</summary>
public sealed class ExamplesTests
{
    internal static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Eligibility", "Examples");

    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Folder, "*.yaml").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_example_comes_out_as_written(string file)
    {
        using StringWriter output = new();

        var exit = CheckCommand.Run([Path.Combine(Folder, file)], null, output);

        Assert.True(exit == 0, string.Join(Environment.NewLine, output.ToString().Split(Environment.NewLine).Where(line => !line.StartsWith("通过", StringComparison.Ordinal))));
    }

    [Fact]
    public void Every_condition_of_every_measure_has_an_example_that_fails_it_alone_and_every_measure_one_that_is_granted()
    {
        var library = PolicyLibrary.LoadBuiltIn();
        var assessments = Directory.EnumerateFiles(Folder, "*.yaml")
            .SelectMany(path => ExampleFiles.Read(new PackFile(path, File.ReadAllText(path)), library))
            .SelectMany(written => written.Measures.SelectMany(measure => Assessor.Assess(measure, written.Facts, written.Today, written.AppliedOn)))
            .ToList();
        var failedAlone = assessments
            .Select(assessment => (assessment.Measure, Missing: assessment.Findings.Where(finding => finding.Truth != Truth.Met).ToList()))
            .Where(found => found.Missing.Count == 1)
            .Select(found => (found.Measure, found.Missing[0].Says))
            .ToHashSet();
        var granted = assessments.Where(assessment => assessment.Outcome == Outcome.Granted).Select(assessment => assessment.Measure).ToHashSet();

        List<string> untested = [.. library.Measures.Where(measure => !granted.Contains(measure.Id)).Select(measure => $"{measure.Id}: never granted")];
        foreach (var measure in library.Measures)
        {
            var conditions = measure.Conditions.Concat(measure.Instalments.SelectMany(part => part.Conditions)).Select(condition => condition.Says);
            untested.AddRange(conditions.Where(says => !failedAlone.Contains((measure.Id, says))).Select(says => $"{measure.Id}: {says}"));
            if (!failedAlone.Any(found => found.Measure == measure.Id && found.Says.StartsWith("认定之日", StringComparison.Ordinal))) untested.Add($"{measure.Id}: 实施期限");
        }
        Assert.Empty(untested);
    }
}

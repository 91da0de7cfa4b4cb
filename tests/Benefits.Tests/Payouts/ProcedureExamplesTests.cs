using Benefits.Local.Commands;
using Benefits.Payouts;
using Benefits.Policy;

namespace Benefits.Tests.Payouts;

/// <summary>The procedures' own examples: how many sign and who, and the last day of each wait.</summary>
public sealed class ProcedureExamplesTests
{
    internal static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Payouts", "Examples");

    private static readonly PolicyLibrary Library = PolicyLibrary.LoadBuiltIn();

    [Fact]
    public void Every_example_comes_out_as_written()
    {
        using StringWriter output = new();

        Assert.True(CheckCommand.Run([Folder], null, output) == 0, output.ToString());
    }

    [Fact]
    public void Every_procedure_has_its_examples() =>
        Assert.Superset(Library.Procedures.Select(procedure => $"{procedure.Name}.yaml").ToHashSet(), Directory.EnumerateFiles(Folder).Select(path => Path.GetFileName(path)).ToHashSet());

    [Theory]
    [InlineData("amount: 10000.01\n    expect: { signed_by: [] }", "签批预期免签，实际经办或复核")]
    [InlineData("amount: 60000\n    expect: { signed_by: [经办或复核] }", "签批预期经办或复核，实际经办或复核、复核")]
    [InlineData("on: 2022-09-01\n    expect: { notice_ends: 2022-09-07 }", "公示期满预期2022-09-07，实际2022-09-08")]
    [InlineData("on: 2027-01-06\n    expect: { notice_ends: 2027-01-13 }", "公示期满预期2027-01-13，实际2027-01-13（暂定）")]
    [InlineData("on: 2022-09-01\n    expect: { attempts: 4 }", "发放尝试次数预期4，实际5")]
    public void A_wrong_expectation_is_explained(string example, string difference) =>
        Assert.Equal([difference], Assert.Single(ProcedureExamples.Run(File(example), Library)).Differences);

    [Theory]
    [InlineData("amount: zehn\n    expect: { signed_by: [] }", "应为金额")]
    [InlineData("expect: { attempts: 5 }", "请写明金额（amount）或日期（on）")]
    [InlineData("amount: 1.00\n    expect: {}", "signed_by")]
    [InlineData("on: 2022-09-01\n    expect: { notice_end: 2022-09-08 }", "是否为“notice_ends”")]
    public void A_faulty_example_is_refused_with_its_line(string example, string words)
    {
        var faulty = Assert.Throws<PolicyPackException>(() => ProcedureExamples.Run(File(example), Library));

        Assert.Contains(faulty.Faults, fault => fault.ToString().Contains(words, StringComparison.Ordinal));
    }

    private static PackFile File(string example) => new("examples.yaml", $"procedure: bundle\nexamples:\n  - example: x\n    {example}\n");
}

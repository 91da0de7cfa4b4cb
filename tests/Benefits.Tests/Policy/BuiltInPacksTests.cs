using Benefits.Policy;

namespace Benefits.Tests.Policy;

public sealed class BuiltInPacksTests
{
    [Fact]
    public void The_built_in_packs_load_without_a_fault()
    {
        var library = PolicyLibrary.LoadBuiltIn();

        Assert.Equal(64, library.Hash.Length);
        Assert.Contains(library.Measures, measure => measure.Id == "graduate-hiring-subsidy");
        Assert.Equal(5, library.Procedure("bundle").NoticeWorkingDays);
        Assert.Equal(7, library.Documents.Count);
    }

    [Fact]
    public void Line_endings_do_not_change_the_hash_and_any_other_sign_does()
    {
        var files = PolicyLibrary.BuiltInFiles().ToList();
        var windows = files.Select(file => file with { Text = file.Text.Replace("\n", "\r\n", StringComparison.Ordinal) });
        var edited = files.Select(file => file.Path == "funds.yaml" ? file with { Text = file.Text + "# seen\n" } : file);

        Assert.Equal(PolicyLibrary.Load(files).Hash, PolicyLibrary.Load(windows).Hash);
        Assert.Equal(PolicyLibrary.Load(files).Hash, PolicyLibrary.Load(files.AsEnumerable().Reverse()).Hash);
        Assert.NotEqual(PolicyLibrary.Load(files).Hash, PolicyLibrary.Load(edited).Hash);
    }

    [Fact]
    public void Hunan_article_eight_closes_with_its_own_end_and_the_document_five_years_later()
    {
        var measure = PolicyLibrary.LoadBuiltIn().Find("graduate-hiring-subsidy")!;

        Assert.Equal(new DateOnly(2022, 12, 31), measure.ClosesOn);
        Assert.Equal(new DateOnly(2027, 6, 22), measure.Document.To);
        Assert.Equal(MeasureStatus.NotYet, measure.Status(new DateOnly(2022, 6, 21)));
        Assert.Equal(MeasureStatus.Open, measure.Status(new DateOnly(2022, 6, 22)));
        Assert.Equal(MeasureStatus.Open, measure.Status(new DateOnly(2022, 12, 31)));
        Assert.Equal(MeasureStatus.Closed, measure.Status(new DateOnly(2023, 1, 1)));
    }
}

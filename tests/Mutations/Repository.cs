using Benefits.Policy;
using Benefits.Policy.Reading;

namespace Mutations;

/// <summary>Where things lie in the repository that this program was built in.</summary>
internal static class Repository
{
    private static readonly string[] Examples = ["tests/Benefits.Tests/Eligibility/Examples", "tests/Benefits.Tests/Payouts/Examples"];

    public static string Root { get; } = Above(AppContext.BaseDirectory).First(folder => File.Exists(Path.Combine(folder, "Serverless.sln")));

    public static TrialScore TryPacks() => new PackTrial([.. Examples.SelectMany(folder => PolicyLibrary.FolderFiles(Path.Combine(Root, folder)))]).Run(SameAnyway());

    public static IReadOnlyList<Place> Places() => Read("places", entry => new Place(entry.Text("says"), entry.Text("file"), entry.Text("text"), entry.Text("instead"), entry.Text("tests")));

    private static List<SameAnyway> SameAnyway() => Read("same", entry => new SameAnyway(entry.Text("file"), entry.Text("change"), entry.Text("why")));

    /// <summary>A list of this folder, <c>places.yaml</c> or <c>same.yaml</c>.</summary>
    private static List<T> Read<T>(string name, Func<Fields, T> read)
    {
        PackFile file = new($"{name}.yaml", File.ReadAllText(Path.Combine(Root, "tests", "Mutations", $"{name}.yaml")));
        FaultList faults = new();
        Fields fields = new(file.Path, PackYaml.Read(file, faults), faults);
        List<T> items = [];
        foreach (var entry in fields.Maps(name, needed: true))
        {
            items.Add(read(entry));
            entry.Done();
        }
        fields.Done();
        return faults.Count == 0 ? items : throw new PolicyPackException(faults.Sorted());
    }

    private static IEnumerable<string> Above(string folder)
    {
        for (DirectoryInfo? at = new(folder); at is not null; at = at.Parent) yield return at.FullName;
    }
}

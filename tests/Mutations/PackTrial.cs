using System.Text.RegularExpressions;
using Benefits.Eligibility.Examples;
using Benefits.Payouts;
using Benefits.Policy;

namespace Mutations;

/// <summary>Runs the cases and examples against every mutant of the packs, in this process.</summary>
internal sealed partial class PackTrial
{
    private readonly List<PackFile> _packs = [.. PolicyLibrary.BuiltInFiles()];
    private readonly List<Example> _cases;
    private readonly List<PackFile> _procedures;

    /// <summary>The measures that each of their files makes, and those that are like them.</summary>
    private readonly ILookup<string, string> _made;

    /// <param name="examples">Eligibility cases and procedure examples, all of which hold for the packs as they are.</param>
    public PackTrial(IReadOnlyCollection<PackFile> examples)
    {
        var library = PolicyLibrary.Load(_packs);
        _made = Made(_packs).ToLookup(made => made.File, made => made.Measure);
        _procedures = [.. examples.Where(ProcedureExamples.Holds)];
        _cases = [.. examples.Except(_procedures).SelectMany(file => ExampleFiles.Read(file, library))];
        if (IsNoticed("", library)) throw new InvalidOperationException("An example differs from the packs as they are; run `check` first.");
    }

    /// <param name="same">Mutants that nobody could tell from the original.</param>
    public TrialScore Run(IReadOnlyCollection<SameAnyway> same)
    {
        var mutants = _packs.SelectMany(PackMutations.Of).ToList();
        var noticed = new bool?[mutants.Count];
        Parallel.For(0, mutants.Count, index => noticed[index] = IsNoticed(mutants[index]));
        var survived = mutants.Where((_, index) => noticed[index] == false).ToList();
        return new TrialScore(
            noticed.Count(seen => seen == true),
            [.. survived.Where(mutant => !same.Any(known => known.Covers(mutant)))],
            [.. survived.Where(mutant => same.Any(known => known.Covers(mutant)))],
            [.. same.Where(known => !survived.Any(known.Covers))]);
    }

    /// <summary>Null where the packs' own checks refuse it: nobody could put it in force.</summary>
    private bool? IsNoticed(PackMutant mutant)
    {
        try
        {
            return IsNoticed(mutant.File, PolicyLibrary.Load(_packs.Select(file => file.Path == mutant.File ? mutant.Changed : file)));
        }
        catch (PolicyPackException)
        {
            return null;
        }
    }

    /// <summary>True where an example comes out otherwise. Facts are facts under any law: the cases are read once, and meet each mutant's measures.</summary>
    private bool IsNoticed(string file, PolicyLibrary library)
    {
        if (file is "" or "procedures.yaml" && _procedures.Exists(example => ProcedureExamples.Run(example, library).Any(found => found.Differences.Count > 0))) return true;
        return _cases.Where(written => written.Measures.Any(measure => RestsOn(measure, file))).Any(written => ExampleRun.Differences(Under(library, written)).Count > 0);
    }

    /// <summary>A measure rests on its own file, on those that it is like, on its document's, and on all that measures share.</summary>
    private bool RestsOn(Measure measure, string file) => file.Split('/') switch
    {
        ["procedures.yaml"] => false,
        [var folder, "document.yaml"] => measure.Document.Id == folder,
        _ when _made.Contains(file) => _made[file].Contains(measure.Id),
        _ => true,
    };

    private static IEnumerable<(string File, string Measure)> Made(List<PackFile> packs)
    {
        var measures = packs.Select(pack => (pack.Path, Id: Own().Match(pack.Text).Groups["id"].Value, Like: Model().Match(pack.Text).Groups["id"].Value)).Where(made => made.Id.Length > 0).ToDictionary(made => made.Id);
        foreach (var id in measures.Keys)
        {
            for (var at = id; measures.TryGetValue(at, out var made); at = made.Like) yield return (made.Path, id);
        }
    }

    private static Example Under(PolicyLibrary library, Example written) =>
        written with { Measures = [.. written.Measures.Select(measure => library.Find(measure.Id)!)] };

    [GeneratedRegex("^measure: (?<id>\\S+)", RegexOptions.Multiline)]
    private static partial Regex Own();

    [GeneratedRegex("^like: (?<id>\\S+)", RegexOptions.Multiline)]
    private static partial Regex Model();
}

/// <param name="Survived">Mutants that no example notices.</param>
/// <param name="Same">Mutants that nobody could notice, for a reason that is named.</param>
/// <param name="Idle">Such reasons that no mutant needs any more.</param>
internal sealed record TrialScore(int Noticed, IReadOnlyList<PackMutant> Survived, IReadOnlyList<PackMutant> Same, IReadOnlyList<SameAnyway> Idle);

/// <summary>Mutants that come to the same as the original (等价变异), with the reason.</summary>
/// <param name="File">A pattern of the pack's path.</param>
/// <param name="Change">A pattern of the change as it is printed.</param>
internal sealed record SameAnyway(string File, string Change, string Why)
{
    public bool Covers(PackMutant mutant) => Regex.IsMatch(mutant.File, $"^(?:{File})$") && Regex.IsMatch(mutant.Change, $"^(?:{Change})$");
}

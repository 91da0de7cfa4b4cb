using Benefits.Policy;
using Benefits.Policy.Reading;

namespace Benefits.Eligibility.Examples;

/// <summary>Reads files of examples. An example may say <c>like</c> another of its file and change only a fact or two.</summary>
public static class ExampleFiles
{
    /// <exception cref="PolicyPackException">The file is faulty; every fault has its line.</exception>
    public static IReadOnlyList<Example> Read(PackFile file, PolicyLibrary library)
    {
        FaultList faults = new();
        Fields fields = new(file.Path, PackYaml.Read(file, faults), faults);
        _ = fields.TextOrNull("about");
        Dictionary<string, ExampleDraft> drafts = [];
        List<Example> examples = [];
        foreach (var entry in fields.Maps("examples", needed: true))
        {
            ExampleDraft draft = new(entry, library);
            examples.Add(draft.Read(drafts));
            if (!drafts.TryAdd(draft.Name, draft)) entry.Fault(entry.LineOf("example"), $"示例“{draft.Name}”重复");
            entry.Done();
        }
        fields.Done();
        if (faults.Count > 0) throw new PolicyPackException(faults.Sorted());
        return examples;
    }
}

/// <summary>One example while it is read; later ones may build on its parts.</summary>
internal sealed class ExampleDraft(Fields entry, PolicyLibrary library)
{
    private readonly Dictionary<string, PackNode> _facts = [];
    private List<Measure> _measures = [];
    private DateOnly _today;
    private DateOnly? _appliedOn;

    public string Name { get; } = entry.Text("example");

    public Example Read(IReadOnlyDictionary<string, ExampleDraft> earlier)
    {
        if (entry.TextOrNull("like") is { } name)
        {
            if (earlier.TryGetValue(name, out var model)) Follow(model);
            else entry.Fault(entry.LineOf("like"), $"前面没有名为“{name}”的示例");
        }
        if (entry.Has("measures") || _measures.Count == 0) _measures = Measures();
        if (entry.Has("today") || _today == default) _today = entry.Date("today");
        if (entry.Has("applied_on")) _appliedOn = entry.DateOrNull("applied_on");
        var facts = Facts();
        return new Example
        {
            File = entry.File,
            Line = entry.Line.Number,
            Name = Name,
            Measures = _measures,
            Today = _today,
            AppliedOn = _appliedOn,
            Facts = facts,
            Taken = Pairs("taken"),
            Expected = Expectations(),
            Chosen = entry.Has("chosen") ? entry.Texts("chosen") : null,
            Displaced = Pairs("displaced"),
        };
    }

    private void Follow(ExampleDraft model)
    {
        foreach (var (path, node) in model._facts) _facts[path] = node;
        (_measures, _today, _appliedOn) = (model._measures, model._today, model._appliedOn);
    }

    private List<Measure> Measures()
    {
        List<Measure> measures = [];
        foreach (var id in entry.Texts("measures", needed: true))
        {
            if (library.Find(id) is { } measure) measures.Add(measure);
            else entry.Fault(entry.LineOf("measures"), $"没有办法“{id}”{Spelling.Hint(id, library.Measures.Select(known => known.Id))}");
        }
        return measures;
    }

    /// <summary>The model's facts with the example's own; an empty value takes a fact away.</summary>
    private FactSheet Facts()
    {
        foreach (var own in entry.MapOrNull("facts")?.Rest ?? [])
        {
            if (library.Facts.Find(own.Key) is null) entry.Fault(own.Line, $"事实目录中没有“{own.Key}”{Spelling.Hint(own.Key, library.Facts.All.Select(known => known.Path))}");
            else if (own.Value is PackNode.Scalar { IsNull: true }) _facts.Remove(own.Key);
            else _facts[own.Key] = own.Value;
        }
        FactSheet sheet = new(library.Facts);
        foreach (var (path, node) in _facts) ExampleFacts.Set(sheet, library.Facts.Find(path)!, node, _today, entry);
        return sheet;
    }

    private List<Expectation> Expectations()
    {
        var expected = entry.Find("expect") is PackNode.Sequence ? entry.Maps("expect") : [entry.Map("expect")];
        return [.. expected.Select(Expectation)];
    }

    private Expectation Expectation(Fields expect)
    {
        var measure = expect.TextOrNull("measure") ?? (_measures.Count > 0 ? _measures[0].Id : "");
        if (_measures.Count > 0 && _measures.All(known => known.Id != measure)) expect.Fault(expect.LineOf("measure"), $"本示例未列办法“{measure}”");
        Expectation read = new(
            measure,
            expect.TextOrNull("period"),
            expect.Choice<Outcome>("outcome"),
            expect.YuanOrNull("amount"),
            expect.YuanOrNull("to_return"),
            expect.DateOrNull("ready_on"),
            expect.Has("not_met") ? expect.Texts("not_met") : null,
            expect.Has("unknown") ? expect.Texts("unknown") : null,
            expect.Texts("clauses"),
            expect.Has("declared") ? expect.Flag("declared") : null,
            expect.Has("count") ? expect.Whole("count", 0, 600) : null);
        expect.Done();
        return read;
    }

    private Dictionary<string, string> Pairs(string key)
    {
        var map = entry.MapOrNull(key);
        return map?.Rest.ToDictionary(pair => pair.Key, pair => map.Text(pair.Key)) ?? [];
    }
}

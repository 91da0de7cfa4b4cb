namespace Benefits.Policy.Reading;

/// <summary>The texts of all measures by their ids, so that one can be <c>like</c> another and write only what differs: editions of a yearly norm share one text.</summary>
internal sealed class MeasureTexts(FaultList faults)
{
    private static readonly string[] Own = ["measure", "like"];
    private readonly Dictionary<string, PackNode.Mapping> _texts = [];

    public void Add(PackNode? text)
    {
        if (text is PackNode.Mapping mapping && Word(mapping, "measure") is { } id) _texts.TryAdd(id.Text, mapping);
    }

    /// <summary>The text with every key that it lacks from the one that it is like, and so on. Null where that cannot be told, which is a fault.</summary>
    public PackNode? Whole(PackNode? text)
    {
        if (text is not PackNode.Mapping mapping) return text;
        List<PackNode.Entry> entries = [.. mapping.Entries.Where(entry => entry.Key != "like")];
        HashSet<PackNode.Mapping> followed = [mapping];
        for (var current = mapping; Word(current, "like") is { } like;)
        {
            var fault = !_texts.TryGetValue(like.Text, out var model) ? $"没有办法“{like.Text}”{Spelling.Hint(like.Text, _texts.Keys)}" : !followed.Add(model) ? $"“like: {like.Text}”绕回了自己" : null;
            if (fault is not null)
            {
                faults.Add(like.Line, fault);
                return null;
            }
            var had = entries.Select(entry => entry.Key).ToHashSet();
            entries.AddRange(model!.Entries.Where(entry => !Own.Contains(entry.Key) && !had.Contains(entry.Key)));
            current = model;
        }
        return mapping with { Entries = entries };
    }

    private static PackNode.Scalar? Word(PackNode.Mapping mapping, string key) => mapping.Entries.FirstOrDefault(entry => entry.Key == key)?.Value as PackNode.Scalar;
}

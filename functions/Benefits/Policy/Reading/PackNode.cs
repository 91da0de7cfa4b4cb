using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Benefits.Policy.Reading;

/// <summary>A line of a file, counted from 1: where a fault is told.</summary>
internal readonly record struct PackLine(string File, int Number);

/// <summary>A piece of YAML that remembers its file and line.</summary>
internal abstract record PackNode(PackLine Line)
{
    public sealed record Scalar(string Text, bool Quoted, PackLine Line) : PackNode(Line)
    {
        public bool IsNull => !Quoted && Text is "" or "~" or "null";
    }

    public sealed record Sequence(IReadOnlyList<PackNode> Items, PackLine Line) : PackNode(Line);

    public sealed record Mapping(IReadOnlyList<Entry> Entries, PackLine Line) : PackNode(Line);

    public sealed record Entry(string Key, PackLine Line, PackNode Value);
}

/// <summary>Reads one YAML document as nodes. No anchors, aliases or tags, and nothing deep or huge: a pack is written by people, and a bomb is not.</summary>
internal static class PackYaml
{
    private const int MaxLength = 512 * 1024;
    private const int MaxDepth = 24;

    public static PackNode? Read(PackFile file, FaultList faults)
    {
        if (file.Text.Length > MaxLength)
        {
            faults.Add(file.Path, 1, $"文件超过{MaxLength / 1024}KB");
            return null;
        }
        try
        {
            // The parser keeps no stack of its own per level, so a deep file ends at our limit, not at the process's.
            YamlDotNet.Core.Parser parser = new(new StringReader(file.Text.TrimStart('\uFEFF')));
            parser.Consume<StreamStart>();
            if (!parser.TryConsume<DocumentStart>(out _))
            {
                faults.Add(file.Path, 1, "文件是空的");
                return null;
            }
            var node = Node(parser, file.Path, 0);
            parser.Consume<DocumentEnd>();
            if (parser.Current is DocumentStart more) throw new PackSyntaxException(LineOf(more), "一个文件只能有一份文档");
            return node;
        }
        catch (PackSyntaxException fault)
        {
            faults.Add(file.Path, fault.Line, fault.Message);
        }
        catch (YamlException fault)
        {
            faults.Add(file.Path, Math.Max(1, (int)fault.Start.Line), $"不是正确的YAML：{fault.Message}");
        }
        catch (InvalidOperationException)
        {
            // YamlDotNet's scanner says so, without a place, of some files that end in the middle of a token.
            faults.Add(file.Path, 1, "不是正确的YAML：文件不完整");
        }
        return null;
    }

    private static PackNode Node(IParser parser, string file, int depth)
    {
        var line = new PackLine(file, LineOf(parser.Current!));
        if (depth > MaxDepth) throw new PackSyntaxException(line.Number, $"嵌套超过{MaxDepth}层");
        if (parser.Current is AnchorAlias) throw new PackSyntaxException(line.Number, "不允许使用别名（*）");
        if (parser.Current is NodeEvent { Anchor.IsEmpty: false }) throw new PackSyntaxException(line.Number, "不允许使用锚点（&）");
        if (parser.Current is NodeEvent { Tag.IsEmpty: false }) throw new PackSyntaxException(line.Number, "不允许使用标签（!）");
        if (parser.TryConsume<Scalar>(out var scalar)) return new PackNode.Scalar(scalar.Value, scalar.Style is not ScalarStyle.Plain, line);
        if (parser.TryConsume<SequenceStart>(out _))
        {
            List<PackNode> items = [];
            while (!parser.TryConsume<SequenceEnd>(out _)) items.Add(Node(parser, file, depth + 1));
            return new PackNode.Sequence(items, line);
        }
        parser.Consume<MappingStart>();
        List<PackNode.Entry> entries = [];
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = Node(parser, file, depth + 1) as PackNode.Scalar ?? throw new PackSyntaxException(line.Number, "键应为文字");
            entries.Add(new PackNode.Entry(key.Text, key.Line, Node(parser, file, depth + 1)));
        }
        return new PackNode.Mapping(entries, line);
    }

    private static int LineOf(ParsingEvent at) => (int)at.Start.Line;

    /// <summary>Ends the reading of one file; it never leaves this class.</summary>
    private sealed class PackSyntaxException(int line, string message) : Exception(message)
    {
        public int Line => line;
    }
}

/// <summary>Collects what is wrong while reading goes on.</summary>
internal sealed class FaultList
{
    private readonly List<PackFault> _faults = [];

    private readonly List<(PackLine Line, string Norm)> _norms = [];

    public int Count => _faults.Count;

    public void Add(string file, int line, string message) => _faults.Add(new PackFault(file, line, message));

    public void Add(PackLine line, string message) => Add(line.File, line.Number, message);

    /// <summary>A document or measure named before all of them are read.</summary>
    public void Names(PackLine line, string norm) => _norms.Add((line, norm));

    public void CheckNames(IReadOnlyCollection<string> known)
    {
        foreach (var (line, norm) in _norms.Where(named => !known.Contains(named.Norm))) Add(line, $"没有文号或办法“{norm}”");
    }

    /// <summary>In the order of files and lines; what two measures inherit from one text is told once.</summary>
    public IReadOnlyList<PackFault> Sorted() => [.. _faults.Distinct().OrderBy(fault => fault.File, StringComparer.Ordinal).ThenBy(fault => fault.Line)];
}

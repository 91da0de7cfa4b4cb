using Benefits.Eligibility.Examples;
using Benefits.Payouts;
using Benefits.Policy;

namespace Benefits.Local.Commands;

/// <summary><c>check EXAMPLES.yaml… [--packs DIR]</c>: runs examples of decisions and of procedures against the packs, a line each.</summary>
internal static class CheckCommand
{
    /// <summary>0 where every example comes out as written; 1 on any difference and on any fault of a file.</summary>
    /// <param name="files">Example files, or folders of them.</param>
    /// <param name="packsFolder">Packs that take the place of the built-in files of the same path; null for the built-in ones alone.</param>
    public static int Run(string[] files, string? packsFolder, TextWriter output)
    {
        if (files.Length == 0) return Refuse(output, "请给出示例文件：check 示例.yaml… [--packs 目录]");
        if (Read(() => PolicyLibrary.LoadBuiltIn(packsFolder), output) is not { } library) return 1;
        output.WriteLine($"政策包 {library.Hash[..12]}，{library.Measures.Count}项办法");
        Tally tally = new();
        foreach (var path in files.SelectMany(Expand)) RunFile(path, library, output, tally);
        output.WriteLine($"共{tally.Examples}个示例，{tally.Different}个不符，{tally.Faulty}个文件有误");
        return tally is { Different: 0, Faulty: 0, Examples: > 0 } ? 0 : 1;
    }

    private static void RunFile(string path, PolicyLibrary library, TextWriter output, Tally tally)
    {
        var examples = File.Exists(path) ? Read(() => Checked(new PackFile(path, File.ReadAllText(path)), library), output) : null;
        if (examples is null)
        {
            tally.Faulty++;
            if (!File.Exists(path)) output.WriteLine($"有误 没有文件 {path}");
            return;
        }
        foreach (var written in examples)
        {
            tally.Examples++;
            tally.Different += written.Differences.Count > 0 ? 1 : 0;
            output.WriteLine($"{(written.Differences.Count == 0 ? "通过" : "不符")} {path}({written.Line}) {written.Name}{(written.Differences.Count == 0 ? "" : $"：{string.Join("；", written.Differences)}")}");
        }
    }

    private static List<(int Line, string Name, IReadOnlyList<string> Differences)> Checked(PackFile file, PolicyLibrary library) => ProcedureExamples.Holds(file)
        ? [.. ProcedureExamples.Run(file, library).Select(example => (example.Line, example.Name, example.Differences))]
        : [.. ExampleFiles.Read(file, library).Select(written => (written.Line, written.Name, ExampleRun.Differences(written)))];

    private static IEnumerable<string> Expand(string path) =>
        Directory.Exists(path) ? Directory.EnumerateFiles(path, "*.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal) : [path];

    private static T? Read<T>(Func<T> read, TextWriter output)
        where T : class
    {
        try
        {
            return read();
        }
        catch (DirectoryNotFoundException missing)
        {
            output.WriteLine(missing.Message);
            return null;
        }
        catch (PolicyPackException faulty)
        {
            foreach (var fault in faulty.Faults) output.WriteLine($"有误 {fault}");
            return null;
        }
    }

    private static int Refuse(TextWriter output, string message)
    {
        output.WriteLine(message);
        return 1;
    }

    private sealed class Tally
    {
        public int Examples { get; set; }

        public int Different { get; set; }

        public int Faulty { get; set; }
    }
}

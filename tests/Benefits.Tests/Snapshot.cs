using Mutations;

namespace Benefits.Tests;

/// <summary>A file of the repository that says what the code is: whoever changes the code reads in its diff what changes for others.</summary>
internal static class Snapshot
{
    /// <summary>Set, a run writes the files instead of comparing them.</summary>
    private const string Rewrite = "QICAITONG_REWRITE";

    public static bool IsRewritten => Environment.GetEnvironmentVariable(Rewrite) is not null;

    /// <param name="path">From the repository's root.</param>
    public static void AssertSame(string path, string text)
    {
        var file = Path.Combine(Repository.Root, path);
        if (IsRewritten)
        {
            File.WriteAllText(file, text);
            return;
        }
        var kept = File.Exists(file) ? File.ReadAllText(file).ReplaceLineEndings("\n") : "";
        Assert.True(kept == text, $"{path} is not what the code says; from line {FirstDifference(kept, text)} on. Run this test with {Rewrite}=1 to write it, and read what changed.");
    }

    private static string FirstDifference(string kept, string text)
    {
        var (old, now) = (kept.Split('\n'), text.Split('\n'));
        var line = old.Zip(now).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"{line + 1}, it has\n{old.ElementAtOrDefault(line)}\nand should have\n{now.ElementAtOrDefault(line)}";
    }
}

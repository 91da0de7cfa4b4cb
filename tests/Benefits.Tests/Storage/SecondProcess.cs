using Benefits.Local.Storage;

namespace Benefits.Tests.Storage;

/// <summary>This assembly as a process of its own: <c>hold FILE</c> opens a store, says so, and keeps it until its input ends.</summary>
internal static class SecondProcess
{
    public static int Main(string[] args)
    {
        if (args is not ["hold", var file]) return 0;
        using var store = SqliteStore.Open(file);
        Console.WriteLine("open");
        Console.In.ReadToEnd();
        return 0;
    }
}

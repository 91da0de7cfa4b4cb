using Benefits.Local.Storage;
using Xunit.Runner.InProc.SystemConsole;

namespace Benefits.Tests.Storage;

/// <summary>This assembly as a process of its own: <c>hold FILE</c> opens a store, says so, and keeps it until its input ends. Anything else is xunit's, which runs the tests in such a process.</summary>
internal static class SecondProcess
{
    public static async Task<int> Main(string[] args)
    {
        if (args is not ["hold", var file]) return await ConsoleRunner.Run(args);
        using var store = SqliteStore.Open(file);
        Console.WriteLine("open");
        await Console.In.ReadToEndAsync();
        return 0;
    }
}

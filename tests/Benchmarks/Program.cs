using Benchmarks;

// Names one benchmark or several; all of them where none is named.
Dictionary<string, Func<Task>> benchmarks = new()
{
    ["storage"] = StorageBenchmark.RunAsync,
    ["workflows"] = WorkflowBenchmark.RunAsync,
    ["intake"] = IntakeBenchmark.RunAsync,
    ["start"] = StartBenchmark.RunAsync,
};
var wanted = args.Length == 0 ? [.. benchmarks.Keys] : args;
if (wanted.FirstOrDefault(name => !benchmarks.ContainsKey(name)) is { } unknown)
{
    Console.Error.WriteLine($"'{unknown}' is no benchmark; there are: {string.Join(", ", benchmarks.Keys)}");
    return 2;
}
foreach (var name in wanted) await benchmarks[name]();
return 0;

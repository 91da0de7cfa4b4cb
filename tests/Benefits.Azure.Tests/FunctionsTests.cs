using System.Reflection;
using System.Text.Json;
using Benefits.Demo;
using Benefits.Http;
using Benefits.Tests;
using Benefits.Tests.Payouts;
using Benefits.Timers;
using Benefits.Workflows;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Benefits.Azure.Tests;

/// <summary>The Functions app holds exactly what the platform has: found by reflection, since a function that is missing or left over shows on no compiler.</summary>
public sealed class FunctionsTests
{
    private static readonly IReadOnlyList<Function> All =
        [.. typeof(DurableCalls).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(method => method.GetCustomAttribute<FunctionAttribute>() is not null)
            .Select(method => new Function(method.GetCustomAttribute<FunctionAttribute>()!.Name, method))];

    private static readonly string[] ByHand = ["TickByHand", "RunJobByHand", "LoadDemoByHand", "GetJobByHand"];

    private static IReadOnlyList<Workflow> Catalog => Platform.Workflows;

    [Fact]
    public async Task The_functions_are_those_that_the_catalogues_print()
    {
        using var world = await PayoutWorld.StartAsync();

        Snapshot.AssertSame("functions/Benefits.Azure/HttpFunctions.Printed.cs", PrintedFunctions.Endpoints());
        Snapshot.AssertSame("functions/Benefits.Azure/StepFunctions.Printed.cs", PrintedFunctions.Steps(Catalog));
        Snapshot.AssertSame("functions/Benefits.Azure/WorkflowFunctions.Printed.cs", PrintedFunctions.Procedures(Catalog));
        Snapshot.AssertSame("functions/Benefits.Azure/TimerFunctions.Printed.cs", PrintedFunctions.Timers(world.Get<Timekeeper>().Jobs));
    }

    [Fact]
    public async Task No_function_is_left_over()
    {
        using var world = await PayoutWorld.StartAsync();
        IEnumerable<string> wanted =
        [
            .. DemoServices.Endpoints.Concat(EndpointCatalog.AtRoot).Select(endpoint => endpoint.Name),
            .. Catalog.Select(workflow => workflow.Name),
            .. Catalog.SelectMany(workflow => workflow.Steps).Select(step => step.Name),
            .. world.Get<Timekeeper>().Jobs.Select(job => $"{PrintedFunctions.Pascal(job)}Timer"),
            .. ByHand, "TickTimer", "ZzUnrouted",
        ];

        Assert.Equal(wanted.Distinct().Order(StringComparer.Ordinal), All.Select(function => function.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_is_done_by_hand_needs_the_master_key() =>
        Assert.All(ByHand, name => Assert.Equal(AuthorizationLevel.Admin, All.Single(function => function.Name == name).Trigger<HttpTriggerAttribute>()!.AuthLevel));

    [Fact]
    public void Whatever_may_start_or_signal_a_workflow_binds_a_durable_client()
    {
        var lacking = All.Where(function => function.Trigger<OrchestrationTriggerAttribute>() is null && function.Name != "ZzUnrouted")
            .Where(function => function.Parameter<DurableClientAttribute>()?.ParameterType != typeof(DurableTaskClient));

        Assert.Empty(lacking.Select(function => function.Name));
    }

    /// <remarks>The Functions host does not weigh routes as ASP.NET does: it takes the first that fits, in the order of the functions' names. The worker weighs them, and waits for ever where the two disagree.</remarks>
    [Fact]
    public void No_path_fits_two_routes_of_one_verb_but_the_last_functions()
    {
        var routed = All.Where(function => function.Trigger<HttpTriggerAttribute>() is not null).OrderBy(function => function.Name, StringComparer.OrdinalIgnoreCase).ToList();
        Assert.Equal("ZzUnrouted", routed[^1].Name);
        routed.RemoveAt(routed.Count - 1);

        var clashes = from one in routed
                      from other in routed
                      where string.CompareOrdinal(one.Name, other.Name) < 0
                      let first = one.Trigger<HttpTriggerAttribute>()!
                      let second = other.Trigger<HttpTriggerAttribute>()!
                      where first.Methods!.Intersect(second.Methods!).Any() && Overlap(first.Route!, second.Route!)
                      select $"{one.Name} {other.Name}";
        Assert.Empty(clashes);
    }

    [Fact]
    public void Names_are_such_as_functions_may_have() => Assert.All(All, function => Assert.Matches("^[A-Za-z][A-Za-z0-9_-]{0,126}$", function.Name));

    [Fact]
    public void The_host_adds_no_prefix_of_its_own_and_takes_lost_work_back_within_a_minute()
    {
        using var host = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "azure", "host.json")));
        var extensions = host.RootElement.GetProperty("extensions");
        var storage = extensions.GetProperty("durableTask").GetProperty("storageProvider");

        // Functions carry whole routes, since health and the OpenAPI document lie outside of the prefix.
        Assert.Equal("", extensions.GetProperty("http").GetProperty("routePrefix").GetString());
        Assert.Equal(TaskHub.Name, extensions.GetProperty("durableTask").GetProperty("hubName").GetString());
        Assert.Equal("00:01:00", storage.GetProperty("controlQueueVisibilityTimeout").GetString());
        Assert.Equal("00:01:00", storage.GetProperty("workItemQueueVisibilityTimeout").GetString());
        Assert.False(extensions.GetProperty("durableTask").GetProperty("tracing").GetProperty("traceInputsAndOutputs").GetBoolean());
        Assert.Equal("Warning", host.RootElement.GetProperty("logging").GetProperty("logLevel").GetProperty("Azure").GetString());
    }

    /// <summary>True where some path fits both: as many parts, and each part equal or a parameter in one of them.</summary>
    private static bool Overlap(string one, string other)
    {
        var first = TemplateParser.Parse(one).Segments;
        var second = TemplateParser.Parse(other).Segments;
        return first.Count == second.Count && first.Zip(second).All(pair => pair.First.Parts[0].IsParameter || pair.Second.Parts[0].IsParameter || pair.First.Parts[0].Text == pair.Second.Parts[0].Text);
    }

    private sealed record Function(string Name, MethodInfo Method)
    {
        public ParameterInfo? Parameter<T>()
            where T : Attribute => Method.GetParameters().SingleOrDefault(parameter => parameter.GetCustomAttribute<T>() is not null);

        public T? Trigger<T>()
            where T : Attribute => Parameter<T>()?.GetCustomAttribute<T>();
    }
}
